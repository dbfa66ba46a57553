package dev.limn.model.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.Settings;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.SyntheticExamples;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DcganClassifierTest {
  private static final int[] TWO = {0, 1, 0, 1};

  private static DcganConfig config(Map<String, ?> changes) {
    var all = new HashMap<String, Object>();
    all.putAll(Map.of("noise", 6, "generator-width", 2, "discriminator-width", 2, "batch", 4));
    all.putAll(changes);
    return Settings.with(DcganConfig.fashion(), DcganConfig.class, all);
  }

  private static DcganLearner learner(DcganConfig config) {
    var examples = new SyntheticExamples(config.batch(), 0, 28);
    return new DcganLearner(config, 0, 1, 0, Device.CPU, examples, _ -> Optional.empty());
  }

  /// Bright above or bright below.
  private static Tensor pictures() {
    Tensor sign = Tensors.of(new float[] {1, -1, 1, -1}, 4, 1, 1, 1);
    Tensor half = Tensors.cat(2, Tensors.ones(4, 1, 14, 28), Tensors.ones(4, 1, 14, 28).neg());
    return half.times(sign); // [4, 1, 28, 28]
  }

  @Test
  void classesAreLearnt() {
    try (var _ = Scope.open();
        var classifier = new DcganClassifier(config(Map.of()), 2, 1e-2, 3, Device.CPU)) {
      double first = classifier.learn(pictures(), TWO, 1);
      for (int i = 0; i < 60; i++) {
        classifier.learn(pictures(), TWO, 1);
      }
      assertThat(classifier.learn(pictures(), TWO, 1)).isLessThan(0.1 * first);
      assertThat(classifier.right(pictures(), TWO)).isEqualTo(4);
    }
  }

  @Test
  void whatIsTakenOverIsTheDiscriminatorsButForItsLastLayer() {
    try (var _ = Scope.open();
        var learner = learner(config(Map.of()));
        var classifier = new DcganClassifier(config(Map.of()), 2, 1e-2, 3, Device.CPU)) {
      for (int i = 0; i < 3; i++) {
        learner.step();
      }
      Map<String, Tensor> given = learner.state().tensors();
      Map<String, Tensor> before = copies(classifier.state());
      classifier.takeOver(learner);
      classifier
          .state()
          .forEach(
              (name, tensor) -> {
                Tensor wanted =
                    name.startsWith("main.")
                        ? given.get("discriminator/" + name)
                        : before.get(name);
                assertThat(tensor.minus(wanted).abs().max().item()).as(name).isZero();
              });
      classifier.learn(pictures(), TWO, 1);
      Tensor own = classifier.state().get("main.0.weight");
      Tensor theirs = learner.state().tensors().get("discriminator/main.0.weight");
      assertThat(own.minus(theirs).abs().max().item()).isGreaterThan(0);
    }
  }

  @Test
  void theLastLayerAloneLearnsWhenAsked() {
    try (var _ = Scope.open();
        var classifier = new DcganClassifier(config(Map.of()), 2, 1e-2, 3, Device.CPU)) {
      classifier.lastLayerOnly();
      Map<String, Tensor> before = copies(classifier.state());
      for (int i = 0; i < 5; i++) {
        classifier.learn(pictures(), TWO, 1);
      }
      Map<String, Tensor> after = classifier.state();
      Tensor trunk = after.get("main.0.weight").minus(before.get("main.0.weight"));
      assertThat(trunk.abs().max().item()).isZero();
      Tensor head = after.get("head.weight").minus(before.get("head.weight"));
      assertThat(head.abs().max().item()).isGreaterThan(0);
    }
  }

  private static Map<String, Tensor> copies(Map<String, Tensor> state) {
    var copies = new HashMap<String, Tensor>();
    state.forEach((name, tensor) -> copies.put(name, tensor.copy()));
    return copies;
  }

  @Test
  void aDiscriminatorOfAnotherShapeIsRefused() {
    try (var learner = learner(config(Map.of("discriminator-width", 3)));
        var classifier = new DcganClassifier(config(Map.of()), 2, 1e-2, 3, Device.CPU)) {
      assertThatThrownBy(() -> classifier.takeOver(learner))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("layer 'main.0.weight'");
    }
    assertThatThrownBy(
            () ->
                new DcganClassifier(
                    config(Map.of("fully-connected", true)), 2, 1e-2, 3, Device.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected neither");
  }

  @Test
  void learningLeavesNothingBehind() {
    try (var _ = Scope.open();
        var classifier = new DcganClassifier(config(Map.of()), 2, 1e-2, 3, Device.CPU)) {
      Tensor pictures = pictures();
      classifier.learn(pictures, TWO, 1);
      long live = Scope.live();
      for (int i = 0; i < 10; i++) {
        classifier.learn(pictures, TWO, 1);
        classifier.right(pictures, TWO);
      }
      assertThat(Scope.live()).isEqualTo(live);
    }
  }
}

package dev.limn.model.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.model.Condition;
import dev.limn.model.Family;
import dev.limn.model.reed.Tiny;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.BrokenExamples;
import dev.limn.train.LabelledExamples;
import dev.limn.train.LearnerState;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DcganLearnerTest {
  private static DcganConfig config(Map<String, ?> changes) {
    var all = new HashMap<String, Object>();
    all.putAll(Map.of("noise", 6, "generator-width", 2, "discriminator-width", 2, "batch", 4));
    all.putAll(changes);
    return Settings.with(DcganConfig.fashion(), DcganConfig.class, all);
  }

  private static DcganLearner learner(DcganConfig config) {
    int classes = config.labels() == Labels.NONE ? 0 : 3;
    return new DcganLearner(
        config,
        classes,
        1,
        4000,
        Device.CPU,
        new Synthetic(config.batch(), config.resolution(), classes),
        _ -> Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"28,1", "32,3", "56,1", "64,3", "128,1"})
  void picturesHaveTheResolutionAndAreDrawnInColour(int resolution, int channels) {
    var config = config(Map.of("resolution", resolution, "channels", channels));
    try (var learner = learner(config);
        var _ = Scope.open();
        var drawing = learner.drawing();
        var rng = new Rng(3)) {
      assertThat(learner.step().applied()).isTrue();
      Tensor pictures = drawing.draw(Tensors.randn(rng, 2, 6), Tensors.zeros(2, 0));
      assertThat(pictures.shape().sizes()).containsExactly(2, 3, resolution, resolution);
      assertThat(pictures.abs().max().item()).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "labels=one_hot",
    "labels=embedding",
    "upsampling=transposed",
    "kernel=5",
    "pooling=true",
    "fully-connected=true",
    "batch-norm=false",
    "discriminator-relu=true",
    "prior=uniform",
    "average-kimg=0",
    "precision=bfloat16",
    "adversarial.discriminator-steps=3",
    "adversarial.instance-noise=0.1",
    "adversarial.clip=0.01"
  })
  void everySwitchLearnsAndResumesBitForBit(String setting) {
    String[] parts = setting.split("=");
    var config = config(Map.of(parts[0], parts[1]));
    String straight;
    String begun;
    LearnerState middle;
    try (var _ = Scope.open();
        var learner = learner(config)) {
      begun = Tiny.sha256(learner.state());
      steps(learner, 2);
      middle = copied(learner.state());
      steps(learner, 2);
      straight = Tiny.sha256(learner.state());
      try (var other = learner(config)) {
        other.restore(middle);
        steps(other, 2);
        assertThat(Tiny.sha256(other.state())).isEqualTo(straight).isNotEqualTo(begun);
      }
    }
  }

  @Test
  void aGradientPenaltyNeedsANetworkWithoutBatchNorm() {
    assertThatThrownBy(() -> config(Map.of("adversarial.gradient-penalty", 10)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("batch-norm=false");
    try (var learner =
        learner(
            config(
                Map.of(
                    "adversarial.gradient-penalty",
                    10,
                    "adversarial.loss",
                    "wasserstein",
                    "batch-norm",
                    false)))) {
      assertThat(learner.step().figures()).containsKey("penalty");
    }
  }

  @Test
  void everyRuleChangesTheNetworks() {
    try (var rng = new Rng(1)) {
      var plain = count(config(Map.of()), rng);
      for (String rule :
          new String[] {"pooling=true", "fully-connected=true", "batch-norm=false"}) {
        String[] parts = rule.split("=");
        assertThat(count(config(Map.of(parts[0], parts[1])), rng)).as(rule).isNotEqualTo(plain);
      }
    }
    var relu = config(Map.of("discriminator-relu", true));
    try (var first = learner(config(Map.of()));
        var second = learner(relu)) {
      assertThat(first.step().figures().get("loss/d"))
          .isNotEqualTo(second.step().figures().get("loss/d"));
    }
  }

  private static long count(DcganConfig config, Rng rng) {
    try (var g = new Network<>(new DcganGenerator(config, 0, rng), Device.CPU);
        var d = new Network<>(new DcganDiscriminator(config, 0, rng), Device.CPU)) {
      return 1_000_000_000L * g.parameterCount() + d.parameterCount();
    }
  }

  @Test
  void classesAreSeenByBothNetworks() {
    for (String how : new String[] {"one_hot", "embedding"}) {
      var config = config(Map.of("labels", how));
      try (var rng = new Rng(1);
          var _ = Scope.open();
          var g = new Network<>(new DcganGenerator(config, 3, rng), Device.CPU);
          var d = new Network<>(new DcganDiscriminator(config, 3, rng), Device.CPU)) {
        Tensor z = Tensors.randn(rng, 1, 6).repeat(3, 1);
        Tensor rows = LabelledExamples.oneHot(new int[] {0, 1, 2}, 3);
        g.block().training(false);
        d.block().training(false);
        Tensor pictures = g.block().forward(z, rows);
        assertThat(pictures.narrow(0, 0, 1).minus(pictures.narrow(0, 1, 1)).abs().sum().item())
            .as(how)
            .isPositive();
        Tensor same = pictures.narrow(0, 0, 1).repeat(3, 1, 1, 1);
        assertThat(d.block().forward(same, rows).toFloats()).as(how).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aPictureThatIsNotANumberChangesNothing() {
    var config = config(Map.of());
    var examples = new BrokenExamples(new Synthetic(4, 28, 0), 4);
    try (var learner =
            new DcganLearner(config, 0, 1, 0, Device.CPU, examples, _ -> Optional.empty());
        var _ = Scope.open()) {
      steps(learner, 1);
      var before = new HashMap<String, float[]>();
      learner.state().tensors().forEach((name, tensor) -> before.put(name, tensor.toFloats()));
      assertThat(learner.step().applied()).isFalse();
      learner
          .state()
          .tensors()
          .forEach((name, now) -> assertThat(now.toFloats()).as(name).isEqualTo(before.get(name)));
      assertThat(learner.step().applied()).isTrue();
    }
  }

  @Test
  void manyStepsLeaveNothingBehind() {
    try (var learner = learner(config(Map.of("labels", "embedding")))) {
      steps(learner, 20);
      learner.drawing().close();
      long live = Scope.live();
      steps(learner, 100);
      learner.drawing().close();
      assertThat(Scope.live()).isEqualTo(live);
    }
  }

  @Test
  void uniformNoiseIsTheNormalOnesShareOfItsDistribution() {
    try (var _ = Scope.open();
        var rng = new Rng(2)) {
      float[] known =
          Prior.UNIFORM.of(Tensors.of(new float[] {-1, 0, 0.5f, 1, 3}, 1, 5)).toFloats();
      assertThat(known)
          .containsExactly(
              new float[] {-0.6826895f, 0, 0.3829249f, 0.6826895f, 0.9973002f},
              org.assertj.core.data.Offset.offset(1e-6f));
      Tensor drawn = Prior.UNIFORM.draw(rng, 100, 100);
      assertThat(drawn.abs().max().item()).isLessThanOrEqualTo(1);
      assertThat(drawn.square().mean().item())
          .isCloseTo(1.0 / 3, org.assertj.core.data.Offset.offset(0.02));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resolution,48",
    "channels,2",
    "noise,0",
    "kernel,3",
    "batch,1",
    "generator-width,0",
    "learning-rate,0",
    "average-kimg,-1",
    "adversarial.discriminator-steps,0"
  })
  void wrongSettingsAreNamed(String key, String value) {
    assertThatThrownBy(() -> config(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key.substring(key.indexOf('.') + 1))
        .hasMessageContaining(value);
  }

  @Test
  void classesAndLabelsBelongTogether() {
    var examples = new Synthetic(4, 28, 0);
    assertThatThrownBy(
            () ->
                new DcganLearner(
                    config(Map.of()), 3, 1, 0, Device.CPU, examples, _ -> Optional.empty()))
        .hasMessage("labels none with 3 classes; expected none");
    assertThatThrownBy(
            () ->
                new DcganLearner(
                    config(Map.of("labels", "one_hot")),
                    0,
                    1,
                    0,
                    Device.CPU,
                    examples,
                    _ -> Optional.empty()))
        .hasMessage("labels one_hot with 0 classes; expected at least 2");
  }

  @Test
  void theFamilySaysWhatItDrawsFrom() {
    assertThat(Family.named("dcgan")).isInstanceOf(DcganFamily.class);
    var family = new DcganFamily();
    assertThat(family.needs(family.config("small", Map.of())).annotation())
        .isEqualTo(Condition.NOTHING);
    assertThat(family.needs(family.config("fashion", Map.of("labels", "embedding"))).annotation())
        .isEqualTo(Condition.CLASSES);
    assertThatThrownBy(() -> family.config("huge", Map.of()))
        .hasMessageContaining("small, fashion, faces, paper");
  }

  private static void steps(DcganLearner learner, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(learner.step().applied()).isTrue();
    }
  }

  private static LearnerState copied(LearnerState state) {
    var tensors = new LinkedHashMap<String, Tensor>();
    state.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
    return new LearnerState(tensors, state.values());
  }

  /// Random pictures that depend on the position alone.
  private static final class Synthetic extends MadeExamples {
    private final int batch;
    private final int side;
    private final int classes;

    Synthetic(int batch, int side, int classes) {
      this.batch = batch;
      this.side = side;
      this.classes = classes;
    }

    @Override
    protected PictureBatch at(long where) {
      try (var rng = new Rng(where)) {
        Tensor pictures =
            Tensors.rand(rng, batch, 3, side, side).timesInPlace(2).addInPlace(-1).channelsLast();
        int[] labels = new int[batch];
        for (int i = 0; i < batch; i++) {
          labels[i] = i % 3;
        }
        return new PictureBatch(where, pictures, LabelledExamples.oneHot(labels, classes), labels);
      }
    }

    @Override
    public Tensor sampleConditions(int count) {
      return LabelledExamples.oneHot(new int[count], classes);
    }
  }
}

package dev.limn.model.dfgan;

import static dev.limn.model.reed.Tiny.sha256;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.ConfigException;
import dev.limn.model.Family;
import dev.limn.model.Feed;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.BrokenExamples;
import dev.limn.train.LearnerState;
import dev.limn.train.StepReport;
import dev.limn.train.SyntheticExamples;
import dev.limn.train.TrainException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DfGanLearnerTest {
  /// Everything that draws random numbers or keeps a state of its own.
  private static final Map<String, Object> ALL =
      Map.ofEntries(
          entry("augmentation", "adaptive"),
          entry("colour-augmentation", true),
          entry("augmentation-target", 0.01),
          entry("spectral-norm", true),
          entry("r1", 0.5),
          entry("r1-interval", 2),
          entry("penalty-interval", 3),
          entry("seeking", 0.1),
          entry("conditioning-noise", 0.2),
          entry("whitening", 1e-3),
          entry("contrast", 0.5),
          entry("warm-up-kimg", 0.02));

  private int threads;

  @BeforeEach
  void oneThread() {
    threads = Engine.threads();
    Engine.threads(1);
  }

  @AfterEach
  void threadsAsBefore() {
    Engine.threads(threads);
  }

  @ParameterizedTest
  @CsvSource({
    // resolution, generator's and discriminator's parameters for a text of 256 at the paper's width
    "64, 4868867, 3440964",
    "128, 7306499, 5079365",
    "256, 9744131, 6717766"
  })
  void theNetworksHaveTheirNumberOfParameters(int resolution, long generator, long discriminator) {
    DfGanConfig config =
        new DfGanFamily().config("paper", Map.of("resolution", Integer.toString(resolution)));
    try (var rng = new Rng(1);
        var _ = Scope.open();
        var g = new Network<>(new DfGanGenerator(config, 256, rng), Device.CPU);
        var d = new Network<>(new DfGanDiscriminator(config, 256, rng), Device.CPU)) {
      assertThat(g.parameterCount()).isEqualTo(generator);
      assertThat(d.parameterCount()).isEqualTo(discriminator);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 128, 256})
  void theShapesFollowTheResolution(int resolution) {
    DfGanConfig config =
        Tiny.config(Map.of("resolution", resolution, "load", resolution, "spectral-norm", true));
    try (var rng = new Rng(1);
        var _ = Scope.open();
        var g = new Network<>(new DfGanGenerator(config, Tiny.TEXT, rng), Device.CPU);
        var d = new Network<>(new DfGanDiscriminator(config, Tiny.TEXT, rng), Device.CPU)) {
      Tensor text = Tensors.randn(rng, 3, Tiny.TEXT);
      Tensor pictures = g.block().forward(Tensors.randn(rng, 3, 6), text);
      assertThat(pictures.shape().sizes()).containsExactly(3, 3, resolution, resolution);
      assertThat(pictures.abs().max().item()).isLessThanOrEqualTo(1);
      Tensor features = d.block().features(pictures);
      assertThat(features.shape().sizes()).containsExactly(3, 16, 4, 4);
      assertThat(d.block().logits(features, text).shape().sizes()).containsExactly(3);
      assertThatThrownBy(() -> g.block().forward(Tensors.randn(rng, 3, 7), text))
          .hasMessageContaining("z");
      assertThatThrownBy(() -> d.block().features(pictures.narrow(2, 0, 32)))
          .hasMessageContaining("the pictures");
    }
  }

  @Test
  void withoutSelfModulationOnlyTheStartSeesTheNoise() {
    DfGanConfig config = Tiny.config(Map.of("self-modulation", false));
    try (var rng = new Rng(1);
        var _ = Scope.open();
        var g = new Network<>(new DfGanGenerator(config, Tiny.TEXT, rng), Device.CPU)) {
      var hidden = g.state().get("block1.fuse1.affine0.hidden.weight");
      assertThat(hidden.size(1)).isEqualTo(Tiny.TEXT);
    }
  }

  @Test
  void microBatchesAddUpToTheBatch() {
    // No batch norm and no pairs: the same gradients, up to the order of sums.
    var settings = Map.of("batch", 8, "augmentation", "none", "contrast", 0.5);
    var whole = after(settings, 8);
    var parts = after(settings, 2);
    assertThat(parts.keySet()).isEqualTo(whole.keySet());
    whole.forEach(
        (name, figure) -> assertThat(parts.get(name)).as(name).isCloseTo(figure, within(1e-4)));
  }

  private static Map<String, Double> after(Map<String, ?> changes, int microBatch) {
    DfGanConfig config = Tiny.config(changes);
    try (var learner = Tiny.learner(config, microBatch, new SyntheticExamples(8, Tiny.TEXT, 64))) {
      learner.step();
      return learner.step().figures();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptedTrainingEndsWithTheSameBits(boolean everything) {
    Map<String, Object> settings = everything ? ALL : Map.of("augmentation", "differentiable");
    String straight;
    try (var learner = Tiny.learner(settings)) {
      steps(learner, 12);
      straight = sha256(learner.state());
    }
    try (var first = Tiny.learner(settings);
        var second = Tiny.learner(settings);
        var _ = Scope.open()) {
      steps(first, 7);
      var tensors = new LinkedHashMap<String, Tensor>();
      first.state().tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
      var values = new HashMap<>(first.state().values());
      steps(second, 3); // elsewhere
      second.restore(new LearnerState(tensors, values));
      steps(second, 5);
      assertThat(sha256(second.state())).isEqualTo(straight);
    }
  }

  private static void steps(DfGanLearner learner, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(learner.step().applied()).isTrue();
    }
  }

  @Test
  void everythingAtOnceReportsItsTerms() {
    try (var learner = Tiny.learner(ALL)) {
      StepReport first = learner.step();
      assertThat(first.applied()).isTrue();
      assertThat(first.figures())
          .containsKeys("penalty", "r1", "augment", "contrast/real", "contrast/drawn")
          .containsKeys("logits/real", "logits/wrong", "logits/fake")
          .doesNotContainKeys("d/real", "d/wrong", "d/fake"); // those are probabilities
      assertThat(learner.step().figures()).doesNotContainKeys("penalty", "r1");
      assertThat(learner.step().figures()).containsKey("r1").doesNotContainKey("penalty");
      double before = learner.step().figures().get("augment");
      steps(learner, 4);
      assertThat(learner.step().figures().get("augment")).isNotNegative();
      assertThat(before).isBetween(0.0, 4.0 * 4 / 500_000);
    }
  }

  @Test
  void aDiscriminatorLearnsToTellRealFromDrawn() {
    try (var learner =
        Tiny.learner(Map.of("generator-rate", 1e-6, "discriminator-rate", 2e-3, "penalty", 0))) {
      double first = learner.step().figures().get("loss/d");
      double last = first;
      for (int i = 0; i < 40; i++) {
        last = learner.step().figures().get("loss/d");
      }
      assertThat(last).isLessThan(0.8 * first);
    }
  }

  @Test
  void thePenaltyKeepsTheSlopeSmall() {
    assertThat(slopeAfter(0)).isGreaterThan(3 * slopeAfter(100));
  }

  /// R1 as a measure (its weight is as good as none) after some steps.
  private static double slopeAfter(double penalty) {
    var settings =
        Map.of(
            "penalty",
            penalty,
            "penalty-power",
            2,
            "discriminator-rate",
            2e-3,
            "r1",
            1e-9,
            "r1-interval",
            1);
    try (var learner = Tiny.learner(settings)) {
      steps(learner, 25);
      return learner.step().figures().get("r1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 1, 16, -2})
  void aMicroBatchMustDivideTheBatch(int size) {
    assertThatThrownBy(
            () ->
                Tiny.learner(
                    Tiny.config(Map.of("batch", 8)), size, new SyntheticExamples(8, Tiny.TEXT, 64)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("micro-batch " + size);
  }

  @ParameterizedTest
  @CsvSource({
    "resolution, 96, '64, 128 or 256'",
    "batch, 7, 'an even number'",
    "generator-rate, 0, 'between 0 and 1'",
    "penalty, -1, '0 to 1000'",
    "penalty-power, 0.5, '1 to 12'",
    "penalty-interval, 0, 'at least 1'",
    "augmentation-target, 1, 'between 0 and 1'",
    "load, 63, '64 to 256'",
    "generator-width, 0, '1 to 256'",
    "contrast, -1, '0 to 1000'"
  })
  void aWrongSettingIsNamedWithWhatWasExpected(String key, String value, String expected) {
    assertThatThrownBy(() -> new DfGanFamily().config("small", Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key + ": ")
        .hasMessageContaining(expected);
  }

  @Test
  void theFamilyIsFoundByItsName() {
    assertThat(Family.named("df-gan")).isInstanceOf(DfGanFamily.class);
    var family = new DfGanFamily();
    assertThat(family.presets().keySet()).containsExactly("small", "paper");
    assertThat(family.needs(family.config("paper", Map.of())).feed())
        .isEqualTo(new Feed(32, 304, 256, 1));
    assertThat(family.needs(family.config("small", Map.of("resolution", "128"))).feed().load())
        .isEqualTo(136);
    assertThatThrownBy(() -> family.config("large", Map.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("large");
  }

  @Test
  void aPictureThatIsNotANumberChangesNothing() {
    var broken = new BrokenExamples(new SyntheticExamples(4, Tiny.TEXT, 64), 8);
    try (var learner = Tiny.learner(Tiny.config(Map.of("spectral-norm", true)), 0, broken);
        var _ = Scope.open()) {
      steps(learner, 2);
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
  void aWeightThatIsNotANumberIsNotified() {
    try (var learner = Tiny.learner(Map.of());
        var _ = Scope.open()) {
      learner.step();
      try (var _ = NoGrad.on()) {
        learner.state().tensors().get("generator/start.weight").fillInPlace(Double.NaN);
      }
      assertThat(learner.step().applied()).isFalse();
      assertThat(
              learner.state().tensors().get("discriminator/first.weight").isFinite().all().item())
          .isEqualTo(1);
    }
  }

  @Test
  void aStoredModelDrawsWhatTheLearnerDraws() {
    DfGanConfig config = new DfGanFamily().config("small", Map.of("generator-width", 2));
    try (var learner = Tiny.learner(config, 0, new SyntheticExamples(32, Tiny.TEXT, 64));
        var drawing = learner.drawing();
        var rng = new Rng(3);
        var _ = Scope.open()) {
      Tensor z = Tensors.randn(rng, 2, config.noise());
      Tensor text = Tensors.randn(rng, 2, Tiny.TEXT);
      try (var opened = new DfGanFamily().open(config, Tiny.TEXT, drawing.state(), Device.CPU)) {
        assertThat(opened.draw(z, text).toFloats()).isEqualTo(drawing.draw(z, text).toFloats());
        assertThat(opened.resolution()).isEqualTo(64);
      }
    }
  }

  @Test
  void theGeneratorBeginsSlowly() {
    assertThat(firstMove(Map.of("warm-up-kimg", 0), "generator/start.weight"))
        .isCloseTo(4e-4, within(4e-6));
    assertThat(firstMove(Map.of("warm-up-kimg", 0.04), "generator/start.weight"))
        .as("4 pictures of 40")
        .isCloseTo(4e-5, within(4e-7));
    assertThat(firstMove(Map.of("warm-up-kimg", 0.04), "discriminator/first.weight"))
        .isCloseTo(4e-4, within(4e-6));
  }

  /// By how much the weight that moves farthest does so in the first step: Adam's first step is the
  /// learning rate.
  private static double firstMove(Map<String, ?> changes, String weight) {
    try (var learner = Tiny.learner(changes);
        var _ = Scope.open()) {
      Tensor before = learner.state().tensors().get(weight).detach().copy();
      learner.step();
      return learner.state().tensors().get(weight).minus(before).abs().max().item();
    }
  }

  @Test
  void manyStepsLeaveNothingBehind() {
    try (var learner = Tiny.learner(ALL)) {
      steps(learner, 12);
      long live = Scope.live();
      steps(learner, 24);
      assertThat(Scope.live()).isEqualTo(live);
      learner.drawing().close();
      live = Scope.live();
      for (int i = 0; i < 5; i++) {
        learner.drawing().close();
      }
      assertThat(Scope.live()).isEqualTo(live);
    }
  }
}

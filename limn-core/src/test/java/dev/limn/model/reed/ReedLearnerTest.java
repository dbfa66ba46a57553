package dev.limn.model.reed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.Settings;
import dev.limn.loss.AdversarialLoss;
import dev.limn.model.Mismatch;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.BrokenExamples;
import dev.limn.train.PictureBatch;
import dev.limn.train.SameExamples;
import dev.limn.train.StepReport;
import dev.limn.train.SyntheticExamples;
import dev.limn.train.TrainException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ReedLearnerTest {
  private static final AdversarialLoss LOSS = AdversarialLoss.NON_SATURATING;
  private static final double GENERATOR_C1 = 91.77724;
  private static final double DISCRIMINATOR_C6 = 8.210236;

  @ParameterizedTest
  @CsvSource({
    // preset, width of the text features, generator, discriminator
    "small, 256, 5664000, 3931520",
    "paper, 256, 18807168, 3931776",
    "paper, 1024, 18905472, 4030080"
  })
  void theNetworksHaveThePapersNumberOfParameters(
      String preset, int text, long generator, long discriminator) {
    ReedConfig config = preset.equals("small") ? ReedConfig.small() : ReedConfig.paper();
    try (var rng = new Rng(1);
        var _ = Scope.open();
        var g = new Network<>(new ReedGenerator(config, text, rng), Device.CPU);
        var d = new Network<>(new ReedDiscriminator(config, text, rng), Device.CPU)) {
      assertThat(g.parameterCount()).isEqualTo(generator);
      assertThat(d.parameterCount()).isEqualTo(discriminator);
    }
  }

  @Test
  void theShapesAreThoseOfTheTable() {
    ReedConfig config = Tiny.config(Map.of());
    try (var rng = new Rng(1);
        var _ = Scope.open();
        var g = new Network<>(new ReedGenerator(config, Tiny.TEXT, rng), Device.CPU);
        var d = new Network<>(new ReedDiscriminator(config, Tiny.TEXT, rng), Device.CPU)) {
      Tensor text = Tensors.randn(rng, 3, Tiny.TEXT);
      Tensor pictures = g.block().forward(Tensors.randn(rng, 3, 6), text);
      assertThat(pictures.shape().sizes()).containsExactly(3, 3, 64, 64);
      assertThat(pictures.abs().max().item()).isLessThanOrEqualTo(1);
      Tensor features = d.block().features(pictures);
      assertThat(features.shape().sizes()).containsExactly(3, 32, 4, 4);
      assertThat(d.block().logits(features, text).shape().sizes()).containsExactly(3);
      assertThatThrownBy(() -> g.block().forward(Tensors.randn(rng, 3, 7), text))
          .hasMessageContaining("z");
    }
  }

  @Test
  void aSeedMeansTheSameWeightsEverywhere() {
    try (var learner = Tiny.learner();
        var _ = Scope.open()) {
      var tensors = learner.state().tensors();
      assertThat(tensors.get("generator/c1.weight").abs().sum().item())
          .isCloseTo(GENERATOR_C1, within(1e-4 * GENERATOR_C1));
      assertThat(tensors.get("discriminator/c6.weight").abs().sum().item())
          .isCloseTo(DISCRIMINATOR_C6, within(1e-4 * DISCRIMINATOR_C6));
    }
  }

  @ParameterizedTest
  @EnumSource(ReedMode.class)
  void aModeHasItsTermsAndNoOthers(ReedMode mode) {
    ReedConfig config =
        Tiny.config(Map.of("mode", mode.name(), "mismatch-weight", 0.3, "seeking", 0));
    var examples = new SyntheticExamples(4, Tiny.TEXT, 64);
    StepReport report;
    try (var learner = Tiny.learner(config, 0, examples)) {
      report = learner.step();
    }
    try (var rng = new Rng(1);
        var _ = Scope.open();
        var g = new Network<>(new ReedGenerator(config, Tiny.TEXT, rng), Device.CPU);
        var d = new Network<>(new ReedDiscriminator(config, Tiny.TEXT, rng), Device.CPU);
        var average = new Network<>(new ReedGenerator(config, Tiny.TEXT, rng), Device.CPU)) {
      assertThat(average.parameterCount()).isEqualTo(g.parameterCount());
      PictureBatch example = new SyntheticExamples(4, Tiny.TEXT, 64).next();
      Tensor text = example.condition();
      boolean interpolated = mode == ReedMode.INT || mode == ReedMode.INT_CLS;
      boolean mismatched = mode == ReedMode.CLS || mode == ReedMode.INT_CLS;
      Tensor drawnText = text;
      if (interpolated) {
        Tensor between = text.narrow(0, 0, 2).plus(text.narrow(0, 2, 2)).times(0.5); // [2, W]
        drawnText = Tensors.cat(0, text, between); // [6, W]
      }
      Tensor z = Tensors.randn(rng, drawnText.size(0), config.noise());
      Tensor drawn = g.block().forward(z, drawnText);
      Tensor features = d.block().features(example.pictures());
      double loss = LOSS.real(d.block().logits(features, text), 0.9).item();
      if (mismatched) {
        int shift = Mismatch.shift(example.labels(), 0);
        Tensor wrong = Tensors.cat(0, text.narrow(0, shift, 4 - shift), text.narrow(0, 0, shift));
        loss += 0.3 * LOSS.fake(d.block().logits(features, wrong)).item();
      }
      Tensor fake = d.block().logits(d.block().features(drawn.narrow(0, 0, 4)), text);
      loss += (mismatched ? 0.7 : 1) * LOSS.fake(fake).item();
      assertThat(report.figures().get("loss/d")).isCloseTo(loss, within(1e-5));
      assertThat(report.figures().containsKey("d/wrong")).isEqualTo(mismatched);
    }
  }

  @Test
  void aMicroBatchOfTheWholeBatchChangesNothing() {
    assertThat(after(3, 8, 8)).isEqualTo(after(3, 8, 0)).isNotEqualTo(after(3, 8, 4));
  }

  private static String after(int steps, int batch, int microBatch) {
    try (var learner =
        Tiny.learner(
            Tiny.config(Map.of("batch", batch)),
            microBatch,
            new SyntheticExamples(batch, Tiny.TEXT, 64))) {
      for (int i = 0; i < steps; i++) {
        learner.step();
      }
      var state = learner.state();
      var values = new java.util.HashMap<>(state.values());
      values.remove("micro-batch");
      return Tiny.sha256(new dev.limn.train.LearnerState(state.tensors(), values));
    }
  }

  @Test
  void microBatchesLearnTheSameThing() {
    // Not the same bits: batch norm sees other neighbours.
    List<Double> losses = new ArrayList<>();
    for (int microBatch : new int[] {8, 2}) {
      try (var _ = Scope.open();
          var learner =
              Tiny.learner(
                  Tiny.config(Map.of("batch", 8, "learning-rate", 1e-3)),
                  microBatch,
                  SameExamples.firstOf(new SyntheticExamples(8, Tiny.TEXT, 64)))) {
        double first = learner.step().figures().get("loss/d");
        double last = first;
        for (int i = 0; i < 25; i++) {
          StepReport report = learner.step();
          assertThat(report.applied()).isTrue();
          last = report.figures().get("loss/d");
        }
        assertThat(last).isLessThan(0.9 * first);
        losses.add(first);
      }
    }
    assertThat(losses.get(1)).isCloseTo(losses.get(0), within(0.2));
  }

  @Test
  void theLearningRateHalvesFromSpanToSpan() {
    ReedConfig config = Tiny.config(Map.of("spans", 4, "decay", 0));
    try (var learner = Tiny.learner(config, 0, new SyntheticExamples(4, Tiny.TEXT, 64))) {
      // of 4,000 pictures
      for (int seen : new int[] {0, 996, 1000, 2400, 3999, 6000}) {
        double factor = Math.pow(0.5, Math.min(seen / 1000, 3));
        assertThat(rate(learner, seen)).isEqualTo(4e-4 * factor);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"small, 1", "paper, 6"})
  void aPresetHalvesTheLearningRateAsItsDocumentSays(String preset, int spans) {
    assertThat(new ReedFamily().config(preset, Map.of()).spans()).isEqualTo(spans);
  }

  @Test
  void aTrainingFromBeforeTheSpansGoesOnWithoutThem() {
    Map<String, Object> settings = new java.util.HashMap<>(Settings.toMap(Tiny.config(Map.of())));
    settings.remove("spans");
    settings.put("decay", 0);
    var training =
        new Training<>(
            new ReedFamily().stored(settings),
            Tiny.TEXT,
            1,
            4000,
            0,
            Device.CPU,
            new SyntheticExamples(4, Tiny.TEXT, 64),
            _ -> Optional.empty(),
            Optional.empty());
    try (var learner = (ReedLearner) new ReedFamily().learner(training)) {
      assertThat(rate(learner, 3999)).isEqualTo(4e-4);
    }
  }

  /// Of the step after so many pictures.
  private static double rate(ReedLearner learner, int seen) {
    try (var _ = Scope.open()) {
      var state = learner.state();
      var values = new java.util.HashMap<>(state.values());
      values.put("seen", Integer.toString(seen));
      learner.restore(new dev.limn.train.LearnerState(state.tensors(), values));
      return learner.step().figures().get("learning-rate");
    }
  }

  @ParameterizedTest
  @CsvSource({"3", "6", "1", "16", "-2"})
  void aMicroBatchMustDivideTheBatch(int size) {
    assertThatThrownBy(
            () ->
                Tiny.learner(
                    Tiny.config(Map.of("batch", 8)), size, new SyntheticExamples(8, Tiny.TEXT, 64)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("micro-batch " + size);
  }

  @Test
  void aPictureThatIsNotANumberChangesNothing() {
    var broken = new BrokenExamples(new SyntheticExamples(4, Tiny.TEXT, 64), 8);
    try (var learner = Tiny.learner(Tiny.config(Map.of()), 0, broken);
        var _ = Scope.open()) {
      learner.step();
      learner.step();
      var before = copies(learner);
      StepReport report = learner.step();
      assertThat(report.applied()).isFalse();
      learner
          .state()
          .tensors()
          .forEach((name, now) -> assertThat(now.toFloats()).as(name).isEqualTo(before.get(name)));
      assertThat(learner.step().applied()).isTrue();
    }
  }

  private static Map<String, float[]> copies(ReedLearner learner) {
    var copies = new java.util.HashMap<String, float[]>();
    learner.state().tensors().forEach((name, tensor) -> copies.put(name, tensor.toFloats()));
    return copies;
  }

  @Test
  void aWeightThatIsNotANumberIsNotified() {
    try (var learner = Tiny.learner();
        var _ = Scope.open()) {
      learner.step();
      try (var _ = NoGrad.on()) {
        learner.state().tensors().get("generator/text.weight").fillInPlace(Double.NaN);
      }
      var report = learner.step();
      assertThat(report.applied()).isFalse();
      assertThat(learner.state().tensors().get("discriminator/c1.weight").isFinite().all().item())
          .isEqualTo(1);
    }
  }

  @Test
  void manyStepsLeaveNothingBehind() {
    try (var learner = Tiny.learner()) {
      for (int i = 0; i < 40; i++) {
        learner.step();
      }
      long live = Scope.live();
      for (int i = 0; i < 300; i++) {
        learner.step();
      }
      assertThat(Scope.live()).isEqualTo(live); // resident memory: MemoryTest
      for (int i = 0; i < 3; i++) {
        learner.drawing().close();
      }
      live = Scope.live();
      for (int i = 0; i < 5; i++) {
        learner.drawing().close();
      }
      assertThat(Scope.live()).isEqualTo(live);
    }
  }
}

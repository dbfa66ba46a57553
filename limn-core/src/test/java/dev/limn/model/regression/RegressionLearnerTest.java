package dev.limn.model.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.loss.PerceptualLoss;
import dev.limn.model.ModelException;
import dev.limn.model.reed.ReedGenerator;
import dev.limn.model.reed.Tiny;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Functional;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.PictureBatch;
import dev.limn.train.SameExamples;
import dev.limn.train.SyntheticExamples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RegressionLearnerTest {
  private static final int TEXT = 8;
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

  private static RegressionConfig config(double pixel, double perceptual) {
    return new RegressionConfig(6, 5, 4, 4, 1e-3, 0.9, pixel, perceptual, 1, Precision.FLOAT32);
  }

  private static PerceptualLoss loss(TagClassifier classifier) {
    var ones = List.of(1.0, 1.0, 1.0);
    return new PerceptualLoss(classifier, new PerceptualLoss.Weights(ones, ones, 0, true));
  }

  private static RegressionLearner learner(
      RegressionConfig config, Optional<PerceptualLoss> perceptual) {
    return new RegressionLearner(
        config,
        TEXT,
        1,
        Device.CPU,
        new SyntheticExamples(4, TEXT, 64),
        perceptual,
        _ -> Optional.empty());
  }

  @Test
  void aStepsLossIsTheWeightedSumOfBothDistances() {
    var config = config(0.5, 2);
    try (var classifier = new TagClassifier(TEXT, 3, Device.CPU);
        var learner = learner(config, Optional.of(loss(classifier)));
        var rng = new Rng(1);
        var _ = Scope.open();
        var network = new Network<>(new ReedGenerator(config.generator(), TEXT, rng), Device.CPU);
        var average = new Network<>(new ReedGenerator(config.generator(), TEXT, rng), Device.CPU)) {
      assertThat(average.parameterCount()).isEqualTo(network.parameterCount());
      PictureBatch example = new SyntheticExamples(4, TEXT, 64).next();
      Tensor drawn = network.block().forward(Tensors.randn(rng, 4, 6), example.condition());
      double pixel = Functional.mse(drawn, example.pictures()).item();
      double perceived = loss(classifier).of(drawn, example.pictures()).item();
      var report = learner.step();
      assertThat(report.applied()).isTrue();
      assertThat(report.figures().get("loss/pixel")).isCloseTo(pixel, within(1e-5));
      assertThat(report.figures().get("loss/perceptual")).isCloseTo(perceived, within(1e-4));
      assertThat(report.figures().get("loss/g"))
          .isCloseTo(0.5 * pixel + 2 * perceived, within(3e-4));
    }
  }

  /// The least mean squared error of a description with two answers is their average.
  @Test
  void pixelsAverageTwoAnswers() {
    try (var _ = Scope.open();
        var learner =
            new RegressionLearner(
                new RegressionConfig(2, 4, 4, 4, 2e-2, 0.9, 1, 0, 0.05, Precision.FLOAT32),
                1,
                1,
                Device.CPU,
                new SameExamples(twoAnswers(), Tensors.ones(4, 1), new int[4]),
                Optional.empty(),
                _ -> Optional.empty())) {
      for (int i = 0; i < 120; i++) {
        learner.step();
      }
      try (var drawing = learner.drawing();
          var rng = new Rng(5);
          var _ = Scope.open()) {
        Tensor drawn = drawing.draw(Tensors.randn(rng, 8, 2), Tensors.ones(8, 1));
        assertThat(drawn.mean().item()).isCloseTo(0, within(0.15));
      }
    }
  }

  @Test
  void aResumedRunEndsWithTheSameBytes() {
    String straight;
    try (var learner = learner(config(1, 0), Optional.empty())) {
      for (int i = 0; i < 5; i++) {
        learner.step();
      }
      straight = Tiny.sha256(learner.state());
    }
    try (var first = learner(config(1, 0), Optional.empty());
        var second = learner(config(1, 0), Optional.empty())) {
      first.step();
      first.step();
      second.step();
      second.restore(first.state());
      for (int i = 0; i < 3; i++) {
        second.step();
      }
      assertThat(Tiny.sha256(second.state())).isEqualTo(straight);
      first.step();
      assertThat(Tiny.sha256(first.state())).isNotEqualTo(straight);
    }
  }

  @Test
  void manyStepsLeaveNothingBehind() {
    try (var classifier = new TagClassifier(TEXT, 3, Device.CPU);
        var learner = learner(config(1, 1), Optional.of(loss(classifier)))) {
      for (int i = 0; i < 2; i++) {
        learner.step();
        learner.drawing().close();
      }
      long live = Scope.live();
      for (int i = 0; i < 10; i++) {
        learner.step();
      }
      learner.drawing().close();
      assertThat(Scope.live()).isEqualTo(live);
    }
  }

  @Test
  void theClassifierLearnsWhatIsInPictures() {
    try (var classifier = new TagClassifier(1, 3, Device.CPU);
        var _ = Scope.open()) {
      double first = 0;
      double last = 0;
      Tensor pictures = twoAnswers();
      Tensor white = Tensors.of(new float[] {1, 0, 1, 0}, 4, 1); // [4, 1]
      var told = new PictureBatch(0, pictures, white, new int[4]);
      for (int i = 0; i < 30; i++) {
        last = classifier.learn(told);
        first = i == 0 ? last : first;
      }
      assertThat(last).isLessThan(0.3 * first);
      Tensor named = classifier.probabilities(pictures);
      assertThat(named.shape().sizes()).containsExactly(4, 1);
      assertThat(classifier.maps(pictures)).hasSize(TagClassifier.layers());
    }
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(() -> learner(config(1, 1), Optional.empty()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected 0 without a network to perceive with");
    assertThatThrownBy(() -> config(0, 0)).hasMessageContaining("pixel and perceptual");
    assertThatThrownBy(() -> config(-1, 1)).hasMessageContaining("pixel: -1");
  }

  /// White, black, white, black.
  private static Tensor twoAnswers() {
    Tensor sign = Tensors.of(new float[] {1, -1, 1, -1}, 4, 1, 1, 1);
    return Tensors.ones(4, 3, 64, 64).times(sign); // [4, 3, 64, 64]
  }
}

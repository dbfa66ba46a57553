package dev.limn.model.semisupervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.data.DataException;
import dev.limn.model.Golden;
import dev.limn.model.ModelException;
import dev.limn.model.reed.Tiny;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SemiSupervisedLearnerTest {
  private static final int SIDE = 4;
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

  private static SemiSupervisedConfig config(double labelled, double unlabelled) {
    return new SemiSupervisedConfig(
        List.of(8, 6), 0.2, 0.5, 5, 7, 4, 1e-3, 0.5, 1000, 0, labelled, unlabelled, 0, 0, 10);
  }

  /// Three classes: bright above, bright below, bright to the left.
  static PictureSet set(int count, long seed) {
    var random = new Random(seed);
    var pixels = new byte[count * SIDE * SIDE];
    var labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      for (int p = 0; p < SIDE * SIDE; p++) {
        boolean bright =
            switch (labels[i]) {
              case 0 -> p / SIDE < 2;
              case 1 -> p / SIDE >= 2;
              default -> p % SIDE < 2;
            };
        pixels[i * SIDE * SIDE + p] = (byte) (random.nextInt(90) + (bright ? 150 : 0));
      }
    }
    return new PictureSet(SIDE, pixels, labels, List.of("above", "below", "left"));
  }

  private static SemiSupervisedLearner learner(SemiSupervisedConfig config, PictureSet set) {
    int[] all = IntStream.range(0, set.count()).toArray();
    return new SemiSupervisedLearner(config, set, set.balanced(6, 1), all, 3, Device.CPU);
  }

  /// `goldens/semisupervised/make_step.py`
  @Test
  void twoStepsArePyTorchs() {
    try (var _ = Scope.open();
        var noise = new Rng(123);
        var learner = learner(config(1, 1), set(12, 1))) {
      var golden = Golden.read("semisupervised/step");
      var weights = new LinkedHashMap<>(golden);
      weights.keySet().retainAll(learner.state().tensors().keySet());
      Golden.begin(learner, weights, noise);
      double[] losses = golden.get("losses").toDoubles();
      for (int step = 0; step < 2; step++) {
        var few =
            new SemiSupervisedLearner.Labelled(golden.get("x" + step), golden.get("y" + step));
        var report = learner.learn(Optional.of(few), Optional.of(golden.get("u" + step)));
        assertThat(report.applied()).isTrue();
        var names = List.of("loss/labelled", "loss/unlabelled", "loss/g");
        for (int i = 0; i < names.size(); i++) {
          assertThat(report.figures().get(names.get(i)))
              .as(names.get(i))
              .isCloseTo(losses[3 * step + i], within(2e-5));
        }
      }
      int compared = 0;
      for (var entry : learner.state().tensors().entrySet()) {
        Tensor want = golden.get("after/" + entry.getKey());
        if (want != null) {
          compared++;
          // Adam's first steps are signs of gradients where those are tiny
          assertThat(entry.getValue().minus(want).abs().max().item())
              .as(entry.getKey())
              .isLessThan(2e-5);
        }
      }
      assertThat(compared).isEqualTo(9 + 4 + 4 + 4);
    }
  }

  @Test
  void theClassDrawnHasALogitOfZero() {
    try (var _ = Scope.open()) {
      Tensor logits = Tensors.of(new float[] {1, 2, -1, 80, 90, 100}, 2, 3);
      double z = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(-1));
      assertThat(ClassLogits.real(logits).toDoubles()[0]).isCloseTo(z, within(1e-6));
      assertThat(ClassLogits.real(logits).toDoubles()[1]).isCloseTo(100, within(1e-3));
      Tensor one = logits.narrow(0, 0, 1);
      // −½ log σ(Z) for a real picture, −½ log(1 − σ(Z)) for a drawn one
      double real = Math.exp(z) / (1 + Math.exp(z));
      assertThat(ClassLogits.unlabelled(one, one).item())
          .isCloseTo(-0.5 * Math.log(real) - 0.5 * Math.log(1 - real), within(1e-5));
    }
  }

  @Test
  void certainBalancedClassesCostLeast() {
    try (var _ = Scope.open()) {
      Tensor sure = Tensors.of(new float[] {50, 0, 0, 50}, 2, 2);
      Tensor unsure = Tensors.of(new float[] {1, 1, 1, 1}, 2, 2);
      Tensor oneSided = Tensors.of(new float[] {50, 0, 50, 0}, 2, 2);
      assertThat(ClassLogits.uncertainty(sure).item()).isCloseTo(0, within(1e-6));
      assertThat(ClassLogits.uncertainty(unsure).item()).isCloseTo(Math.log(2), within(1e-6));
      assertThat(ClassLogits.imbalance(sure).item()).isCloseTo(-Math.log(2), within(1e-6));
      assertThat(ClassLogits.imbalance(oneSided).item()).isCloseTo(0, within(1e-6));
      double p = Math.exp(1) / (Math.exp(1) + 1);
      Tensor some = Tensors.of(new float[] {1, 0}, 1, 2);
      double entropy = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
      assertThat(ClassLogits.uncertainty(some).item()).isCloseTo(entropy, within(1e-6));
      assertThat(ClassLogits.imbalance(some).item()).isCloseTo(-entropy, within(1e-6));
    }
  }

  @Test
  void aFewLabelsAreEnoughForAnEasyTask() {
    var learning =
        new SemiSupervisedConfig(
            List.of(32, 16), 0.05, 0.1, 5, 16, 12, 5e-3, 0.5, 300, 0.3, 1, 1, 0.3, 0.3, 10);
    try (var learner = learner(learning, set(60, 1))) {
      for (int i = 0; i < 300; i++) {
        assertThat(learner.step().applied()).isTrue();
      }
      assertThat(learner.accuracy(set(90, 2))).isGreaterThan(0.9);
      assertThat(learner.preview()).isPresent();
    }
  }

  @Test
  void withoutAGeneratorUnlabelledPicturesStillCount() {
    var alone = config(1, 1).certainAlone();
    try (var learner = learner(alone, set(30, 1))) {
      var figures = learner.step().figures();
      assertThat(figures).containsKeys("uncertainty", "imbalance", "loss/labelled");
      assertThat(figures).doesNotContainKeys("loss/g", "loss/unlabelled", "d/fake");
      assertThat(learner.preview()).isEmpty();
      double first = figures.get("uncertainty");
      for (int i = 0; i < 200; i++) {
        figures = learner.step().figures();
      }
      assertThat(figures.get("uncertainty")).isLessThan(first);
    }
    assertThat(config(1, 0).looksAtUnlabelled()).isFalse();
  }

  @Test
  void aResumedRunEndsWithTheSameBytes() {
    var set = set(30, 1);
    String straight;
    try (var learner = learner(config(1, 1), set)) {
      for (int i = 0; i < 10; i++) {
        learner.step();
      }
      straight = Tiny.sha256(learner.state());
    }
    try (var first = learner(config(1, 1), set);
        var second = learner(config(1, 1), set)) {
      for (int i = 0; i < 4; i++) {
        first.step();
      }
      second.step();
      second.restore(first.state());
      second.preview(); // looking changes nothing
      for (int i = 0; i < 6; i++) {
        second.step();
      }
      assertThat(Tiny.sha256(second.state())).isEqualTo(straight);
      first.step();
      assertThat(Tiny.sha256(first.state())).isNotEqualTo(straight);
    }
  }

  @Test
  void manyStepsLeaveNothingBehind() {
    try (var learner = learner(config(1, 1), set(30, 1))) {
      learner.step();
      long live = Scope.live();
      for (int i = 0; i < 40; i++) {
        learner.step();
      }
      learner.accuracy(set(9, 2));
      learner.preview();
      assertThat(Scope.live()).isEqualTo(live);
    }
  }

  @Test
  void onlyTheLastLayersAreNewAfterTakingOver() {
    var set = set(30, 1);
    try (var before = learner(config(0, 1), set);
        var after = learner(config(1, 0), set)) {
      before.step();
      var old = before.state().tensors();
      float[] fresh = after.state().tensors().get("discriminator/layers.1.direction").toFloats();
      after.takeOver(before, 2);
      var now = after.state().tensors();
      assertThat(now.get("discriminator/layers.0.direction").toFloats())
          .isEqualTo(old.get("average/layers.0.direction").toFloats());
      assertThat(now.get("discriminator/layers.1.direction").toFloats()).isEqualTo(fresh);
      assertThat(after.step().figures()).containsKey("top-1").doesNotContainKey("loss/g");
      assertThatThrownBy(() -> after.takeOver(before, 3))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("replaced layers: 3; expected 1 to 2");
    }
  }

  @Test
  void withoutLabelsTheClassesAreNotLookedAt() {
    var set = set(30, 1);
    var relabelled =
        new PictureSet(
            SIDE, set.pixels(), IntStream.range(0, 30).map(_ -> 0).toArray(), set.classNames());
    int[] all = IntStream.range(0, 30).toArray();
    String[] states = new String[2];
    int at = 0;
    for (PictureSet one : List.of(set, relabelled)) {
      try (var learner =
          new SemiSupervisedLearner(config(0, 1), one, new int[0], all, 3, Device.CPU)) {
        learner.step();
        states[at++] = Tiny.sha256(learner.state());
      }
    }
    assertThat(states[0]).isEqualTo(states[1]);
  }

  @Test
  void badInputIsRefused() {
    var set = set(30, 1);
    assertThatThrownBy(() -> set.balanced(7, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("7 labels for 3 classes");
    assertThatThrownBy(() -> set.balanced(33, 1))
        .hasMessageContaining("class 'above' has 10 pictures; expected at least 11");
    assertThatThrownBy(() -> new PictureSet(1, new byte[1], new int[] {3}, List.of("a", "b", "c")))
        .hasMessageContaining("class 3; expected 0 to 2");
    assertThatThrownBy(() -> new PictureSet(2, new byte[7], new int[2], List.of("a")))
        .hasMessageContaining("7 bytes for 2 pictures");
    assertThatThrownBy(
            () ->
                new SemiSupervisedLearner(
                    config(1, 1), set, new int[] {1}, new int[] {1, 2}, 0, Device.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("batch: 4; expected at most the 2 unlabelled pictures");
    assertThatThrownBy(
            () ->
                new SemiSupervisedLearner(config(1, 0), set, new int[0], new int[0], 0, Device.CPU))
        .hasMessageContaining("no labelled pictures");
    assertThatThrownBy(() -> config(0, 0)).hasMessageContaining("labelled and unlabelled");
    assertThatThrownBy(
            () ->
                new SemiSupervisedConfig(
                    List.of(8), 0, 0, 5, 7, 4, 1e-3, 0.5, 10, 0, 1, 0, -1, 0, 10))
        .hasMessageContaining("certainty: -1.0; expected 0 or more");
    assertThatThrownBy(() -> SemiSupervisedConfig.small().withSteps(0))
        .hasMessageContaining("steps: 0");
  }
}

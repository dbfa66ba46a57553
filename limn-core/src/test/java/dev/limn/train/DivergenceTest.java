package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.reed.ReedLearner;
import dev.limn.model.reed.Tiny;
import dev.limn.torch.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A real learner whose learning rate explodes.
final class DivergenceTest {
  private static final int BATCH = 4;

  @TempDir Path folder;

  @Test
  void anExplodedLearningRateIsRolledBackAndNothingBadIsSaved() {
    var lines = new ArrayList<String>();
    try (var learner =
            Tiny.learner(Tiny.config(Map.of()), 0, new SyntheticExamples(BATCH, Tiny.TEXT, 64));
        var store = CheckpointStore.open(folder, CheckpointStore.Retention.DEFAULT)) {
      var listener =
          new TrainingListener() {
            private boolean exploded;

            @Override
            public void step(Tick tick) {
              if (tick.seen() == 22 * BATCH && !exploded) {
                exploded = true;
                learner.scaleLearningRate(1e24);
              }
            }

            @Override
            public void message(String line) {
              lines.add(line);
            }

            @Override
            public void saved(Checkpoint checkpoint) {
              requireFinite(learner);
            }
          };
      var plan = new Trainer.Plan(60 * BATCH, 10 * BATCH, 0, 10 * BATCH);
      var trainer = new Trainer(learner, plan, store, "same", List.of(listener));
      assertThat(trainer.run(() -> false)).isEqualTo(Trainer.End.FINISHED);
      assertThat(lines)
          .filteredOn(line -> line.startsWith("rolled back"))
          .containsExactly(
              "rolled back to 0.1 kimg with half the learning rate, after 5 bad steps");
      requireFinite(learner);
    }
    assertThat(CheckpointStore.newestValid(folder).checkpoint().orElseThrow().step())
        .isEqualTo(60 * BATCH);
  }

  private static void requireFinite(ReedLearner learner) {
    try (var _ = Scope.open()) {
      learner
          .state()
          .tensors()
          .forEach((name, t) -> assertThat(t.isFinite().all().item()).as(name).isEqualTo(1));
    }
  }

  @ParameterizedTest
  @CsvSource({"1e-10", "2e-4"})
  void anOrdinaryLearningRateTrains(double rate) {
    try (var learner =
        Tiny.learner(
            Tiny.config(Map.of("learning-rate", rate)),
            0,
            new SyntheticExamples(BATCH, Tiny.TEXT, 64))) {
      for (int i = 0; i < 30; i++) {
        assertThat(learner.step().applied()).isTrue();
      }
    }
  }
}

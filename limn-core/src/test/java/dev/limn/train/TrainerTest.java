package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.image.Image;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a trainer does when steps or saves fail.
final class TrainerTest {
  @TempDir Path folder;

  /// Counts; its steps at some positions are not applied, as long as its rate is above a limit.
  private static final class Counter implements Learner {
    private final Tensor weight;
    private final LongPredicate bad;
    private final double limit;
    private long position;
    private double rate = 1;

    Counter(LongPredicate bad, double limit) {
      this.bad = bad;
      this.limit = limit;
      try (var _ = Scope.open()) {
        weight = Tensors.zeros(3).retain();
      }
    }

    @Override
    public int batch() {
      return 10;
    }

    @Override
    public StepReport step() {
      boolean fine = rate <= limit || !bad.test(position);
      position += 10;
      try (var _ = Scope.open()) {
        if (fine) {
          weight.addInPlace(rate);
        }
      }
      return new StepReport(Map.of("loss", fine ? 1.0 : Double.NaN), fine);
    }

    @Override
    public LearnerState state() {
      return new LearnerState(
          Map.of("weight", weight),
          Map.of("position", Long.toString(position), "rate", Double.toString(rate)));
    }

    @Override
    public void restore(LearnerState state) {
      NetworkState.copy(state.tensors(), state().tensors());
      position = Long.parseLong(state.values().get("position"));
      rate = Double.parseDouble(state.values().get("rate"));
    }

    @Override
    public Optional<Image> preview() {
      return Optional.empty();
    }

    @Override
    public void scaleLearningRate(double factor) {
      rate *= factor;
    }

    @Override
    public void close() {
      weight.release();
    }
  }

  private static final class Heard implements TrainingListener {
    private final List<String> lines = new ArrayList<>();
    private final List<Long> rolledBack = new ArrayList<>();
    private final List<Long> ticks = new ArrayList<>();
    private Runnable atStep = () -> {};
    private long skipped;
    private int saved;

    @Override
    public void message(String line) {
      lines.add(line);
    }

    @Override
    public void rolledBack(long seen) {
      rolledBack.add(seen);
    }

    @Override
    public void step(Tick tick) {
      skipped = tick.skipped();
      atStep.run();
    }

    @Override
    public void tick(Tick tick) {
      ticks.add(tick.seen());
    }

    @Override
    public void saved(Checkpoint checkpoint) {
      saved++;
    }
  }

  private Trainer.End train(Counter counter, Heard heard) {
    try (counter;
        var store = CheckpointStore.open(checkpoints(), CheckpointStore.Retention.DEFAULT)) {
      var trainer =
          new Trainer(counter, new Trainer.Plan(1000, 100, 0, 100), store, "same", List.of(heard));
      trainer.resume();
      return trainer.run(() -> false);
    }
  }

  @Test
  void aBadStepNowAndThenIsCountedAndPassedOver() {
    var heard = new Heard();
    assertThat(train(new Counter(at -> at % 300 == 150, 0), heard)).isEqualTo(Trainer.End.FINISHED);
    assertThat(heard.skipped).isEqualTo(3);
    assertThat(heard.rolledBack).isEmpty();
    assertThat(heard.lines).hasSize(3).allMatch(line -> line.contains("skipped"));
  }

  @Test
  void fiveBadStepsRollBackOnceWithHalfTheRate() {
    var heard = new Heard();
    assertThat(train(new Counter(at -> at >= 530 && at < 700, 0.5), heard))
        .isEqualTo(Trainer.End.FINISHED);
    assertThat(heard.rolledBack).containsExactly(500L);
    assertThat(heard.skipped).isEqualTo(5);
    assertThat(heard.lines).anyMatch(line -> line.contains("rolled back to 0.5 kimg"));
    assertThat(heard.ticks).startsWith(100L, 200L, 300L, 400L, 500L, 600L, 700L);
    assertThat(heard.saved).isEqualTo(10);
  }

  @Test
  void ifItHappensAgainTrainingStopsAndSaysWhy() {
    var heard = new Heard();
    assertThatThrownBy(() -> train(new Counter(at -> at >= 530, 0), heard))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("not finite")
        .hasMessageContaining("also after a roll-back")
        .hasMessageContaining("lower the learning rate");
    assertThat(heard.rolledBack).containsExactly(500L);
    // What was saved before is there.
    assertThat(CheckpointStore.newestValid(checkpoints()).checkpoint().orElseThrow().step())
        .isEqualTo(500);
  }

  @Test
  void withoutACheckpointTrainingStopsAndSaysWhy() {
    assertThatThrownBy(() -> train(new Counter(_ -> true, 0), new Heard()))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("no checkpoint to go back to");
  }

  @Test
  void aSaveThatFailsIsTriedAgainLater() {
    var heard = new Heard();
    int[] step = {0};
    heard.atStep = () -> block(++step[0] >= 25 && step[0] < 45);
    assertThat(train(new Counter(_ -> false, 1), heard)).isEqualTo(Trainer.End.FINISHED);
    assertThat(heard.lines).hasSize(2).allMatch(line -> line.startsWith("a save failed"));
    assertThat(heard.lines.getFirst()).contains("000300").contains("untouched");
    assertThat(heard.saved).isEqualTo(8);
    assertThat(CheckpointStore.newestValid(checkpoints()).checkpoint().orElseThrow().step())
        .isEqualTo(1000);
  }

  @Test
  void threeFailuresInARowStop() {
    var heard = new Heard();
    int[] step = {0};
    heard.atStep = () -> block(++step[0] >= 25);
    assertThatThrownBy(() -> train(new Counter(_ -> false, 1), heard))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("3 saves in a row failed")
        .hasMessageContaining("0.5 kimg");
    assertThat(heard.saved).isEqualTo(2);
    block(false);
    assertThat(CheckpointStore.newestValid(checkpoints()).checkpoint().orElseThrow().step())
        .isEqualTo(200);
  }

  /// Takes the checkpoints away, as a network drive does, and brings them back.
  private void block(boolean wanted) {
    Path gone = folder.resolve("gone");
    try {
      if (wanted && Files.exists(checkpoints())) {
        Files.move(checkpoints(), gone);
      } else if (!wanted && Files.exists(gone)) {
        Files.move(gone, checkpoints());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  @Test
  void anOldCheckpointThatCannotBeRemovedEndsNothing() {
    var heard = new Heard();
    LongPredicate takenAway =
        step -> {
          try {
            Path old = checkpoints().resolve(Checkpoint.directoryName(step));
            Files.move(old, Files.createTempDirectory(folder, "old").resolve("old"));
            return false;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    var retention = new CheckpointStore.Retention(2, takenAway);
    try (var counter = new Counter(_ -> false, 1);
        var store = CheckpointStore.open(checkpoints(), retention)) {
      var plan = new Trainer.Plan(600, 100, 0, 100);
      var trainer = new Trainer(counter, plan, store, "same", List.of(heard));
      assertThat(trainer.run(() -> false)).isEqualTo(Trainer.End.FINISHED);
    }
    assertThat(heard.saved).isEqualTo(6);
    assertThat(heard.lines)
        .hasSize(4)
        .allMatch(line -> line.contains("an old checkpoint cannot be removed"));
  }
}

package dev.limn.run;

import dev.limn.LimnException;
import dev.limn.train.Checkpoint;
import dev.limn.train.CheckpointStore;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.TrainingListener;
import java.util.function.Consumer;

/// Writes a training's model at every checkpoint, and once more when the training is finished if it
/// is not that of the last one: the process may have ended between the two, or the disk been full.
abstract class ModelWriting implements TrainingListener {
  private final Consumer<String> say;
  private long seen;
  private boolean written;

  ModelWriting(Consumer<String> say) {
    this.say = say;
  }

  /// Writes the model of the learner as it is.
  ///
  /// @param pictures that it has seen
  abstract void write(long pictures);

  @Override
  public final void step(Tick tick) {
    seen = tick.seen();
    written = false;
  }

  @Override
  public final void saved(Checkpoint checkpoint) {
    try {
      write(seen);
      written = true;
    } catch (LimnException e) {
      // The checkpoint holds all of it; the next one tries again.
      say.accept("the model was not written: " + e.getMessage());
    }
  }

  /// After the last step.
  ///
  /// @param store with the learner's state
  /// @throws TrainException when the model is not there and cannot be written
  final void finish(CheckpointStore store) {
    if (written) {
      return;
    }
    try {
      write(store.newestValid().checkpoint().map(Trainer::seen).orElse(seen));
      written = true;
    } catch (LimnException e) {
      throw new TrainException(
          "the training is finished, but its model was not written; --resume tries again: "
              + e.getMessage(),
          e);
    }
  }
}

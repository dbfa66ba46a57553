package dev.limn.train;

import dev.limn.image.Image;
import java.util.Map;

/// Hears what a [Trainer] does. Every method has an empty default.
public interface TrainingListener {
  /// Where training is.
  ///
  /// @param seen pictures seen so far
  /// @param total pictures when it ends
  /// @param picturesPerSecond since the last tick
  /// @param figures means since the last tick, by the names of [StepReport]
  /// @param skipped steps that changed nothing since the start, because something was not finite
  record Tick(
      long seen, long total, double picturesPerSecond, Map<String, Double> figures, long skipped) {
    public double kimg() {
      return seen / 1000.0;
    }
  }

  /// Now and then, and at the end.
  default void tick(Tick tick) {}

  /// Every step, for a status line.
  default void step(Tick tick) {}

  /// A new preview.
  default void preview(long seen, Image image) {}

  /// A checkpoint was written.
  default void saved(Checkpoint checkpoint) {}

  /// Training went back to where it had seen so many pictures; what came after is void.
  default void rolledBack(long seen) {}

  /// A failure was seen; it is told once, and by a message too.
  default void alarm(Watchdog.Alarm alarm) {}

  /// Something that a person should read.
  default void message(String line) {}
}

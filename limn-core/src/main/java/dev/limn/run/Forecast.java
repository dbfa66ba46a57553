package dev.limn.run;

import dev.limn.train.TrainingListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Says once, after the first minute, how long the training will take: earlier, nobody knows.
final class Forecast implements TrainingListener {
  private static final Duration WAIT = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Consumer<String> say;
  private Optional<Beginning> beginning = Optional.empty();
  private boolean said;

  private record Beginning(long millis, long seen) {}

  Forecast(InstantSource clock, Consumer<String> say) {
    this.clock = clock;
    this.say = say;
  }

  /// Begins anew: pictures that are seen again are no progress.
  @Override
  public void rolledBack(long seen) {
    beginning = Optional.empty();
  }

  @Override
  public void step(Tick tick) {
    if (said) {
      return;
    }
    if (beginning.isEmpty()) {
      // After the first step, which is slower than all others.
      beginning = Optional.of(new Beginning(clock.millis(), tick.seen()));
      return;
    }
    double seconds = (clock.millis() - beginning.get().millis()) / 1000.0;
    if (seconds >= WAIT.toSeconds() && tick.seen() < tick.total()) {
      said = true;
      double speed = (tick.seen() - beginning.get().seen()) / seconds;
      say.accept(
          String.format(
              Locale.ROOT,
              "%.1f pictures a second: the remaining %s take about %s",
              speed,
              length(tick.total() - tick.seen()),
              time((tick.total() - tick.seen()) / speed)));
    }
  }

  private static String length(long pictures) {
    return pictures < 1000
        ? String.format(Locale.ROOT, "%d pictures", pictures)
        : String.format(Locale.ROOT, "%.0f kimg", pictures / 1000.0);
  }

  private static String time(double seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%.0f minutes", Math.ceil(seconds / 60))
        : String.format(Locale.ROOT, "%.1f hours", seconds / 3600);
  }
}

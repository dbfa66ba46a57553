package dev.limn.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Names the two classical failures of adversarial training while they happen, from the figures
/// that families report whose discriminator says probabilities.
///
/// A failure is named once, when it has lasted for a whole window of steps. What to do about it is
/// the listener's matter: instance noise against a discriminator that is too good, a Wasserstein
/// loss against gradients that vanish.
public final class Watchdog implements TrainingListener {
  private static final int WINDOW = 100;
  private static final int WARM_UP = 50;
  private static final double SURE = 0.95;
  private static final double VANISHED = 0.05;

  /// What can go wrong.
  public enum Failure {
    /// It tells real from drawn almost without error, so the generator learns nothing of use. A
    /// matter of the start of training.
    DISCRIMINATOR_TOO_GOOD,
    /// The generator's gradients have shrunk to nothing, though they were there. A matter of later.
    VANISHING_GRADIENTS
  }

  /// A failure that was seen.
  ///
  /// @param failure its name
  /// @param seen pictures when it was named
  /// @param progress that as a share of the training
  /// @param evidence the figures, for people
  public record Alarm(Failure failure, long seen, double progress, String evidence) {}

  private final Failure failure;
  private final Consumer<Alarm> heard;
  private final Deque<Double> window = new ArrayDeque<>();
  private double sum;
  private double best;
  private long steps;
  private Optional<Alarm> alarm = Optional.empty();

  private Watchdog(Failure failure, Consumer<Alarm> heard) {
    this.failure = failure;
    this.heard = heard;
  }

  /// Watches `d/real` and `d/fake`: their distance, averaged over 100 steps, must not exceed .95.
  /// Losses without probabilities report neither, and are never found too good.
  public static Watchdog discriminatorTooGood(Consumer<Alarm> heard) {
    return new Watchdog(Failure.DISCRIMINATOR_TOO_GOOD, heard);
  }

  /// Watches `gradient/g`: its mean over 100 steps must not fall below a twentieth of what it was
  /// at its best.
  public static Watchdog vanishingGradients(Consumer<Alarm> heard) {
    return new Watchdog(Failure.VANISHING_GRADIENTS, heard);
  }

  /// Both.
  public static List<Watchdog> all(Consumer<Alarm> heard) {
    return List.of(discriminatorTooGood(heard), vanishingGradients(heard));
  }

  @Override
  public void step(Tick tick) {
    steps++;
    if (alarm.isPresent()) {
      return;
    }
    Double value =
        switch (failure) {
          case DISCRIMINATOR_TOO_GOOD -> {
            Double real = tick.figures().get("d/real");
            Double fake = tick.figures().get("d/fake");
            yield real == null || fake == null ? null : Double.valueOf(real - fake);
          }
          case VANISHING_GRADIENTS -> tick.figures().get("gradient/g");
        };
    if (value == null || !Double.isFinite(value)) {
      return;
    }
    window.addLast(value);
    sum += value;
    if (window.size() > WINDOW) {
      sum -= window.removeFirst();
    }
    if (window.size() < WINDOW || steps < WINDOW + WARM_UP) {
      return;
    }
    judge(tick, sum / WINDOW);
  }

  private void judge(Tick tick, double mean) {
    best = Math.max(best, mean);
    switch (failure) {
      case DISCRIMINATOR_TOO_GOOD -> {
        if (mean > SURE) {
          raise(
              tick,
              String.format(
                  Locale.ROOT, "D(real) − D(fake) is %.3f on average of %d steps", mean, WINDOW));
        }
      }
      case VANISHING_GRADIENTS -> {
        if (mean < VANISHED * best) {
          raise(
              tick,
              String.format(
                  Locale.ROOT,
                  "the generator's gradient has norm %.2e on average of %d steps; it was %.2e",
                  mean,
                  WINDOW,
                  best));
        }
      }
    }
  }

  private void raise(Tick tick, String evidence) {
    var raised = new Alarm(failure, tick.seen(), (double) tick.seen() / tick.total(), evidence);
    alarm = Optional.of(raised);
    heard.accept(raised);
  }

  /// Begins anew: what was counted is void.
  @Override
  public void rolledBack(long seen) {
    window.clear();
    sum = 0;
    best = 0;
    steps = 0;
  }
}

package dev.limn.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/// Names the classical failures of training while they happen, from the figures that families
/// report.
///
/// A failure is named once, when it has lasted for a whole window of its figure. What to do about
/// it is the listener's matter; `docs/training.md` says what helps.
public final class Watchdog implements TrainingListener {
  private static final int WARM_UP = 50;

  /// Of the way from "cannot tell" to "always tells".
  private static final double SURE = 0.95;

  private static final double VANISHED = 0.05;

  /// Cross-entropy of a generator that no discriminator takes in: probabilities of 2e-9.
  private static final double HOPELESS = 20;

  /// Logits of a hinge loss stay near ±1, those of a bounded critic below some hundreds.
  private static final double HUGE = 1000;

  /// Times what a loss was at the start.
  private static final double GROWN = 3;

  /// Of the distance of real pictures, for a generator that has had time to learn.
  private static final double ALIKE = 0.01;

  /// The same at the start. A generator that does not look at what it is given is at 0, but for
  /// rounding; one that has learned for a hundred steps from sentences may still be at 1e-3.
  private static final double SAME = 1e-5;

  /// How many looks the start has; two thousand steps of batches of 16 or more.
  private static final int START = 40;

  /// What can go wrong.
  public enum Failure {
    /// It tells real from drawn almost without error, so the generator learns nothing of use. A
    /// matter of the start of training.
    DISCRIMINATOR_TOO_GOOD(100, "the discriminator is too good"),
    /// The generator's gradients have shrunk to nothing, though they were there. A matter of later.
    VANISHING_GRADIENTS(100, "the generator's gradients vanish"),
    /// Losses or logits have grown out of all proportion.
    DIVERGENCE(50, "training diverges"),
    /// Drawings of different noise are alike.
    COLLAPSE_OF_NOISE(2, "collapse: drawings of different noise are alike"),
    /// Drawings of different sentences or classes are alike.
    COLLAPSE_OF_CONDITION(2, "collapse: drawings of different sentences are alike");

    private final int window;
    private final String title;

    Failure(int window, String title) {
      this.window = window;
      this.title = title;
    }

    /// What a person is told.
    public String title() {
      return title;
    }
  }

  /// A failure that was seen.
  ///
  /// @param failure its name
  /// @param seen pictures when it was named
  /// @param progress that as a share of the training
  /// @param evidence the figures, for people
  public record Alarm(Failure failure, long seen, double progress, String evidence) {
    /// Name and figures.
    public String line() {
      return failure.title() + " (" + evidence + ")";
    }

    /// The name in records, such as `discriminator-too-good`.
    public String key() {
      return failure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Failure failure;
  private final Consumer<Alarm> heard;
  private final Deque<Double> window = new ArrayDeque<>();
  private double sum;
  private double best;
  private double first = Double.NaN;
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

  /// Watches losses and logits, each by its kind: a generator's cross-entropy must stay below 20,
  /// logits below 1,000, and any other loss below three times its mean at the start, averaged over
  /// 50 steps.
  public static Watchdog divergence(Consumer<Alarm> heard) {
    return new Watchdog(Failure.DIVERGENCE, heard);
  }

  /// Watches `diversity/noise` of a [Diversity]: two looks in a row must not find less than a
  /// hundredth of real pictures' distance; at the start, a hundred-thousandth.
  public static Watchdog collapseOfNoise(Consumer<Alarm> heard) {
    return new Watchdog(Failure.COLLAPSE_OF_NOISE, heard);
  }

  /// The same of `diversity/condition`.
  public static Watchdog collapseOfCondition(Consumer<Alarm> heard) {
    return new Watchdog(Failure.COLLAPSE_OF_CONDITION, heard);
  }

  /// The two of the papers' experiments.
  public static List<Watchdog> all(Consumer<Alarm> heard) {
    return List.of(discriminatorTooGood(heard), vanishingGradients(heard));
  }

  /// Those of every training.
  public static List<Watchdog> ofTraining(Consumer<Alarm> heard) {
    return List.of(
        discriminatorTooGood(heard),
        divergence(heard),
        collapseOfNoise(heard),
        collapseOfCondition(heard));
  }

  @Override
  public void step(Tick tick) {
    if (alarm.isPresent()) {
      return;
    }
    OptionalDouble value = value(tick.figures());
    if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
      return;
    }
    steps++;
    window.addLast(value.getAsDouble());
    sum += value.getAsDouble();
    if (window.size() > failure.window) {
      sum -= window.removeFirst();
    }
    if (window.size() < failure.window) {
      return;
    }
    double mean = sum / failure.window;
    if (Double.isNaN(first)) {
      first = mean;
    }
    if (steps >= failure.window + (failure.window > WARM_UP ? WARM_UP : 0)) {
      judge(tick, mean);
    }
  }

  private OptionalDouble value(Map<String, Double> figures) {
    return switch (failure) {
      case DISCRIMINATOR_TOO_GOOD -> {
        Double real = figures.get("d/real");
        Double fake = figures.get("d/fake");
        yield real == null || fake == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(real - fake);
      }
      case VANISHING_GRADIENTS -> of(figures.get("gradient/g"));
      case DIVERGENCE -> size(figures);
      case COLLAPSE_OF_NOISE -> of(figures.get("diversity/noise"));
      case COLLAPSE_OF_CONDITION -> of(figures.get("diversity/condition"));
    };
  }

  private static OptionalDouble of(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /// How large what must not grow is; 1 or more is too large but for losses that are compared with
  /// their start.
  private static OptionalDouble size(Map<String, Double> figures) {
    if (figures.containsKey("d/fake") && figures.containsKey("loss/g")) {
      return OptionalDouble.of(figures.get("loss/g") / HOPELESS);
    }
    if (figures.containsKey("logits/real") && figures.containsKey("logits/fake")) {
      double largest =
          Math.max(Math.abs(figures.get("logits/real")), Math.abs(figures.get("logits/fake")));
      return OptionalDouble.of(largest / HUGE);
    }
    for (String loss : List.of("loss", "loss/s", "loss/g")) {
      if (figures.containsKey(loss)) {
        return OptionalDouble.of(figures.get(loss));
      }
    }
    return OptionalDouble.empty();
  }

  private void judge(Tick tick, double mean) {
    best = Math.max(best, mean);
    switch (failure) {
      case DISCRIMINATOR_TOO_GOOD -> {
        if (mean > SURE) {
          raise(tick, "D(real) − D(fake) is %.3f on average of %d steps", mean, failure.window);
        }
      }
      case VANISHING_GRADIENTS -> {
        if (mean < VANISHED * best) {
          raise(
              tick,
              "the generator's gradient has norm %.2e on average of %d steps; it was %.2e",
              mean,
              failure.window,
              best);
        }
      }
      case DIVERGENCE -> judgeSize(tick, mean);
      case COLLAPSE_OF_NOISE, COLLAPSE_OF_CONDITION -> {
        double least = steps <= START ? SAME : ALIKE;
        if (window.stream().allMatch(value -> value < least)) {
          raise(
              tick,
              "they differ by %.2g of what real pictures do, on average of %d looks",
              mean,
              failure.window);
        }
      }
    }
  }

  private void judgeSize(Tick tick, double mean) {
    Map<String, Double> figures = tick.figures();
    if (figures.containsKey("d/fake")) {
      if (mean > 1) {
        raise(
            tick,
            "the generator's loss is %.1f on average of %d steps",
            mean * HOPELESS,
            failure.window);
      }
    } else if (figures.containsKey("logits/real")) {
      if (mean > 1) {
        raise(tick, "logits are %.0f on average of %d steps", mean * HUGE, failure.window);
      }
    } else if (mean > GROWN * Math.abs(first)) {
      raise(
          tick,
          "the loss is %.3g on average of %d steps; it was %.3g",
          mean,
          failure.window,
          first);
    }
  }

  private void raise(Tick tick, String evidence, Object... figures) {
    var raised =
        new Alarm(
            failure,
            tick.seen(),
            (double) tick.seen() / tick.total(),
            String.format(Locale.ROOT, evidence, figures));
    alarm = Optional.of(raised);
    heard.accept(raised);
  }

  /// Begins anew: what was counted is void.
  @Override
  public void rolledBack(long seen) {
    window.clear();
    sum = 0;
    best = 0;
    first = Double.NaN;
    steps = 0;
  }
}

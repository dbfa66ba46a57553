package dev.limn.reproduce.toy;

import dev.limn.metric.ModeCoverage;
import dev.limn.model.mlp.Mixture;
import dev.limn.model.mlp.MlpConfig;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.Report;
import dev.limn.train.Learner;
import dev.limn.train.TrainingListener;
import dev.limn.train.Watchdog;
import dev.limn.train.Watchdog.Alarm;
import dev.limn.train.Watchdog.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The two classical failures, provoked, named by watchdogs while they happen, and cured: a
/// discriminator that is too good at the start, and gradients that vanish half-way.
public final class Watchdogs implements Experiment {
  private static final Mixture DATA =
      new Mixture(
          List.of(List.of(-5.0, 5.0), List.of(6.0, 4.0), List.of(0.0, -7.0)),
          List.of(1.0, 0.8, 1.2));
  private static final double BLUR = 4;
  private static final int TICKS = 60;
  private static final double EARLY = 0.3;
  private static final double HALF = 0.5;

  /// Found by the service loader.
  public Watchdogs() {}

  @Override
  public Card card() {
    return new Card(
        "watchdogs",
        "Two failures are provoked on three Gaussians, named by listeners that every family can"
            + " use, and cured; curves of D and of the generator's gradient.",
        "\"Discriminator too good\" is named in the first 30 % and not with instance noise that"
            + " falls to 0; \"vanishing gradients\" is named after half-time and not with the"
            + " Wasserstein loss.",
        List.of(62, 63, 66),
        3,
        30);
  }

  /// What came out of one training.
  ///
  /// @param at share of the training, a value for each of the curves
  private record Course(
      List<Alarm> alarms, double[] at, double[] gap, double[] gradient, ModeCoverage end) {
    boolean raised(Failure failure, double from, double to) {
      return alarms.stream()
          .anyMatch(
              alarm ->
                  alarm.failure() == failure && alarm.progress() >= from && alarm.progress() <= to);
    }

    /// How much of the time D told real from generated with hardly an error.
    double sure() {
      return Arrays.stream(gap).filter(value -> value > 0.95).count() / (double) gap.length;
    }

    /// The gradient's mean over the last tenth, divided by that over the fifth before half-time.
    double left() {
      return mean(0.9, 1) / mean(0.3, HALF);
    }

    private double mean(double from, double to) {
      double sum = 0;
      int count = 0;
      for (int i = 0; i < at.length; i++) {
        if (at[i] > from && at[i] <= to) {
          sum += gradient[i];
          count++;
        }
      }
      return sum / count;
    }

    String heard(Failure failure) {
      return alarms.stream()
          .filter(alarm -> alarm.failure() == failure)
          .map(
              alarm ->
                  String.format(
                      Locale.ROOT, "at %.0f %%: %s", 100 * alarm.progress(), alarm.evidence()))
          .findFirst()
          .orElse("not named");
    }
  }

  /// A generator that learns a tenth as fast as its discriminator, with the loss of the theory.
  private static MlpConfig slow() {
    return MlpConfig.plane()
        .with(
            Map.of(
                "generator-width", 64,
                "discriminator-width", 64,
                "batch", 128,
                "adversarial.loss", "minimax"));
  }

  @Override
  public void run(Context context, Report report) {
    tooGood(context, report);
    vanishing(context, report);
  }

  private void tooGood(Context context, Report report) {
    int updates = context.pick(1200, 12_000);
    MlpConfig provoked =
        slow().with(Map.of("adversarial.discriminator-steps", 5, "generator-rate", 1e-4));
    MlpConfig cured =
        provoked.with(
            Map.of("adversarial.instance-noise", BLUR, "adversarial.instance-noise-span", 0.8));
    report
        .heading("The discriminator is too good: a matter of the start")
        .paragraph(
            "The generator begins in the middle, far from all data, and the discriminator learns"
                + " five times for each of its steps. Soon D tells real from generated without"
                + " error; its answer to generated points is 0 wherever they go, so the generator"
                + " learns nothing. The cure confuses D a little: noise on real and generated"
                + " points alike, so wide at first that both overlap, then less and less until it is"
                + " gone.");
    Course bad = train(context, report, "too-good", provoked, provoked, updates);
    Course good = train(context, report, "too-good-cured", cured, cured, updates);
    gap(context, report, bad, good);
    table(report, "With and without instance noise", bad, good);
    report.claim(
        "\"Discriminator too good\" is named, without noise",
        "in the first 30 %",
        bad.heard(Failure.DISCRIMINATOR_TOO_GOOD),
        bad.raised(Failure.DISCRIMINATOR_TOO_GOOD, 0, EARLY));
    report.claim(
        "and with instance noise",
        "not named",
        good.heard(Failure.DISCRIMINATOR_TOO_GOOD),
        !good.raised(Failure.DISCRIMINATOR_TOO_GOOD, 0, 1));
    report.claim(
        "Share of the training in which D is almost never wrong, without noise and with",
        "at least 30 % against 0 %",
        percent(bad.sure()) + " against " + percent(good.sure()),
        bad.sure() >= 0.3 && good.sure() == 0);
  }

  private void vanishing(Context context, Report report) {
    int updates = context.pick(500, 5_000);
    MlpConfig fair =
        slow()
            .with(
                Map.of(
                    "adversarial.instance-noise",
                    BLUR,
                    "generator-rate",
                    context.pick(5e-5, 5e-6)));
    MlpConfig strong =
        fair.with(Map.of("adversarial.discriminator-steps", 10, "adversarial.instance-noise", 0));
    MlpConfig wasserstein =
        strong.with(Map.of("adversarial.loss", "wasserstein", "adversarial.gradient-penalty", 0.1));
    report
        .heading("Gradients vanish: a matter of half-way")
        .paragraph(
            "For half of the training all is well. Then the discriminator gets ahead: the noise is"
                + " taken away at once and it learns ten times for each step of the generator. The"
                + " logarithm of a certainty is flat, and the generator's gradient shrinks to"
                + " nothing. The cure changes the loss at that point: a Wasserstein critic may be"
                + " as good as it likes, its slope stays.");
    Course bad = train(context, report, "vanishing", fair, strong, updates);
    Course good = train(context, report, "vanishing-cured", fair, wasserstein, updates);
    gradient(context, report, bad, good);
    table(report, "With the minimax loss and with Wasserstein's", bad, good);
    report.claim(
        "\"Vanishing gradients\" is named, with the minimax loss",
        "after half-time",
        bad.heard(Failure.VANISHING_GRADIENTS),
        bad.raised(Failure.VANISHING_GRADIENTS, HALF, 1)
            && !bad.raised(Failure.VANISHING_GRADIENTS, 0, HALF));
    report.claim(
        "and with the Wasserstein loss",
        "not named",
        good.heard(Failure.VANISHING_GRADIENTS),
        !good.raised(Failure.VANISHING_GRADIENTS, 0, 1));
    report.claim(
        "The generator's gradient in the last tenth, as a share of that before half-time",
        "minimax below 10 %, Wasserstein above 100 %",
        percent(bad.left()) + " and " + percent(good.left()),
        bad.left() < 0.1 && good.left() > 1);
  }

  private static Course train(
      Context context, Report report, String name, MlpConfig before, MlpConfig after, int updates) {
    report.configuration(name, before);
    if (!before.equals(after)) {
      report.configuration(name + "-second-half", after);
    }
    long total = (long) updates * before.batch();
    var alarms = new ArrayList<Alarm>();
    var at = new ArrayList<Double>();
    var gap = new ArrayList<Double>();
    var gradient = new ArrayList<Double>();
    var curves =
        new TrainingListener() {
          @Override
          public void tick(Tick tick) {
            Map<String, Double> figures = tick.figures();
            at.add((double) tick.seen() / tick.total());
            gap.add(
                figures.containsKey("logits/real")
                    ? Double.NaN
                    : figures.get("d/real") - figures.get("d/fake"));
            gradient.add(figures.get("gradient/g"));
          }
        };
    var first = new MlpLearner(before, DATA, context.seed(), total, context.device());
    var second = new MlpLearner(after, DATA, context.seed(), total, context.device());
    try (Learner both = new HalfWay(first, second, total / 2)) {
      var dogs = Watchdog.all(alarms::add);
      context.train(name, both, total, total / TICKS, dogs.get(0), dogs.get(1), curves);
      return new Course(
          alarms,
          numbers(at),
          numbers(gap),
          numbers(gradient),
          Cloud.drawn(second, 2000, 3).coverage(DATA));
    }
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void gap(Context context, Report report, Course bad, Course good) {
    new Plot("How sure the discriminator is", "share of the training", "D(real) − D(generated)")
        .line("without noise", Ink.RED, bad.at(), bad.gap())
        .line("with instance noise", Ink.BLUE, good.at(), good.gap())
        .limits(0, 1, 0, 1.02)
        .write(context.file("too-good.png"));
    report.figure("too-good.png", "1 is a discriminator that is never wrong.");
  }

  private static void gradient(Context context, Report report, Course bad, Course good) {
    new Plot("What the generator is told", "share of the training", "norm of its gradient")
        .line("minimax", Ink.RED, bad.at(), bad.gradient())
        .line("Wasserstein from half-time", Ink.BLUE, good.at(), good.gradient())
        .logarithmicY()
        .write(context.file("vanishing.png"));
    report.figure("vanishing.png", "The generator's gradient, on a logarithmic scale.");
  }

  private static void table(Report report, String caption, Course bad, Course good) {
    report.table(
        caption,
        List.of("Training", "Discriminator too good", "Vanishing gradients", "Modes", "In a mode"),
        List.of(row("provoked", bad), row("cured", good)));
  }

  private static List<String> row(String name, Course course) {
    return List.of(
        name,
        course.heard(Failure.DISCRIMINATOR_TOO_GOOD),
        course.heard(Failure.VANISHING_GRADIENTS),
        course.end().covered() + " of 3",
        percent(course.end()));
  }

  private static String percent(ModeCoverage coverage) {
    return percent(coverage.highQuality());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}

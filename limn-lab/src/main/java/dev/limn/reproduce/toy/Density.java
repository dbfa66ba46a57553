package dev.limn.reproduce.toy;

import dev.limn.loss.AdversarialOptions;
import dev.limn.metric.KernelDensity;
import dev.limn.metric.ModeCoverage;
import dev.limn.model.mlp.Mixture;
import dev.limn.model.mlp.MlpConfig;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.Experiment;
import dev.limn.reproduce.Report;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;

/// Two ways to know a distribution: a kernel density estimate states how likely every place is; a
/// GAN states nothing and draws.
public final class Density implements Experiment {
  private static final Mixture TRUE = Mixture.ring(8, 2, 0.1);
  private static final int POINTS = 2000;
  private static final int HELD = 1000;
  private static final double SIDE = 3;
  private static final int CELLS = 60;
  private static final double[] BANDWIDTHS = {
    0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5
  };

  /// Found by the service loader.
  public Density() {}

  @Override
  public Card card() {
    return new Card(
        "density",
        "A kernel density estimate (explicit) beside a GAN (implicit) on the ring of eight: what"
            + " each can say and draw.",
        "The estimate's density sums to 1 and makes unseen points nearly as likely as the truth"
            + " does (within 0.3 nats); the GAN states no density, and draws all eight modes with"
            + " 60 % of its points in one.",
        List.of(2, 3),
        2,
        60);
  }

  @Override
  public void run(Context context, Report report) {
    Cloud seen = Cloud.real(TRUE, POINTS, context.seed() * 10 + 1);
    double[][] chosenOn = Cloud.real(TRUE, HELD, context.seed() * 10 + 2).rows();
    double[][] unseen = Cloud.real(TRUE, HELD, context.seed() * 10 + 3).rows();
    var explicit = KernelDensity.fitted(seen.rows(), chosenOn, BANDWIDTHS);
    Cloud implicit = gan(context, report);

    double truth = 0;
    for (double[] point : unseen) {
      truth += Math.log(TRUE.density(point)) / unseen.length;
    }
    double estimate = explicit.logLikelihood(unseen);
    double mass = mass(explicit);
    pictures(context, report, seen, explicit, implicit);
    double[][] sampled = explicit.sample(POINTS, new SplittableRandom(context.seed()));
    ModeCoverage ofEstimate = Cloud.of(sampled).coverage(TRUE);
    ModeCoverage ofGan = implicit.coverage(TRUE);
    report.table(
        "What each can say",
        List.of(
            "Model", "Density", "Log-likelihood of unseen points", "Modes drawn", "High quality"),
        List.of(
            List.of("Truth", "known", number(truth) + " nats", "8 of 8", "99 %"),
            List.of(
                "Kernel density estimate, bandwidth " + explicit.bandwidth(),
                "explicit",
                number(estimate) + " nats",
                ofEstimate.covered() + " of 8",
                percent(ofEstimate.highQuality())),
            List.of(
                "GAN",
                "implicit",
                "none",
                ofGan.covered() + " of 8",
                percent(ofGan.highQuality()))));
    report.claim(
        "The estimate's density, summed over the plane",
        "1 ± 0.02",
        number(mass),
        Math.abs(mass - 1) <= 0.02);
    report.claim(
        "Log-likelihood of unseen points under the estimate, below the truth's",
        "at most 0.3 nats",
        number(truth - estimate) + " nats",
        truth - estimate <= 0.3);
    report.claim(
        "Modes that the GAN draws", "8 of 8", ofGan.covered() + " of 8", ofGan.covered() == 8);
    report.claim(
        "Share of the GAN's points within three deviations of a mode",
        "at least 60 %",
        percent(ofGan.highQuality()),
        ofGan.highQuality() >= 0.6);
  }

  private static Cloud gan(Context context, Report report) {
    MlpConfig config =
        MlpConfig.plane()
            .with(
                Map.of(
                    "generator-width", context.pick(64, 512),
                    "discriminator-width", context.pick(64, 512),
                    "batch", context.pick(128, 256),
                    "beta2", 0.9,
                    "generator-rate", context.pick(1e-3, 1e-4),
                    "discriminator-rate", context.pick(1e-3, 1e-4)))
            .with(AdversarialOptions.wganGp(0.1));
    report.configuration("gan", config);
    long total = (long) context.pick(1500, 20_000) * config.batch();
    try (var learner = new MlpLearner(config, TRUE, context.seed(), total, context.device())) {
      context.train("gan", learner, total, total / 20);
      return Cloud.drawn(learner, POINTS, 4);
    }
  }

  private static void pictures(
      Context context, Report report, Cloud seen, KernelDensity explicit, Cloud implicit) {
    report
        .heading("Two kinds of models")
        .paragraph(
            "A kernel density estimate puts a small Gaussian on each of "
                + POINTS
                + " points. Any place can be asked for its density, so the model can be judged by"
                + " how likely it finds points that it has not seen, which is also how its"
                + " bandwidth was chosen. It has to keep all points, and in many dimensions no"
                + " number of them is enough. A GAN answers no such question: nothing in it is a"
                + " density. All it can do is to draw, and all that can be judged is what it drew.");
    field("The truth", (x, y) -> TRUE.density(x, y)).write(context.file("truth.png"));
    field("Kernel density estimate", (x, y) -> explicit.at(x, y))
        .points("points it was made of", Ink.BLACK, seen.x(), seen.y(), 2, 60)
        .write(context.file("estimate.png"));
    new Plot("What the GAN draws", "x", "y", 520, 580)
        .limits(-SIDE, SIDE, -SIDE, SIDE)
        .points("real", Ink.BLACK, seen.x(), seen.y(), 2, 60)
        .points("generated", Ink.GREEN, implicit.x(), implicit.y(), 3, 120)
        .write(context.file("gan.png"));
    report
        .figure("truth.png", "The density that is to be learned: orange is high.")
        .figure("estimate.png", "Explicit: the estimated density.")
        .figure("gan.png", "Implicit: points are all there is.");
  }

  private static Plot field(String title, DoubleBinaryOperator density) {
    var values = new double[CELLS][CELLS];
    double high = 0;
    for (int row = 0; row < CELLS; row++) {
      for (int column = 0; column < CELLS; column++) {
        values[row][column] = density.applyAsDouble(place(column), place(row));
        high = Math.max(high, values[row][column]);
      }
    }
    // from −high, so that white is no density
    return new Plot(title, "x", "y", 520, 580).field(-SIDE, SIDE, -SIDE, SIDE, values, -high, high);
  }

  private static double place(int cell) {
    return -SIDE + (cell + 0.5) * 2 * SIDE / CELLS;
  }

  /// The integral over a square that holds all of it.
  private static double mass(KernelDensity density) {
    int cells = 150;
    double step = 2 * SIDE / cells;
    double sum = 0;
    for (int row = 0; row < cells; row++) {
      for (int column = 0; column < cells; column++) {
        sum += density.at(-SIDE + (column + 0.5) * step, -SIDE + (row + 0.5) * step) * step * step;
      }
    }
    return sum;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}

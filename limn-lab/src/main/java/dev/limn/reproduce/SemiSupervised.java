package dev.limn.reproduce;

import dev.limn.image.Png;
import dev.limn.model.semisupervised.SemiSupervisedConfig;
import dev.limn.model.semisupervised.SemiSupervisedLearner;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The discriminator as a classifier: K + 1 classes (Salimans et al. 2016) with a few labels among
/// many pictures without, against the same classifier that sees the labelled pictures alone.
public final class SemiSupervised implements Experiment {
  private static final int CLAIMED = 100;

  /// Found by the service loader.
  public SemiSupervised() {}

  @Override
  public Card card() {
    return new Card(
        "semi-supervised",
        "a discriminator with K + 1 classes on a few labels and many unlabelled pictures, against"
            + " the same classifier without the unlabelled ones: a curve",
        "with 100 labels the GAN's classifier names more test pictures rightly",
        List.of(77, 78),
        4,
        3000,
        Optional.of(FewLabels.DATA));
  }

  /// One number of labels; the share named rightly for each draw of which pictures they are.
  ///
  /// @param plain with the K + 1 game only; NaN where it was not run
  /// @param certain with certain and balanced classes, without a generator; NaN likewise
  /// @param gan with all of it
  private record Point(
      int labels, double[] alone, double[] plain, double[] certain, double[] gan) {}

  @Override
  public void run(Context context, Report report) {
    var config = context.pick(SemiSupervisedConfig.small(), SemiSupervisedConfig.paper());
    var data = FewLabels.open(context, context.pick(20_000, 60_000));
    List<Integer> counts = List.of(10, 20, 50, 100, 200, 1000);
    int draws = context.pick(3, 5);
    report
        .configuration("network", config)
        .configuration("network, certain and balanced", config.certain())
        .configuration("network, certain and balanced without a generator", config.certainAlone())
        .configuration(
            "data",
            Map.of(
                "unlabelled",
                data.train().count(),
                "test",
                data.test().count(),
                "labels",
                counts,
                "draws-at-" + CLAIMED,
                draws));
    report.paragraph(
        String.format(
            Locale.ROOT,
            "%,d pictures without labels, a few with. At %d labels %d draws of which pictures those are, at"
                + " the other numbers one. Every run ends after %,d steps; the share of %,d test"
                + " pictures that are named rightly is that of the averaged weights at the end.",
            data.train().count(),
            CLAIMED,
            draws,
            config.steps(),
            data.test().count()));
    var points = new ArrayList<Point>();
    for (int labels : counts) {
      int repeated = labels == CLAIMED ? draws : 1;
      var alone = new double[repeated];
      var plain = new double[repeated];
      var certain = new double[repeated];
      Arrays.fill(plain, Double.NaN);
      Arrays.fill(certain, Double.NaN);
      var gan = new double[repeated];
      for (int draw = 0; draw < repeated; draw++) {
        long seed = context.seed() + draw;
        int[] few = data.train().balanced(labels, seed);
        alone[draw] = learn(context, "alone", config.alone(), data, few, seed);
        if (context.full() || labels == CLAIMED) {
          plain[draw] = learn(context, "plain", config, data, few, seed);
          certain[draw] = learn(context, "certain", config.certainAlone(), data, few, seed);
        }
        gan[draw] = learn(context, "gan", config.certain(), data, few, seed);
      }
      points.add(new Point(labels, alone, plain, certain, gan));
    }
    write(context, report, points);
  }

  private static double learn(
      Context context,
      String kind,
      SemiSupervisedConfig config,
      FewLabels data,
      int[] few,
      long seed) {
    String name = String.format(Locale.ROOT, "%s-%d-%d", kind, few.length, seed);
    try (var learner =
        new SemiSupervisedLearner(config, data.train(), few, data.all(), seed, context.device())) {
      long total = (long) config.steps() * config.batch();
      context.train(name, learner, total, Math.max(1, total / 50));
      if (kind.equals("plain") && few.length == CLAIMED) {
        learner
            .preview()
            .ifPresent(image -> Png.write(context.file("drawn-" + seed + ".png"), image));
      }
      return learner.accuracy(data.test());
    }
  }

  private static void write(Context context, Report report, List<Point> points) {
    double[] labels = points.stream().mapToDouble(Point::labels).toArray();
    double[] alone = points.stream().mapToDouble(p -> mean(p.alone())).toArray();
    double[] plain = points.stream().mapToDouble(p -> mean(p.plain())).toArray();
    double[] gan = points.stream().mapToDouble(p -> mean(p.gan())).toArray();
    new Plot("Accuracy by the number of labels", "labels", "share named rightly")
        .line("labelled pictures alone", Ink.ORANGE, labels, alone)
        .points("K + 1 classes", Ink.RED, labels, plain, 9, 255)
        .line("K + 1 classes, certain and balanced", Ink.BLUE, labels, gan)
        .logarithmicX()
        .write(context.file("curve.png"));
    report
        .heading("The curve")
        .figure("curve.png", "Share of test pictures named rightly, by the number of labels")
        .table(
            "Share of test pictures named rightly",
            List.of(
                "labels",
                "labelled pictures alone",
                "K + 1 classes",
                "certain and balanced, no generator",
                "K + 1 classes, certain and balanced"),
            points.stream()
                .map(
                    p ->
                        List.of(
                            Integer.toString(p.labels()),
                            shown(p.alone()),
                            shown(p.plain()),
                            shown(p.certain()),
                            shown(p.gan())))
                .toList())
        .figure(
            "drawn-" + context.seed() + ".png",
            "What the generator draws. Feature matching makes a good classifier, not good pictures"
                + " (Salimans et al. 2016, §6.1).");
    Point claimed = points.stream().filter(p -> p.labels() == CLAIMED).findFirst().orElseThrow();
    report.claim(
        "With " + CLAIMED + " labels the GAN's classifier beats the same one without it",
        "a larger share named rightly, on average over the draws of labels",
        String.format(Locale.ROOT, "%.3f against %.3f", mean(claimed.gan()), mean(claimed.alone())),
        mean(claimed.gan()) > mean(claimed.alone()));
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /// The mean, and the least and the largest where there are several.
  static String shown(double[] values) {
    if (Double.isNaN(values[0])) {
      return "not run";
    }
    double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    if (known.length < values.length) {
      return shown(known);
    }
    String middle = String.format(Locale.ROOT, "%.3f", mean(values));
    return values.length == 1
        ? middle
        : String.format(
            Locale.ROOT,
            "%s (%.3f to %.3f)",
            middle,
            Arrays.stream(values).min().orElseThrow(),
            Arrays.stream(values).max().orElseThrow());
  }
}

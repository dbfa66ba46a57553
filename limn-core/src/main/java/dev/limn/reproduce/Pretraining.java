package dev.limn.reproduce;

import dev.limn.image.Png;
import dev.limn.model.semisupervised.SemiSupervisedConfig;
import dev.limn.model.semisupervised.SemiSupervisedLearner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a discriminator has learned from pictures without labels is of use afterwards: its last
/// layers are replaced, and it learns the classes from a few labels, against the same network from
/// random weights.
public final class Pretraining implements Experiment {
  private static final int CLAIMED = 100;
  private static final int REPLACED = 2;

  /// Found by the service loader.
  public Pretraining() {}

  @Override
  public Card card() {
    return new Card(
        "pretraining",
        "a discriminator trained on unlabelled pictures gets new last layers and a few labels,"
            + " against the same network from scratch",
        "with 100 labels the pre-trained network names more test pictures rightly",
        List.of(76),
        2,
        600,
        Optional.of(FewLabels.DATA));
  }

  private record Point(int labels, double[] scratch, double[] pretrained) {}

  @Override
  public void run(Context context, Report report) {
    var gan =
        context
            .pick(SemiSupervisedConfig.small(), SemiSupervisedConfig.paper())
            .certain()
            .withoutLabels();
    var fine = gan.alone().withSteps(context.pick(300, 2000));
    var data = FewLabels.open(context, context.pick(20_000, 60_000));
    List<Integer> counts = context.pick(List.of(20, 100), List.of(10, 20, 50, 100, 200, 1000));
    int draws = context.pick(3, 5);
    report
        .configuration("pre-training", gan)
        .configuration("learning", fine)
        .configuration(
            "data",
            Map.of(
                "unlabelled", data.train().count(), "test", data.test().count(), "draws", draws));
    report.paragraph(
        ("First %,d steps of a GAN on %,d pictures, no label among them. Then the discriminator's two"
                + " last layers are replaced, and all layers learn from a few labels for %,d steps; beside"
                + " it the same network, from random weights, does the same.")
            .formatted(gan.steps(), data.train().count(), fine.steps()));
    var points = new ArrayList<Point>();
    try (var before =
        new SemiSupervisedLearner(
            gan, data.train(), new int[0], data.all(), context.seed(), context.device())) {
      long total = (long) gan.steps() * gan.batch();
      context.train("pictures-alone", before, total, Math.max(1, total / 50));
      before.preview().ifPresent(image -> Png.write(context.file("drawn.png"), image));
      for (int labels : counts) {
        var point = new Point(labels, new double[draws], new double[draws]);
        for (int draw = 0; draw < draws; draw++) {
          long seed = context.seed() + draw;
          int[] few = data.train().balanced(labels, seed);
          point.scratch()[draw] = learn(context, fine, data, few, seed, Optional.empty());
          point.pretrained()[draw] = learn(context, fine, data, few, seed, Optional.of(before));
        }
        points.add(point);
      }
    }
    write(context, report, points);
  }

  private static double learn(
      Context context,
      SemiSupervisedConfig config,
      FewLabels data,
      int[] few,
      long seed,
      Optional<SemiSupervisedLearner> before) {
    String name =
        "%s-%d-%d".formatted(before.isPresent() ? "pretrained" : "scratch", few.length, seed);
    try (var learner =
        new SemiSupervisedLearner(config, data.train(), few, data.all(), seed, context.device())) {
      before.ifPresent(other -> learner.takeOver(other, REPLACED));
      long total = (long) config.steps() * config.batch();
      context.train(name, learner, total, Math.max(1, total / 20));
      return learner.accuracy(data.test());
    }
  }

  private static void write(Context context, Report report, List<Point> points) {
    double[] labels = points.stream().mapToDouble(Point::labels).toArray();
    double[] scratch = points.stream().mapToDouble(p -> SemiSupervised.mean(p.scratch())).toArray();
    double[] pretrained =
        points.stream().mapToDouble(p -> SemiSupervised.mean(p.pretrained())).toArray();
    new Plot("Accuracy by the number of labels", "labels", "share named rightly")
        .line("from scratch", Ink.ORANGE, labels, scratch)
        .line("pre-trained as a discriminator", Ink.BLUE, labels, pretrained)
        .points("scratch", Ink.ORANGE, labels, scratch, 8, 255)
        .points("pre-trained", Ink.BLUE, labels, pretrained, 8, 255)
        .logarithmicX()
        .write(context.file("curve.png"));
    report
        .heading("The curve")
        .figure("curve.png", "Share of test pictures named rightly, by the number of labels")
        .table(
            "Share of test pictures named rightly, over the draws of labels",
            List.of("labels", "from scratch", "pre-trained"),
            points.stream()
                .map(
                    p ->
                        List.of(
                            Integer.toString(p.labels()),
                            SemiSupervised.shown(p.scratch()),
                            SemiSupervised.shown(p.pretrained())))
                .toList())
        .figure("drawn.png", "What the generator of the pre-training draws");
    Point claimed = points.stream().filter(p -> p.labels() == CLAIMED).findFirst().orElseThrow();
    double with = SemiSupervised.mean(claimed.pretrained());
    double without = SemiSupervised.mean(claimed.scratch());
    report.claim(
        "With " + CLAIMED + " labels the pre-trained network beats the one from scratch",
        "a larger share named rightly, on average over the draws of labels",
        String.format(Locale.ROOT, "%.3f against %.3f", with, without),
        with > without);
  }
}

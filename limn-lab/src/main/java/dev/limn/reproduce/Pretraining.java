package dev.limn.reproduce;

import dev.limn.draw.ImageTensors;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.model.Generator;
import dev.limn.model.dcgan.DcganClassifier;
import dev.limn.model.dcgan.DcganConfig;
import dev.limn.model.dcgan.DcganLearner;
import dev.limn.model.semisupervised.PictureSet;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What a discriminator has learned from pictures without labels is of use afterwards: its last
/// layer is replaced, and it learns the classes from a few labels, against the same network from
/// random weights.
public final class Pretraining implements Experiment {
  private static final int CLAIMED = 100;
  private static final long GAN_PICTURES = 96_000;
  private static final int BATCH = 50;
  private static final double RATE = 1e-3;
  private static final int SHOWN = 64;
  private static final int PIECE = 500;

  /// Found by the service loader.
  public Pretraining() {}

  @Override
  public Card card() {
    return new Card(
        "pretraining",
        "a discriminator trained on unlabelled pictures gets a new last layer and a few labels,"
            + " against the same network from scratch",
        "with 100 labels the pre-trained network names more test pictures rightly",
        List.of(76),
        2,
        60,
        Optional.of(FewLabels.DATA));
  }

  /// How the network that learns from labels begins, and which of its layers learn.
  private enum Way {
    SCRATCH("from scratch", false, true),
    PRETRAINED("pre-trained, new layer", true, false),
    PRETRAINED_WHOLE("pre-trained, all layers", true, true),
    RANDOM("random, new layer", false, false);

    private final String words;
    private final boolean pretrained;
    private final boolean whole;

    Way(String words, boolean pretrained, boolean whole) {
      this.words = words;
      this.pretrained = pretrained;
      this.whole = whole;
    }
  }

  /// The shares named rightly for each draw of which pictures have labels.
  private record Point(int labels, Map<Way, double[]> shares) {
    double mean(Way way) {
      return SemiSupervised.mean(shares.get(way));
    }
  }

  @Override
  public void run(Context context, Report report) {
    var gan = DcganConfig.fashion();
    long seen = context.pick(GAN_PICTURES, 10 * GAN_PICTURES);
    int steps = context.pick(150, 500);
    var data = FewLabels.open(context, context.pick(20_000, 60_000));
    List<Integer> counts = context.pick(List.of(20, 100), List.of(10, 20, 50, 100, 200, 1000));
    int draws = context.pick(5, 10);
    report
        .configuration("pre-training", gan)
        .configuration(
            "data",
            Map.of("unlabelled", data.train().count(), "test", data.test().count(), "draws", draws))
        .configuration(
            "learning",
            Map.of("steps", steps, "batch", BATCH, "learning-rate", RATE, "pictures-before", seen));
    report.paragraph(
        String.format(
            Locale.ROOT,
            "First a DCGAN sees %,d pictures out of %,d, no label among them. Then the discriminator's"
                + " last layer is replaced, and it learns from a few labels for %,d steps: the new"
                + " layer alone, or all of them. Beside it the same network learns from random weights."
                + " Batch, steps and learning rate, which falls to 0, are the same for all.",
            seen,
            data.train().count(),
            steps));
    var points = new ArrayList<Point>();
    try (var before =
        new DcganLearner(
            gan,
            0,
            context.seed(),
            seen,
            context.device(),
            new PictureStream(data.train(), gan.batch(), context.seed()),
            Pretraining::grid)) {
      context.train("pictures-alone", before, seen, Math.max(1, seen / 50));
      before.preview().ifPresent(image -> Png.write(context.file("drawn.png"), image));
      for (int labels : counts) {
        var shares = new EnumMap<Way, double[]>(Way.class);
        for (Way way : Way.values()) {
          shares.put(way, new double[draws]);
        }
        for (int draw = 0; draw < draws; draw++) {
          long seed = context.seed() + draw;
          int[] few = data.train().balanced(labels, seed);
          for (Way way : Way.values()) {
            context.say("%d labels, draw %d of %d, %s", labels, draw + 1, draws, way.words);
            shares.get(way)[draw] = learn(context, way, gan, steps, data, few, seed, before);
          }
        }
        points.add(new Point(labels, shares));
      }
    }
    write(context, report, points);
  }

  private static Optional<Image> grid(Generator drawing) {
    try (var _ = Scope.open();
        var rng = new Rng(0)) {
      Tensor z = Tensors.randn(rng, SHOWN, drawing.noise()); // [64, Z]
      var images = ImageTensors.draw(drawing, z, Tensors.zeros(SHOWN, 0));
      return Optional.of(Sheet.grid(images, 16, new Sheet.Style(0, 0xFFFFFF, 2)));
    }
  }

  /// @return the share of test pictures named rightly at the end
  private static double learn(
      Context context,
      Way way,
      DcganConfig config,
      int steps,
      FewLabels data,
      int[] few,
      long seed,
      DcganLearner before) {
    int classes = data.train().classNames().size();
    var random = new SplittableRandom(seed);
    try (var classifier = new DcganClassifier(config, classes, RATE, seed, context.device())) {
      if (way.pretrained) {
        classifier.takeOver(before);
      }
      if (!way.whole) {
        classifier.lastLayerOnly();
      }
      for (int step = 0; step < steps; step++) {
        context.check();
        int[] which = IntStream.range(0, BATCH).map(_ -> few[random.nextInt(few.length)]).toArray();
        int[] labels = IntStream.of(which).map(i -> data.train().labels()[i]).toArray();
        try (var _ = Scope.open()) {
          Tensor pictures = PictureStream.pixels(data.train(), which); // [B, 1, S, S]
          classifier.learn(pictures, labels, 1 - (double) step / steps);
        }
      }
      double right = 0;
      PictureSet test = data.test();
      for (int start = 0; start < test.count(); start += PIECE) {
        int[] which = IntStream.range(start, Math.min(test.count(), start + PIECE)).toArray();
        int[] labels = IntStream.of(which).map(i -> test.labels()[i]).toArray();
        try (var _ = Scope.open()) {
          right += classifier.right(PictureStream.pixels(test, which), labels);
        }
      }
      return right / test.count();
    }
  }

  private static void write(Context context, Report report, List<Point> points) {
    double[] labels = points.stream().mapToDouble(Point::labels).toArray();
    var plot = new Plot("Accuracy by the number of labels", "labels", "share named rightly");
    var inks = List.of(Ink.ORANGE, Ink.BLUE, Ink.GREEN, Ink.RED);
    for (Way way : Way.values()) {
      double[] shares = points.stream().mapToDouble(p -> p.mean(way)).toArray();
      plot.line(way.words, inks.get(way.ordinal()), labels, shares);
    }
    plot.logarithmicX().write(context.file("curve.png"));
    var head = new ArrayList<>(List.of("labels"));
    var rows = new ArrayList<List<String>>();
    for (Way way : Way.values()) {
      head.add(way.words);
    }
    for (Point point : points) {
      var row = new ArrayList<>(List.of(Integer.toString(point.labels())));
      for (Way way : Way.values()) {
        row.add(SemiSupervised.shown(point.shares().get(way)));
      }
      rows.add(row);
    }
    report
        .heading("The curve")
        .figure("curve.png", "Share of test pictures named rightly, by the number of labels")
        .table("Share of test pictures named rightly, over the draws of labels", head, rows)
        .figure("drawn.png", "What the generator of the pre-training draws");
    Point claimed = points.stream().filter(p -> p.labels() == CLAIMED).findFirst().orElseThrow();
    double with = claimed.mean(Way.PRETRAINED);
    double without = claimed.mean(Way.SCRATCH);
    report.claim(
        "With " + CLAIMED + " labels the pre-trained network beats the one from scratch",
        "a larger share named rightly, on average over the draws of labels",
        String.format(Locale.ROOT, "%.3f against %.3f", with, without),
        with > without);
  }
}

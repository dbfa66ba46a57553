package dev.limn.reproduce;

import dev.limn.data.LoaderConfig;
import dev.limn.draw.ImageTensors;
import dev.limn.image.Image;
import dev.limn.image.Sheet;
import dev.limn.metric.FrechetDistance;
import dev.limn.model.Generator;
import dev.limn.model.dcgan.DcganConfig;
import dev.limn.model.dcgan.DcganGeneratorNetwork;
import dev.limn.model.dcgan.DcganLearner;
import dev.limn.model.dcgan.Labels;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.LabelledExamples;
import dev.limn.train.TrainingListener;
import dev.limn.vision.PictureFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Trains a DCGAN for an experiment: loss curves, pictures from noise that stays the same, and the
/// Fréchet distance to held-back pictures on the way.
final class DcganTraining {
  static final int COLUMNS = 8;
  private static final int LINES = 60;
  private static final int PIECE = 250;

  private final Context context;
  private final PictureData data;
  private final PictureFeatures features;
  private final FrechetDistance.Statistics reference;
  private final int measured;

  /// @param features that distances are measured on
  /// @param measured pictures on either side of a distance
  DcganTraining(Context context, PictureData data, PictureFeatures features, int measured) {
    this.context = context;
    this.data = data;
    this.features = features;
    int[] which = PictureData.some(data.test(), measured);
    this.measured = which.length;
    reference =
        statistics((start, count) -> data.pixels(Arrays.copyOfRange(which, start, start + count)));
  }

  private interface Pieces {
    /// `[count, 3, S, S]`
    Tensor of(int start, int count);
  }

  private FrechetDistance.Statistics statistics(Pieces pieces) {
    try (var gathering = new FrechetDistance.Gathering(features.width())) {
      for (int start = 0; start < measured; start += PIECE) {
        try (var _ = Scope.open()) {
          gathering.add(features.features(pieces.of(start, Math.min(PIECE, measured - start))));
        }
      }
      return gathering.statistics();
    }
  }

  /// What came out.
  ///
  /// @param generator close it
  /// @param seen pictures at each line of `figures`
  /// @param figures means of the steps before
  /// @param measuredAt pictures at each distance
  /// @param frames grids from the same noise, from the untrained generator on
  record Trained(
      DcganConfig config,
      DcganGeneratorNetwork generator,
      List<Double> seen,
      List<Map<String, Double>> figures,
      List<Double> measuredAt,
      List<Double> distances,
      List<Image> frames)
      implements AutoCloseable {
    double last() {
      return distances.getLast();
    }

    double[] line(ToDoubleFunction<Map<String, Double>> value) {
      return figures.stream().mapToDouble(value).toArray();
    }

    double[] kimg() {
      return seen.stream().mapToDouble(pictures -> pictures / 1000).toArray();
    }

    double[] distanceKimg() {
      return measuredAt.stream().mapToDouble(pictures -> pictures / 1000).toArray();
    }

    double[] distance() {
      return distances.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public void close() {
      generator.close();
    }
  }

  /// Trains one.
  ///
  /// @param pictures to see
  /// @param measures how often to measure and to draw
  Trained train(String name, DcganConfig config, long pictures, int measures) {
    int classes = config.labels() == Labels.NONE ? 0 : data.classes();
    var seen = new ArrayList<Double>();
    var figures = new ArrayList<Map<String, Double>>();
    var measuredAt = new ArrayList<Double>();
    var distances = new ArrayList<Double>();
    var frames = new ArrayList<Image>();
    var loading =
        LoaderConfig.of(config.resolution(), config.batch(), context.seed())
            .withFlip(config.flip());
    var examples = new LabelledExamples(data.cache(), data.train(), loading, classes);
    try (var learner =
        new DcganLearner(
            config,
            classes,
            context.seed(),
            pictures,
            context.device(),
            examples,
            _ -> Optional.empty())) {
      try (var drawing = learner.drawing()) {
        frames.add(grid(drawing, classes));
      }
      int every = Math.max(1, LINES / measures);
      context.train(
          name,
          learner,
          pictures,
          Math.max(config.batch(), pictures / LINES),
          new TrainingListener() {
            private int ticks;

            @Override
            public void tick(Tick tick) {
              seen.add((double) tick.seen());
              figures.add(tick.figures());
              if (++ticks % every != 0 && tick.seen() < tick.total()) {
                return;
              }
              try (var drawing = learner.drawing()) {
                measuredAt.add((double) tick.seen());
                distances.add(distance(drawing, classes));
                frames.add(grid(drawing, classes));
              }
            }
          });
      return new Trained(config, learner.drawing(), seen, figures, measuredAt, distances, frames);
    }
  }

  private double distance(Generator generator, int classes) {
    try (var rng = new Rng(context.seed() + 1)) {
      return FrechetDistance.between(
          reference,
          statistics(
              (start, count) -> {
                int[] labels = new int[count];
                for (int i = 0; i < count; i++) {
                  labels[i] = classes == 0 ? 0 : (start + i) % classes;
                }
                return generator.draw(
                    Tensors.randn(rng, count, generator.noise()),
                    LabelledExamples.oneHot(labels, classes));
              }));
    }
  }

  /// A class a row, or eight rows.
  private Image grid(Generator generator, int classes) {
    int rows = classes == 0 ? COLUMNS : Math.min(classes, 2 * COLUMNS);
    try (var _ = Scope.open();
        var rng = new Rng(context.seed() + 2)) {
      int[] labels = new int[rows * COLUMNS];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = classes == 0 ? 0 : i / COLUMNS;
      }
      Tensor z = Tensors.randn(rng, rows * COLUMNS, generator.noise()); // [R·C, Z]
      var images = ImageTensors.draw(generator, z, LabelledExamples.oneHot(labels, classes));
      return Sheet.grid(images, COLUMNS, new Sheet.Style(0, 0xFFFFFF, 2));
    }
  }

  /// As many real pictures, as large.
  Image reals() {
    return Sheet.grid(
        data.pictures(PictureData.some(data.train(), COLUMNS * COLUMNS)),
        COLUMNS,
        new Sheet.Style(0, 0xFFFFFF, 2));
  }

  /// Writes `NAME-losses.png`: both losses, and what the discriminator says of either kind.
  void plotLosses(String name, Trained trained) {
    new Plot("Losses", "thousand pictures", "loss")
        .line("discriminator", Ink.BLUE, trained.kimg(), trained.line(f -> f.get("loss/d")))
        .line("generator", Ink.ORANGE, trained.kimg(), trained.line(f -> f.get("loss/g")))
        .write(context.file(name + "-losses.png"));
    new Plot("What the discriminator says", "thousand pictures", "probability of being real")
        .line("of real pictures", Ink.BLUE, trained.kimg(), trained.line(f -> f.get("d/real")))
        .line("of drawn pictures", Ink.ORANGE, trained.kimg(), trained.line(f -> f.get("d/fake")))
        .limitsY(0, 1)
        .write(context.file(name + "-judgement.png"));
  }
}

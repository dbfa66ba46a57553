package dev.limn.reproduce;

import dev.limn.config.Settings;
import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.loss.PerceptualLoss;
import dev.limn.metric.FeatureSet;
import dev.limn.metric.FrechetDistance;
import dev.limn.model.Generator;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.reed.ReedLearner;
import dev.limn.model.regression.RegressionConfig;
import dev.limn.model.regression.RegressionLearner;
import dev.limn.model.regression.TagClassifier;
import dev.limn.plot.Bars;
import dev.limn.plot.Ink;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Learner;
import dev.limn.vision.SqueezeNetFeatures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The four trainings and what comes of them.
final class PerceptionComparison {
  private static final int LAST_FIRE = 5;
  private static final int ROWS = 8;

  /// One way of training, measured.
  ///
  /// @param sharpness mean slope of the brightness, as a share of that of real pictures
  /// @param distance Fréchet distance of SqueezeNet's features to real pictures
  /// @param pixels root of the mean squared difference from the held-back picture, −1 to 1
  /// @param variety standard deviation of a pixel over noises for one description, of 255
  private record Measured(
      String name, double sharpness, double distance, double pixels, double variety) {}

  private final Context context;
  private final Report report;
  private final Descriptions train;
  private final Descriptions test;
  private final SqueezeNetFeatures squeeze;
  private final TagClassifier classifier;
  private final int[] all;
  private final double realSharpness;
  private final FrechetDistance.Statistics real;
  private final Map<String, List<List<Image>>> shown = new LinkedHashMap<>();

  PerceptionComparison(
      Context context,
      Report report,
      Descriptions train,
      Descriptions test,
      SqueezeNetFeatures squeeze,
      TagClassifier classifier) {
    this.context = context;
    this.report = report;
    this.train = train;
    this.test = test;
    this.squeeze = squeeze;
    this.classifier = classifier;
    all = IntStream.range(0, test.count()).toArray();
    var pictures = IntStream.of(all).mapToObj(test::picture).toList();
    realSharpness =
        pictures.stream().mapToDouble(PerceptionComparison::slope).average().orElseThrow();
    real = statistics(pictures);
  }

  void run() {
    int steps = context.pick(400, 20_000);
    int ganSteps = context.pick(1000, 60_000);
    var pixels = context.pick(RegressionConfig.small(), RegressionConfig.pixels());
    var own = List.of(1.0, 1.0, 1.0);
    var measured = new ArrayList<Measured>();
    measured.add(regression("pixel MSE", pixels, Optional.empty(), steps));
    var ownLoss = new PerceptualLoss(classifier, new PerceptualLoss.Weights(own, own, 0, true));
    var mixed = pixels.withWeights(0.2, 1);
    measured.add(regression("perceptual, own classifier", mixed, Optional.of(ownLoss), steps));
    var squeezeLoss =
        new PerceptualLoss(
            x -> squeeze.maps(x, LAST_FIRE), new PerceptualLoss.Weights(own, own, 0, true));
    measured.add(regression("perceptual, SqueezeNet", mixed, Optional.of(squeezeLoss), steps));
    measured.add(gan(pixels, ganSteps));
    write(measured);
  }

  private Measured regression(
      String name, RegressionConfig config, Optional<PerceptualLoss> loss, int steps) {
    var settings = new LinkedHashMap<String, Object>(Settings.toMap(config));
    settings.put("steps", steps);
    loss.ifPresent(l -> settings.put("perceptual-weights", Settings.toMap(l.weights())));
    report.configuration(name, settings);
    try (var learner =
        new RegressionLearner(
            config,
            train.width(),
            context.seed(),
            context.device(),
            train.examples(config.batch(), context.seed()),
            loss,
            _ -> Optional.empty())) {
      return trained(name, learner, learner::drawing, (long) steps * config.batch());
    }
  }

  private Measured gan(RegressionConfig like, int steps) {
    var config =
        Settings.with(
            ReedConfig.small(),
            ReedConfig.class,
            Map.of(
                "mode", "cls",
                "noise", like.noise(),
                "text-features", like.textFeatures(),
                "generator-width", like.generatorWidth(),
                "discriminator-width", like.generatorWidth(),
                "batch", like.batch(),
                "average-kimg", like.averageKimg(),
                "precision", like.precision()));
    var settings = new LinkedHashMap<String, Object>(Settings.toMap(config));
    settings.put("steps", steps);
    report.configuration("GAN", settings);
    long total = (long) steps * config.batch();
    try (var learner =
        new ReedLearner(
            config,
            train.width(),
            context.seed(),
            total,
            0,
            context.device(),
            train.examples(config.batch(), context.seed()),
            _ -> Optional.empty())) {
      return trained("GAN", learner, learner::drawing, total);
    }
  }

  private Measured trained(String name, Learner learner, Supplier<Generator> drawing, long total) {
    var run = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
    context.train(run, learner, total, Math.max(1, total / 40));
    try (Generator generator = drawing.get()) {
      List<Image> drawn = draw(generator, all, context.seed());
      var rows = new ArrayList<List<Image>>();
      rows.add(drawn.subList(0, ROWS));
      if (name.equals("GAN")) {
        rows.add(draw(generator, all, context.seed() + 1).subList(0, ROWS));
      }
      shown.put(name, rows);
      return new Measured(
          name,
          drawn.stream().mapToDouble(PerceptionComparison::slope).average().orElseThrow()
              / realSharpness,
          FrechetDistance.between(statistics(drawn), real),
          difference(drawn),
          variety(generator));
    }
  }

  private List<Image> draw(Generator generator, int[] which, long seed) {
    var images = new ArrayList<Image>();
    try (var rng = new Rng(seed)) {
      for (int start = 0; start < which.length; start += 50) {
        int[] piece =
            IntStream.range(start, Math.min(which.length, start + 50)).map(i -> which[i]).toArray();
        try (var _ = Scope.open()) {
          Tensor z = Tensors.randn(rng, piece.length, generator.noise());
          Tensor x = generator.draw(z, test.text(piece)); // [n, 3, 64, 64]
          images.addAll(images(x));
        }
      }
    }
    return images;
  }

  private static List<Image> images(Tensor x) {
    float[] values = x.permute(0, 2, 3, 1).contiguous().toFloats(); // [n, 64, 64, 3]
    int size = 3 * Descriptions.SIDE * Descriptions.SIDE;
    var images = new ArrayList<Image>();
    for (int i = 0; i < values.length / size; i++) {
      var rgb = new byte[size];
      for (int p = 0; p < size; p++) {
        rgb[p] = (byte) Math.clamp(Math.round((values[i * size + p] + 1) * 127.5f), 0, 255);
      }
      images.add(new Image(Descriptions.SIDE, Descriptions.SIDE, rgb));
    }
    return images;
  }

  private FrechetDistance.Statistics statistics(List<Image> pictures) {
    return FeatureSet.of(squeeze, context.device(), pictures.size(), pictures::get, Progress.SILENT)
        .statistics();
  }

  /// Mean absolute difference between neighbouring pixels.
  private static double slope(Image image) {
    int side = image.width();
    byte[] rgb = image.rgb();
    double sum = 0;
    for (int y = 0; y + 1 < image.height(); y++) {
      for (int x = 0; x + 1 < side; x++) {
        int at = 3 * (y * side + x);
        for (int c = 0; c < 3; c++) {
          int here = rgb[at + c] & 255;
          sum += Math.abs(here - (rgb[at + 3 + c] & 255));
          sum += Math.abs(here - (rgb[at + 3 * side + c] & 255));
        }
      }
    }
    return sum / rgb.length;
  }

  private double difference(List<Image> drawn) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < drawn.size(); i++) {
      byte[] one = drawn.get(i).rgb();
      byte[] other = test.picture(i).rgb();
      for (int p = 0; p < one.length; p++) {
        double d = ((one[p] & 255) - (other[p] & 255)) / 127.5;
        sum += d * d;
      }
      count += one.length;
    }
    return Math.sqrt(sum / count);
  }

  private double variety(Generator generator) {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      int one = i;
      int[] same = IntStream.range(0, 16).map(_ -> one).toArray();
      try (var _ = Scope.open();
          var rng = new Rng(context.seed() + i)) {
        Tensor z = Tensors.randn(rng, same.length, generator.noise());
        Tensor x = generator.draw(z, test.text(same)); // [16, 3, 64, 64]
        sum += x.std(true, false, 0).mean().item() * 127.5;
      }
    }
    return sum / ROWS;
  }

  private void write(List<Measured> measured) {
    var rows = new ArrayList<List<Image>>();
    var captions = new ArrayList<String>();
    rows.add(IntStream.range(0, ROWS).mapToObj(test::picture).toList());
    captions.add("real, held back");
    rows.add(
        IntStream.range(0, ROWS)
            .mapToObj(
                i -> {
                  List<Integer> alike = test.alike(i);
                  return test.picture(alike.isEmpty() ? i : alike.getFirst());
                })
            .toList());
    captions.add("real, the same description where there is another such picture");
    shown.forEach(
        (name, own) -> {
          for (int i = 0; i < own.size(); i++) {
            rows.add(own.get(i));
            captions.add(i == 0 ? name : name + ", other noise");
          }
        });
    Png.write(
        context.file("side-by-side.png"),
        Sheet.captioned(rows, captions, new Sheet.Style(4, 0xFFFFFF, 1)));
    var names = measured.stream().map(Measured::name).toList();
    new Bars("Sharpness", "trained on", "mean slope, share of real pictures'")
        .series("sharpness", Ink.BLUE, names, measured.stream().map(Measured::sharpness).toList())
        .write(context.file("sharpness.png"));
    new Bars("Distance of features to real pictures", "trained on", "Fréchet distance")
        .series("distance", Ink.ORANGE, names, measured.stream().map(Measured::distance).toList())
        .write(context.file("distance.png"));
    report
        .heading("Side by side")
        .paragraph(
            "Columns are descriptions: "
                + String.join(
                    "; ",
                    IntStream.range(0, ROWS)
                        .mapToObj(i -> test.sentence(i, PixelMse.TOLD))
                        .toList())
                + ". They say nothing of hair, legs, feet, head and cape.")
        .figure("side-by-side.png", "The same descriptions, by every way of training")
        .heading("Figures")
        .table(
            "Measured on "
                + test.count()
                + " held-back descriptions; the feature distance is a Fréchet distance of"
                + " SqueezeNet features (FSD)",
            List.of("trained on", "sharpness", "FSD", "pixel RMSE", "variety of 255"),
            measured.stream().map(PerceptionComparison::row).toList())
        .figure("sharpness.png", "How sharp")
        .figure("distance.png", "How far from real pictures");
    claims(measured);
  }

  private static List<String> row(Measured m) {
    return List.of(
        m.name(),
        String.format(Locale.ROOT, "%.2f", m.sharpness()),
        String.format(Locale.ROOT, "%.0f", m.distance()),
        String.format(Locale.ROOT, "%.3f", m.pixels()),
        String.format(Locale.ROOT, "%.1f", m.variety()));
  }

  private void claims(List<Measured> measured) {
    Measured mse = measured.getFirst();
    Measured gan = measured.getLast();
    var others = measured.subList(1, measured.size());
    report.claim(
        "Pixel MSE draws the least sharp pictures",
        "every other way of training is sharper",
        figures(measured, "sharpness"),
        others.stream().allMatch(m -> m.sharpness() > mse.sharpness()));
    var nearer = List.of(measured.get(2), gan);
    report.claim(
        "Through the eyes of SqueezeNet, and against a discriminator, pictures become more like real"
            + " ones than with pixel MSE",
        "smaller Fréchet distances of both",
        figures(measured, "distance"),
        nearer.stream().allMatch(m -> m.distance() < mse.distance()));
    report.claim(
        "The GAN gives one description many pictures, pixel MSE one",
        "a pixel's standard deviation over noises at least 5 times that of pixel MSE",
        String.format(Locale.ROOT, "%.1f against %.1f of 255", gan.variety(), mse.variety()),
        gan.variety() >= 5 * mse.variety());
  }

  private static String figures(List<Measured> measured, String what) {
    return String.join(
        ", ",
        measured.stream()
            .map(
                m ->
                    what.equals("sharpness")
                        ? String.format(Locale.ROOT, "%s %.2f", m.name(), m.sharpness())
                        : String.format(Locale.ROOT, "%s %.0f", m.name(), m.distance()))
            .toList());
  }
}

package dev.limn.reproduce;

import dev.limn.config.Settings;
import dev.limn.draw.ImageTensors;
import dev.limn.draw.Noise;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.model.Generator;
import dev.limn.model.dcgan.DcganConfig;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the numbers of the noise mean (Radford et al. 2016, §6): walking between two of them,
/// calculating with them, moving one alone; and whether the pictures were only memorised.
public final class LatentSpace implements Experiment {
  private static final int SIDE = 28;
  private static final int STEPS = 10;
  private static final int PATHS = 8;
  private static final int LONG_PATHS = 64;

  /// Found by the service loader.
  public LatentSpace() {}

  @Override
  public Card card() {
    return new Card(
        "latent",
        "interpolation, arithmetic and single numbers of the latent space of a DCGAN on"
            + " Fashion-MNIST, the same arithmetic in pixels, nearest training pictures",
        "walks change pictures gradually, sums of averaged latents give a thing the asked property and"
            + " look more like real pictures than sums of pixels, and drawings are no copies",
        List.of(12, 51, 52, 73),
        6,
        600,
        Optional.of(Fashion.DATA));
  }

  @Override
  public void run(Context context, Report report) {
    var config = Settings.with(DcganConfig.fashion(), DcganConfig.class, Fashion.settings(context));
    report.configuration("network", config);
    try (var data =
            PictureData.open(context.data(Fashion.DATA), SIDE)
                .requireClasses()
                .requireBatch(config.batch());
        var classifier = PictureClassifier.train(context, data, context.pick(120_000L, 600_000L))) {
      var training = new DcganTraining(context, data, classifier, context.pick(500, 5000));
      try (var trained = training.train("latent", config, context.pick(120_000L, 1_200_000L), 5)) {
        Generator generator = trained.generator();
        Png.write(context.file("drawn.png"), trained.frames().getLast());
        report.figure("drawn.png", "What the generator draws");
        walk(context, report, generator);
        new LatentArithmetic(context, report, data, generator, classifier).run();
        tweak(context, report, generator);
        memorised(context, report, data, generator, classifier);
      }
    }
  }

  static Tensor drawn(Generator generator, Tensor z) {
    return generator.draw(z, Tensors.zeros(z.size(0), 0)); // [N, 3, R, R]
  }

  private static float[] between(float[] from, float[] to, double beta, boolean spherical) {
    if (spherical) {
      return Noise.between(from, to, beta);
    }
    float[] mixed = new float[from.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (float) ((1 - beta) * from[i] + beta * to[i]);
    }
    return mixed;
  }

  /// The pictures on the way between two latents, `[STEPS, 3, R, R]`.
  private static Tensor path(Generator generator, float[] from, float[] to, boolean spherical) {
    int width = generator.noise();
    float[] rows = new float[STEPS * width];
    for (int i = 0; i < STEPS; i++) {
      float[] z = between(from, to, (double) i / (STEPS - 1), spherical);
      System.arraycopy(z, 0, rows, i * width, width);
    }
    return drawn(generator, Tensors.of(rows, STEPS, width));
  }

  private static void walk(Context context, Report report, Generator generator) {
    double[] shares = new double[LONG_PATHS];
    for (boolean spherical : new boolean[] {false, true}) {
      var strips = new ArrayList<Image>();
      try (var rng = new Rng(context.seed() + 3)) {
        for (int i = 0; i < (spherical ? LONG_PATHS : PATHS); i++) {
          try (var _ = Scope.open()) {
            float[] from = Tensors.randn(rng, 1, generator.noise()).toFloats();
            float[] to = Tensors.randn(rng, 1, generator.noise()).toFloats();
            Tensor pictures = path(generator, from, to, spherical);
            if (i < PATHS) {
              strips.addAll(ImageTensors.images(pictures));
            }
            shares[i] = largestStep(pictures);
          }
        }
      }
      Png.write(
          context.file(spherical ? "spherical.png" : "linear.png"),
          Sheet.grid(strips, STEPS, new Sheet.Style(0, 0xFFFFFF, 2)));
    }
    Arrays.sort(shares);
    double median = shares[LONG_PATHS / 2];
    report
        .heading("Walking")
        .paragraph(
            "From one noise to another in equal steps. A generator that had only stored pictures"
                + " would jump from one to the next; this one passes through pictures in between."
                + " The straight line leads through latents that are shorter than those it was"
                + " trained with; along the great circle they keep their length.")
        .figure("linear.png", "Along the straight line; a walk a row")
        .figure("spherical.png", "Along the great circle between the same ends")
        .claim(
            "Walks change pictures gradually",
            String.format(
                Locale.ROOT,
                "the largest of %d steps is less than 40 %% of all change (evenly: %.0f %%)",
                STEPS - 1,
                100.0 / (STEPS - 1)),
            String.format(Locale.ROOT, "%.0f %%, median of %d walks", 100 * median, LONG_PATHS),
            median < 0.4);
  }

  /// The largest step's share of the sum of all steps.
  private static double largestStep(Tensor pictures) {
    long count = pictures.size(0);
    float[] steps =
        pictures
            .narrow(0, 1, count - 1)
            .minus(pictures.narrow(0, 0, count - 1))
            .reshape(count - 1, -1)
            .square()
            .mean(false, 1)
            .sqrt()
            .toFloats(); // [STEPS − 1]
    double sum = 0;
    double largest = 0;
    for (float step : steps) {
      sum += step;
      largest = Math.max(largest, step);
    }
    return largest / sum;
  }

  /// Which of the numbers changes what: the three that change most, moved alone.
  private static void tweak(Context context, Report report, Generator generator) {
    int rows = 16;
    int width = generator.noise();
    var effect = new double[width];
    var strips = new ArrayList<Image>();
    try (var _ = Scope.open();
        var rng = new Rng(context.seed() + 4)) {
      float[] base = Tensors.randn(rng, rows, width).toFloats();
      for (int d = 0; d < width; d++) {
        try (var _ = Scope.open()) {
          Tensor low = drawn(generator, moved(base, rows, width, d, -2));
          Tensor high = drawn(generator, moved(base, rows, width, d, 2));
          effect[d] = high.minus(low).abs().mean().item();
        }
      }
      var order = new ArrayList<Integer>();
      for (int d = 0; d < width; d++) {
        order.add(d);
      }
      order.sort((a, b) -> Double.compare(effect[b], effect[a]));
      for (int d : order.subList(0, 3)) {
        for (int picture = 0; picture < 2; picture++) {
          float[] one = Arrays.copyOfRange(base, picture * width, (picture + 1) * width);
          for (int i = 0; i < STEPS; i++) {
            float value = -3 + 6f * i / (STEPS - 1);
            strips.addAll(ImageTensors.images(drawn(generator, moved(one, 1, width, d, value))));
          }
        }
      }
      Png.write(
          context.file("tweak.png"), Sheet.grid(strips, STEPS, new Sheet.Style(0, 0xFFFFFF, 2)));
      Arrays.sort(effect);
      report
          .heading("One number alone")
          .paragraph(
              String.format(
                  Locale.ROOT,
                  "Each of the %d numbers was set to −2 and to 2 in %d latents, and the mean change of"
                      + " a pixel measured (of 2, from black to white): %.3f for the weakest, %.3f for"
                      + " the strongest. No number stands for one thing alone; directions do, as"
                      + " the arithmetic shows.",
                  width,
                  rows,
                  effect[0],
                  effect[width - 1]))
          .figure("tweak.png", "The three strongest numbers from −3 to 3, two pictures each");
    }
  }

  private static Tensor moved(float[] base, int rows, int width, int dimension, float value) {
    float[] z = base.clone();
    for (int row = 0; row < rows; row++) {
      z[row * width + dimension] = value;
    }
    return Tensors.of(z, rows, width);
  }

  /// Nearest training pictures of drawings, and of held-back pictures for comparison.
  private static void memorised(
      Context context,
      Report report,
      PictureData data,
      Generator generator,
      PictureClassifier classifier) {
    int compared = context.pick(200, 1000);
    int[] train = PictureData.some(data.train(), context.pick(10_000, 60_000));
    try (var _ = Scope.open();
        var rng = new Rng(context.seed() + 8)) {
      Tensor table = features(data, train, classifier); // [M, F]
      Tensor pictures = drawn(generator, Tensors.randn(rng, compared, generator.noise()));
      var ours = Neighbours.of(classifier.features(pictures), table, 3);
      int[] test = PictureData.some(data.test(), compared);
      var theirs = Neighbours.of(features(data, test, classifier), table, 1);
      var images = new ArrayList<Image>();
      int shown = 10;
      images.addAll(ImageTensors.images(pictures.narrow(0, 0, shown)));
      for (int rank = 0; rank < 3; rank++) {
        for (int i = 0; i < shown; i++) {
          images.add(data.cache().picture(train[ours.indices()[i][rank]]));
        }
      }
      Png.write(
          context.file("nearest.png"), Sheet.grid(images, shown, new Sheet.Style(0, 0xFFFFFF, 2)));
      report
          .heading("No copies")
          .figure(
              "nearest.png", "Drawings in the top row, below each its nearest training pictures")
          .claim(
              "Drawings are not nearer to training pictures than new pictures are",
              "median distance to the nearest of "
                  + train.length
                  + " at least 0.5 of held-back pictures' (a copy has 0)",
              String.format(
                  Locale.ROOT,
                  "%.2f against %.2f: %.2f of it",
                  ours.median(),
                  theirs.median(),
                  ours.median() / theirs.median()),
              ours.median() >= 0.5 * theirs.median());
    }
  }

  static Tensor features(PictureData data, int[] which, PictureClassifier classifier) {
    try (var scope = Scope.open()) {
      var rows = new ArrayList<Tensor>();
      for (int start = 0; start < which.length; start += 500) {
        int[] piece = Arrays.copyOfRange(which, start, Math.min(which.length, start + 500));
        try (var inner = Scope.open()) {
          rows.add(inner.keep(classifier.features(data.pixels(piece)))); // [n, F]
        }
      }
      return scope.keep(Tensors.cat(0, rows)); // [N, F]
    }
  }
}

package dev.limn.reproduce;

import dev.limn.draw.ImageTensors;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.model.Generator;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Sums of averaged latents (Radford et al. 2016, §6.3.2 and figure 7), and the same sums of the
/// pictures' pixels beside them.
///
/// The paper's sums give a property of one kind of thing to another kind: a man with glasses − a
/// man without + a woman without = a woman with. Here the kinds are the data's classes and the
/// property is being bright: a bright bag − a dark bag + a dark shoe is to be a bright shoe; and
/// the other way round. Both can be judged by a program: the class by a classifier, brightness by
/// the mean of the thing's pixels. So every sum of two classes is made, instead of a few that came
/// out well.
final class LatentArithmetic {
  /// The paper's is 3, which its authors chose by eye.
  private static final int[] AVERAGED = {1, 3, 10, 30};

  private static final int MOST = AVERAGED[AVERAGED.length - 1];
  private static final int AROUND = 9;
  private static final double SPREAD = 0.25;
  private static final int SHOWN = 4;
  private static final int EXAMPLES = 3;

  /// The probability from which a drawing is an example of a class.
  private static final float SURE = 0.9f;

  /// Pixels that are darker are no part of the thing.
  private static final float BLACK = -0.8f;

  private final Context context;
  private final Report report;
  private final PictureData data;
  private final Generator generator;
  private final PictureClassifier classifier;

  LatentArithmetic(
      Context context,
      Report report,
      PictureData data,
      Generator generator,
      PictureClassifier classifier) {
    this.context = context;
    this.report = report;
    this.data = data;
    this.generator = generator;
    this.classifier = classifier;
  }

  /// A class's drawings.
  ///
  /// @param dark rows of the third that is darkest
  /// @param bright rows of the third that is brightest
  /// @param median brightness
  record Kind(int label, int[] dark, int[] bright, double median) {
    /// @param rows the class's
    static Kind of(int label, int[] rows, double[] brightness) {
      int[] sorted =
          Arrays.stream(rows)
              .boxed()
              .sorted(Comparator.comparingDouble(row -> brightness[row]))
              .mapToInt(Integer::intValue)
              .toArray();
      int third = sorted.length / 3;
      return new Kind(
          label,
          Arrays.copyOf(sorted, third),
          Arrays.copyOfRange(sorted, sorted.length - third, sorted.length),
          brightness[sorted[sorted.length / 2]]);
    }

    int[] side(boolean isBright) {
      return isBright ? bright : dark;
    }
  }

  /// `from` as asked − `from` as not asked + `to` as not asked.
  ///
  /// @param bright what is asked for
  private record Sum(Kind from, Kind to, boolean bright) {
    int[][] terms(int averaged) {
      return new int[][] {
        PictureData.some(from.side(bright), averaged),
        PictureData.some(from.side(!bright), averaged),
        PictureData.some(to.side(!bright), averaged)
      };
    }

    boolean answered(int named, double brightness) {
      return named == to.label && asBright(brightness);
    }

    boolean asBright(double brightness) {
      return bright ? brightness > to.median : brightness < to.median;
    }
  }

  /// How the sums came out.
  ///
  /// @param named share that shows the asked class
  /// @param asBright share that is as bright as asked
  /// @param answered share that is both
  /// @param distance median to the nearest training picture
  private record Outcome(double named, double asBright, double answered, double distance) {}

  void run() {
    try (var _ = Scope.open();
        var rng = new Rng(context.seed() + 7)) {
      Tensor z = Tensors.randn(rng, context.pick(4000, 10_000), generator.noise()); // [D, Z]
      Tensor pictures = LatentSpace.drawn(generator, z); // [D, 3, R, R]
      float[][] probabilities = classifier.probabilities(pictures);
      int[] named = PictureClassifier.likeliest(probabilities);
      double[] brightness = brightness(pictures);
      List<Kind> kinds = kinds(probabilities, brightness);
      var sums = new ArrayList<Sum>();
      for (Kind from : kinds) {
        for (Kind to : kinds) {
          if (from != to) {
            sums.add(new Sum(from, to, true));
            sums.add(new Sum(from, to, false));
          }
        }
      }
      double chance = chance(sums, named, brightness);
      int[] train = PictureData.some(data.train(), context.pick(10_000, 60_000));
      Tensor table = LatentSpace.features(data, train, classifier); // [M, F]
      var latent = new ArrayList<Outcome>();
      var pixels = new ArrayList<Outcome>();
      for (int averaged : AVERAGED) {
        context.check();
        latent.add(outcome(sums, LatentSpace.drawn(generator, summed(z, sums, averaged)), table));
        pixels.add(outcome(sums, summed(pictures, sums, averaged).clamp(-1, 1), table));
      }
      draw(z, pictures, sums, rng);
      report(sums.size(), kinds.size(), chance, latent, pixels);
    }
  }

  /// The classes with [#MOST] dark and as many bright examples that are surely of the class.
  private List<Kind> kinds(float[][] probabilities, double[] brightness) {
    var kinds = new ArrayList<Kind>();
    for (int k = 0; k < data.classes(); k++) {
      int label = k;
      int[] rows =
          IntStream.range(0, probabilities.length)
              .filter(i -> probabilities[i][label] >= SURE)
              .toArray();
      if (rows.length >= 3 * MOST) {
        kinds.add(Kind.of(label, rows, brightness));
      }
    }
    if (kinds.size() < 2) {
      throw new ReproduceException(
          String.format(
              Locale.ROOT,
              "of %d drawings only %d classes are surely named %d times; expected 2 classes to calculate with",
              probabilities.length,
              kinds.size(),
              3 * MOST));
    }
    return kinds;
  }

  /// The mean from 0 to 1 of the pixels that are not black; 0 where all are.
  static double[] brightness(Tensor pictures) {
    int count = (int) pictures.size(0);
    float[] values = pictures.mean(false, 1).reshape(count, -1).toFloats(); // [N, R·R]
    int size = values.length / count;
    var brightness = new double[count];
    for (int i = 0; i < count; i++) {
      double sum = 0;
      int inside = 0;
      for (int p = i * size; p < (i + 1) * size; p++) {
        if (values[p] > BLACK) {
          sum += (values[p] + 1) / 2;
          inside++;
        }
      }
      brightness[i] = inside == 0 ? 0 : sum / inside;
    }
    return brightness;
  }

  /// How often any drawing is the answer to a sum.
  private static double chance(List<Sum> sums, int[] named, double[] brightness) {
    long right = 0;
    for (Sum sum : sums) {
      for (int i = 0; i < named.length; i++) {
        right += sum.answered(named[i], brightness[i]) ? 1 : 0;
      }
    }
    return (double) right / ((long) sums.size() * named.length);
  }

  private static Tensor mean(Tensor rows, int[] which) {
    long[] index = Arrays.stream(which).asLongStream().toArray();
    return rows.indexSelect(0, Tensors.of(index, index.length)).mean(true, 0); // [1, …]
  }

  private static Tensor summed(Tensor rows, int[][] terms) {
    return mean(rows, terms[0]).minus(mean(rows, terms[1])).plus(mean(rows, terms[2])); // [1, …]
  }

  /// The same sums of latents `[D, Z]` or of pictures `[D, 3, R, R]`.
  private static Tensor summed(Tensor rows, List<Sum> sums, int averaged) {
    return Tensors.cat(
        0, sums.stream().map(sum -> summed(rows, sum.terms(averaged))).toList()); // [S, …]
  }

  private Outcome outcome(List<Sum> sums, Tensor answers, Tensor table) {
    int[] named = classifier.named(answers);
    double[] brightness = brightness(answers);
    double share = 1.0 / sums.size();
    double rightly = 0;
    double asBright = 0;
    double answered = 0;
    for (int i = 0; i < sums.size(); i++) {
      Sum sum = sums.get(i);
      rightly += named[i] == sum.to.label ? share : 0;
      asBright += sum.asBright(brightness[i]) ? share : 0;
      answered += sum.answered(named[i], brightness[i]) ? share : 0;
    }
    double distance = Neighbours.of(classifier.features(answers), table, 1).median();
    return new Outcome(rightly, asBright, answered, distance);
  }

  /// The paper's layout for some sums, evenly spread over all of them.
  private void draw(Tensor z, Tensor pictures, List<Sum> sums, Rng rng) {
    List<String> names = data.cache().classNames();
    var sheets = new ArrayList<List<Image>>();
    var equations = new ArrayList<String>();
    int shown = Math.min(SHOWN, sums.size());
    for (int i = 0; i < shown; i++) {
      Sum sum = sums.get(i * (sums.size() - 1) / Math.max(1, shown - 1));
      try (var _ = Scope.open()) {
        sheets.add(List.of(sheet(z, pictures, sum, rng)));
      }
      String from = names.get(sum.from.label);
      String to = names.get(sum.to.label);
      equations.add(
          String.format(
              Locale.ROOT,
              sum.bright ? "bright %s - dark %s + dark %s" : "dark %s - bright %s + bright %s",
              from,
              from,
              to));
    }
    Png.write(
        context.file("arithmetic.png"),
        Sheet.captioned(sheets, equations, new Sheet.Style(0, 0xFFFFFF, 1)));
  }

  /// Three columns of examples above the picture of their mean; beside them the nine answers, and
  /// the pixels'.
  private Image sheet(Tensor z, Tensor pictures, Sum sum, Rng rng) {
    int[][] terms = sum.terms(MOST);
    var columns = new ArrayList<List<Image>>();
    for (int[] term : terms) {
      Tensor drawn = LatentSpace.drawn(generator, mean(z, term)); // [1, 3, R, R]
      long[] index = Arrays.stream(PictureData.some(term, EXAMPLES)).asLongStream().toArray();
      Tensor own = pictures.indexSelect(0, Tensors.of(index, index.length)); // [3, 3, R, R]
      columns.add(ImageTensors.images(Tensors.cat(0, own, drawn)));
    }
    Tensor noise =
        Tensors.rand(rng, AROUND, generator.noise()).minus(0.5).times(2 * SPREAD); // [9, Z]
    noise.narrow(0, AROUND / 2, 1).zeroInPlace();
    List<Image> nine =
        ImageTensors.images(
            LatentSpace.drawn(generator, noise.plus(summed(z, terms)))); // [9, 3, R, R]
    Image pixels = ImageTensors.images(summed(pictures, terms).clamp(-1, 1)).getFirst();
    Image empty = white(pixels);
    var cells = new ArrayList<Image>();
    for (int row = 0; row <= EXAMPLES; row++) {
      for (List<Image> column : columns) {
        cells.add(column.get(row));
      }
      cells.add(empty);
      for (int column = 0; column < 3; column++) {
        cells.add(row < 3 ? nine.get(3 * row + column) : empty);
      }
      cells.add(empty);
      cells.add(row == 1 ? pixels : empty);
    }
    return Sheet.grid(cells, 9, new Sheet.Style(2, 0xFFFFFF, 2));
  }

  private static Image white(Image like) {
    var rgb = new byte[like.rgb().length];
    Arrays.fill(rgb, (byte) -1);
    return new Image(like.width(), like.height(), rgb);
  }

  private void report(
      int sums, int kinds, double chance, List<Outcome> latent, List<Outcome> pixels) {
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < AVERAGED.length; i++) {
      rows.add(
          List.of(
              Integer.toString(AVERAGED[i]),
              percent(latent.get(i).named),
              percent(latent.get(i).asBright),
              percent(latent.get(i).answered),
              percent(pixels.get(i).answered),
              String.format(Locale.ROOT, "%.2f", latent.get(i).distance),
              String.format(Locale.ROOT, "%.2f", pixels.get(i).distance)));
    }
    double answered = latent.getLast().answered;
    double near = latent.getLast().distance / pixels.getLast().distance;
    report
        .heading("Arithmetic")
        .paragraph(
            String.format(
                Locale.ROOT,
                "All %d sums that make a thing of one of %d classes (those that are drawn often and"
                    + " surely) brighter or darker by what tells"
                    + " bright things of another class from dark ones. An answer is right if the"
                    + " classifier names the class and it is brighter, or darker, than half of that"
                    + " class's drawings; of any drawings %s would be right.",
                sums,
                kinds,
                percent(chance)))
        .table(
            "By how many examples each term is the mean of",
            List.of(
                "examples",
                "the asked class",
                "as bright as asked",
                "right",
                "right: sums of pixels",
                "distance to the nearest training picture",
                "distance: sums of pixels"),
            rows)
        .paragraph(
            String.format(
                Locale.ROOT,
                "The paper's terms are means of three that its authors chose by eye. Below, three of"
                    + " each term's %d stand in a column, the picture of the mean latent below them."
                    + " The answer is in the middle of the nine, the others have a little noise on"
                    + " the latent. On the right the same sum of pixels, which lays pictures over"
                    + " each other.",
                MOST))
        .figure("arithmetic.png", "Sums of averaged latents, and of pixels on the right")
        .claim(
            "Sums of averaged latents give the asked class the asked property",
            "right in at least half of all sums, and at least five times as often as any drawing",
            String.format(
                Locale.ROOT,
                "%s of %d sums, %.0f times as often",
                percent(answered),
                sums,
                answered / chance),
            answered >= 0.5 && answered >= 5 * chance)
        .claim(
            "Sums of latents look more like real pictures than sums of pixels",
            "nearer to a training picture, on the classifier's last hidden layer (median)",
            String.format(
                Locale.ROOT,
                "%.2f against %.2f: %.2f of it",
                latent.getLast().distance,
                pixels.getLast().distance,
                near),
            near < 1);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}

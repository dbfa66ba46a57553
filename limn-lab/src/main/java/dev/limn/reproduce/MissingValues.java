package dev.limn.reproduce;

import dev.limn.data.Dataset;
import dev.limn.data.Sample;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.model.gain.Column;
import dev.limn.model.gain.Gain;
import dev.limn.model.gain.GainConfig;
import dev.limn.model.gain.GainLearner;
import dev.limn.model.gain.Table;
import dev.limn.model.gain.TableFile;
import dev.limn.model.gain.TableScale;
import dev.limn.plot.Bars;
import dev.limn.plot.Ink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Missing features of a table filled by a GAN (GAIN, Yoon et al. 2018), against the columns' means
/// and against leaving rows with holes out.
///
/// The table: Fashion-MNIST pictures, each as the mean brightness of 4×4 fields of 7×7 pixels; so
/// its 16 columns depend on each other, as neighbouring parts of a garment do. A fifth of the cells
/// is removed completely at random.
public final class MissingValues implements Experiment {
  private static final String DATA =
      "Fashion-MNIST or other classes of pictures, such as a folder with its four IDX files";
  private static final int SIDE = 4;
  private static final double SHARE = 0.2;
  private static final int SHOWN = 10;
  private static final int HOLE = 0xD55E00;

  /// Found by the service loader.
  public MissingValues() {}

  @Override
  public Card card() {
    return new Card(
        "missing-values",
        "fill the holes of a table with GAIN, with column means, or drop the rows that have any",
        "GAIN's error on the missing cells is below that of the means for every seed, and a"
            + " classifier trained on its table beats one trained on the rows without holes",
        List.of(79),
        3,
        15,
        Optional.of(DATA));
  }

  private record Rows(Table table, int[] classes) {}

  @Override
  public void run(Context context, Report report) {
    Dataset dataset = Dataset.open(context.data(DATA));
    if (dataset.classNames().size() < 2) {
      throw new ReproduceException(
          dataset.root() + ": has no classes; expected at least two, for the classifier");
    }
    int count = context.pick(3000, 10_000);
    int seeds = context.pick(5, 10);
    var config = GainConfig.released().withSteps(context.pick(5000, 10_000));
    var order = order(dataset.size(), context.seed());
    Rows train = rows(dataset, order, 0, count);
    Rows test = rows(dataset, order, count, 2000);
    var settings = new LinkedHashMap<String, Object>();
    settings.put("rows", train.table().rows());
    settings.put("test-rows", test.table().rows());
    settings.put("missing", SHARE);
    settings.put("seeds", seeds);
    report.configuration("table", settings).configuration("gain", config);
    report
        .heading("The table")
        .paragraph(
            String.format(
                Locale.ROOT,
                "%d pictures of %s, each as %d numbers: the mean brightness of its %d×%d fields. %.0f %% of"
                    + " the cells are removed completely at random, anew for every seed. Errors are"
                    + " root mean squares over the removed cells, in units of a column's range.",
                train.table().rows(),
                dataset.root().getFileName(),
                SIDE * SIDE,
                SIDE,
                SIDE,
                100 * SHARE));
    var results = new ArrayList<Result>();
    for (int i = 0; i < seeds; i++) {
      results.add(run(context, config, train, test, context.seed() + i, i == 0, report));
    }
    write(context, report, train, test, results);
  }

  private static int[] order(int size, long seed) {
    int[] order = IntStream.range(0, size).toArray();
    var random = new SplittableRandom(seed);
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  private static Rows rows(Dataset dataset, int[] order, int from, int most) {
    int to = Math.min(order.length, from + most);
    if (to - from < 200) {
      throw new ReproduceException(
          dataset.root() + ": " + order.length + " pictures; expected at least " + (from + 200));
    }
    var values = new double[to - from][];
    var classes = new int[to - from];
    for (int i = from; i < to; i++) {
      Sample sample = dataset.samples().get(order[i]);
      if (sample.label() < 0) {
        throw new ReproduceException(
            dataset.root()
                + ": "
                + sample.name()
                + " has no class; expected one for every picture");
      }
      classes[i - from] = sample.label();
      try {
        values[i - from] = brightness(sample.images().getFirst());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    var columns =
        IntStream.range(0, SIDE * SIDE)
            .mapToObj(i -> Column.decimal("row" + (i / SIDE + 1) + "col" + (i % SIDE + 1)))
            .toList();
    return new Rows(new Table(columns, values), classes);
  }

  /// Mean brightness of each field, 0 to 1.
  private static double[] brightness(Image image) {
    var sums = new double[SIDE * SIDE];
    var counts = new int[SIDE * SIDE];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int field = y * SIDE / image.height() * SIDE + x * SIDE / image.width();
        int at = 3 * (y * image.width() + x);
        for (int channel = 0; channel < 3; channel++) {
          sums[field] += (image.rgb()[at + channel] & 255) / 765.0;
        }
        counts[field]++;
      }
    }
    return IntStream.range(0, sums.length).mapToDouble(i -> sums[i] / counts[i]).toArray();
  }

  /// One seed: errors, and the classifier's accuracy after training on each table.
  private record Result(
      double meanError,
      double gainError,
      int whole,
      double truth,
      double gain,
      double mean,
      Optional<Double> dropped) {}

  private static Result run(
      Context context,
      GainConfig config,
      Rows train,
      Rows test,
      long seed,
      boolean show,
      Report report) {
    Table hidden = Gain.hide(train.table(), SHARE, seed);
    Table means = hidden.filledWithMeans();
    Table filled = fill(context, config, hidden, seed);
    int[] whole = hidden.complete();
    if (show) {
      TableFile.write(hidden, context.file("table-with-holes.csv"));
      TableFile.write(filled, context.file("table-filled.csv"));
      Png.write(context.file("fields.png"), pictures(train.table(), hidden, means, filled));
      report
          .figure(
              "fields.png",
              "Ten rows of the table as pictures. From above: the truth; what is left (orange is"
                  + " missing); filled with means; filled by GAIN.")
          .attachment("table-with-holes.csv", "the table with its holes")
          .attachment("table-filled.csv", "the same, filled by GAIN");
    }
    return new Result(
        Gain.error(train.table(), hidden, means).orElseThrow(),
        Gain.error(train.table(), hidden, filled).orElseThrow(),
        whole.length,
        accuracy(train.table().values(), train.classes(), test, seed),
        accuracy(filled.values(), train.classes(), test, seed),
        accuracy(means.values(), train.classes(), test, seed),
        whole.length == 0
            ? Optional.empty()
            : Optional.of(
                accuracy(
                    Arrays.stream(whole)
                        .mapToObj(row -> hidden.values()[row])
                        .toArray(double[][]::new),
                    Arrays.stream(whole).map(row -> train.classes()[row]).toArray(),
                    test,
                    seed)));
  }

  private static Table fill(Context context, GainConfig config, Table hidden, long seed) {
    var scale = new TableScale(hidden);
    float[] values = scale.values(hidden);
    float[] mask = scale.mask(hidden);
    try (var learner =
        new GainLearner(config, values, mask, scale.width(), seed, context.device())) {
      long total = (long) config.steps() * config.batch();
      context.train("seed-" + seed, learner, total, total / 50);
      return scale.filled(hidden, learner.propose(values, mask));
    }
  }

  private static double accuracy(double[][] rows, int[] classes, Rows test, long seed) {
    return RowClassifier.accuracy(rows, classes, test.table().values(), test.classes(), seed);
  }

  private static Image pictures(Table... tables) {
    var images = new ArrayList<Image>();
    for (Table table : tables) {
      for (int row = 0; row < SHOWN; row++) {
        images.add(picture(table.values()[row]));
      }
    }
    return Sheet.grid(images, SHOWN, new Sheet.Style(4, 0xFFFFFF, 14));
  }

  private static Image picture(double[] row) {
    var rgb = new byte[3 * row.length];
    for (int i = 0; i < row.length; i++) {
      int grey = Math.clamp(Math.round(row[i] * 255), 0, 255);
      int colour = Double.isNaN(row[i]) ? HOLE : grey << 16 | grey << 8 | grey;
      rgb[3 * i] = (byte) (colour >> 16);
      rgb[3 * i + 1] = (byte) (colour >> 8);
      rgb[3 * i + 2] = (byte) colour;
    }
    return new Image(SIDE, SIDE, rgb);
  }

  private static void write(
      Context context, Report report, Rows train, Rows test, List<Result> results) {
    var names = IntStream.range(0, results.size()).mapToObj(i -> "seed " + i).toList();
    new Bars("Error on the missing cells", "table", "RMSE (share of a column's range)")
        .series("means", Ink.ORANGE, names, results.stream().map(Result::meanError).toList())
        .series("GAIN", Ink.BLUE, names, results.stream().map(Result::gainError).toList())
        .write(context.file("error.png"));
    report
        .heading("How far off")
        .figure("error.png", "The error on the missing cells, for every seed")
        .table(
            "RMSE on the missing cells",
            List.of("filled with", "mean over seeds", "least", "largest"),
            List.of(
                row("means", results.stream().mapToDouble(Result::meanError).toArray(), "%.4f"),
                row("GAIN", results.stream().mapToDouble(Result::gainError).toArray(), "%.4f")));
    double[] dropped =
        results.stream().flatMap(r -> r.dropped().stream()).mapToDouble(v -> v).toArray();
    double[] gain = results.stream().mapToDouble(Result::gain).toArray();
    report
        .heading("What the table is for")
        .paragraph(
            String.format(
                Locale.ROOT,
                "A small classifier learns the class of a picture from its row, and is tested on %d other rows without holes. Leaving out every row with a hole leaves %s of %d rows.",
                test.table().rows(),
                mean(results.stream().mapToDouble(Result::whole).toArray(), "%.0f"),
                train.table().rows()))
        .table(
            "Share of test rows that are named rightly",
            List.of("trained on", "mean over seeds", "least", "largest"),
            List.of(
                row("the truth", results.stream().mapToDouble(Result::truth).toArray(), "%.3f"),
                row("filled by GAIN", gain, "%.3f"),
                row(
                    "filled with means",
                    results.stream().mapToDouble(Result::mean).toArray(),
                    "%.3f"),
                row("only rows without holes", dropped, "%.3f")));
    long won = results.stream().filter(r -> r.gainError() < r.meanError()).count();
    report.claim(
        "GAIN's error on the missing cells is below that of the columns' means",
        results.size() + " of " + results.size() + " seeds",
        String.format(
            Locale.ROOT,
            "%d of %d seeds; on average %s against %s",
            won,
            results.size(),
            mean(results.stream().mapToDouble(Result::gainError).toArray(), "%.4f"),
            mean(results.stream().mapToDouble(Result::meanError).toArray(), "%.4f")),
        won == results.size());
    double withGain = Arrays.stream(gain).average().orElseThrow();
    double without = Arrays.stream(dropped).average().orElse(0);
    report.claim(
        "A classifier trained on the filled table beats one trained on the rows without holes",
        "a larger share named rightly",
        String.format(Locale.ROOT, "%.3f against %.3f", withGain, without),
        withGain > without);
  }

  private static List<String> row(String name, double[] values, String format) {
    if (values.length == 0) {
      return List.of(name, "no rows", "", "");
    }
    return List.of(
        name,
        mean(values, format),
        String.format(Locale.ROOT, format, Arrays.stream(values).min().orElseThrow()),
        String.format(Locale.ROOT, format, Arrays.stream(values).max().orElseThrow()));
  }

  private static String mean(double[] values, String format) {
    return String.format(Locale.ROOT, format, Arrays.stream(values).average().orElseThrow());
  }
}

package dev.limn.run;

import dev.limn.data.VectorFile;
import dev.limn.image.Image;
import dev.limn.image.RowPlot;
import dev.limn.model.VectorScale;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// The rows of a table that a run learns from, and those that it holds back.
///
/// @param id of the table's content
/// @param columns their names
/// @param learned rows to learn from
/// @param held rows to measure with
/// @param scale of the columns, by the rows to learn from
record TableRows(
    String id, List<String> columns, double[][] learned, double[][] held, VectorScale scale) {
  private static final int SHOWN = 1000;
  private static final double MARGIN = 0.1;
  private static final int BINS = 50;

  // Colours that also people who are colour-blind can tell apart (Okabe and Ito 2008).
  private static final int ORANGE = 0xE69F00;
  private static final int BLUE = 0x0072B2;
  private static final int GREEN = 0x009E73;
  private static final int BLACK = 0x202020;

  /// Draws rows: `[count, columns]` in the open scope.
  interface Drawing {
    Tensor of(int count, long seed);
  }

  /// @throws dev.limn.data.DataException naming the file and what is wrong
  static TableRows read(RunConfig config) {
    VectorFile file = VectorFile.read(Path.of(config.data()));
    double[][] learned = part(config.holdBack(), file, false);
    return new TableRows(
        file.id(),
        file.columns(),
        learned,
        part(config.holdBack(), file, true),
        VectorScale.of(file.columns(), learned));
  }

  private static double[][] part(int every, VectorFile file, boolean heldBack) {
    return IntStream.range(0, file.rows().length)
        .filter(i -> (every > 0 && i % every == every - 1) == heldBack)
        .mapToObj(i -> file.rows()[i])
        .toArray(double[][]::new);
  }

  /// Real and drawn rows in one picture, in the table's units.
  ///
  /// @param drawing makes rows of a count and a seed
  Image plot(Drawing drawing, long seed) {
    double[][] drawn;
    try (var _ = Scope.open()) {
      drawn = scale.out(drawing.of(SHOWN, seed).toFloats());
    }
    RowPlot.Axis across = axis(0);
    if (columns.size() == 1) {
      return RowPlot.of("Distribution of " + across.name(), across)
          .histogram("real", ORANGE, column(learned, 0), BINS)
          .histogram("drawn", BLUE, column(drawn, 0), BINS)
          .image();
    }
    double[][] some =
        IntStream.range(0, Math.min(SHOWN, learned.length))
            .mapToObj(
                i -> learned[(int) ((long) i * learned.length / Math.min(SHOWN, learned.length))])
            .toArray(double[][]::new);
    return RowPlot.of("Real rows and drawn ones", across, axis(1))
        .points("real", BLACK, 0.3, column(some, 0), column(some, 1))
        .points("drawn", GREEN, 0.5, column(drawn, 0), column(drawn, 1))
        .image();
  }

  /// The least and the largest of a column, and a margin.
  private RowPlot.Axis axis(int column) {
    var facts = IntStream.range(0, learned.length).mapToDouble(i -> learned[i][column]);
    var range = facts.summaryStatistics();
    double least = 1e-6 * Math.max(1, Math.abs(range.getMax())); // of a column that is constant
    double margin = Math.max(MARGIN * (range.getMax() - range.getMin()), least);
    return new RowPlot.Axis(columns.get(column), range.getMin() - margin, range.getMax() + margin);
  }

  private static double[] column(double[][] rows, int column) {
    var values = new double[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i][column];
    }
    return values;
  }
}

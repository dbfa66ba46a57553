package dev.limn.model.gain;

import dev.limn.data.DataException;
import dev.limn.data.Progress;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/// Fills the missing cells of a table.
///
/// ```java
/// TableFile file = TableFile.read(Path.of("table.csv"), TableFile.Options.DEFAULT);
/// Table filled = Gain.fill(file.table(), GainConfig.released(), 0, Device.CPU, Progress.SILENT);
/// file.write(Path.of("filled.csv"), filled);
/// ```
public final class Gain {
  private Gain() {}

  /// Learns from the table's known cells what the missing ones could be, and fills them in; known
  /// cells are untouched.
  ///
  /// @param progress hears of steps
  /// @throws DataException when a column has no value at all
  /// @throws ModelException when the batch is larger than the table, or training diverges
  public static Table fill(
      Table table, GainConfig config, long seed, Device device, Progress progress) {
    var scale = new TableScale(table);
    float[] values = scale.values(table);
    float[] mask = scale.mask(table);
    try (var learner = new GainLearner(config, values, mask, scale.width(), seed, device)) {
      for (int step = 0; step < config.steps(); step++) {
        var report = learner.step();
        if (!report.applied()) {
          throw new ModelException(
              String.format(
                  Locale.ROOT,
                  "step %d of GAIN has losses that are not finite (%s); lower the learning rate",
                  step + 1,
                  report.figures()));
        }
        progress.advanced(step + 1, config.steps());
      }
      return scale.filled(table, learner.propose(values, mask));
    }
  }

  /// A copy of the table in which known cells were hidden at random, each with this probability,
  /// and never all of a column.
  ///
  /// @param share between 0 and 1
  public static Table hide(Table table, double share, long seed) {
    if (!(share > 0 && share < 1)) {
      throw new DataException("share of cells to hide: " + share + "; expected between 0 and 1");
    }
    var random = new SplittableRandom(seed);
    double[][] cells = table.copy();
    for (double[] row : cells) {
      for (int column = 0; column < row.length; column++) {
        if (random.nextDouble() < share) {
          row[column] = Double.NaN;
        }
      }
    }
    for (int column = 0; column < table.columns().size(); column++) {
      boolean any = false;
      for (int row = 0; row < cells.length && !any; row++) {
        any = !Double.isNaN(cells[row][column]);
      }
      for (int row = 0; row < cells.length && !any; row++) {
        if (!table.missing(row, column)) {
          cells[row][column] = table.values()[row][column];
          any = true;
        }
      }
    }
    return table.with(cells);
  }

  /// How far filled numbers are from the truth: the root of the mean squared error over the cells
  /// that `hidden` lacks and `truth` knows, each in units of its column's range. Categories do not
  /// count. Empty when there is no such cell.
  public static Optional<Double> error(Table truth, Table hidden, Table filled) {
    var scale = new TableScale(truth);
    double sum = 0;
    long count = 0;
    for (int row = 0; row < truth.rows(); row++) {
      for (int column = 0; column < truth.columns().size(); column++) {
        if (truth.columns().get(column).kind() != Column.Kind.CATEGORY
            && hidden.missing(row, column)
            && !truth.missing(row, column)) {
          double is = scale.scaled(column, filled.values()[row][column]);
          double was = scale.scaled(column, truth.values()[row][column]);
          sum += (is - was) * (is - was);
          count++;
        }
      }
    }
    return count == 0 ? Optional.empty() : Optional.of(Math.sqrt(sum / count));
  }
}

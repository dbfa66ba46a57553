package dev.limn.model.gain;

import dev.limn.data.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Turns a table into numbers of 0 to 1, and numbers back into cells.
///
/// A number is scaled between the least and the largest of its column; a category becomes one
/// number a possible value, 1 for the one that it is.
public final class TableScale {
  /// As in the released code, so that a column of one value only does not divide by 0.
  private static final double EPS = 1e-6;

  /// What an array holds.
  private static final int MOST = Integer.MAX_VALUE - 16;

  private final List<Column> columns;
  private final double[] least;
  private final double[] range;
  private final int width;

  /// Measures a table.
  ///
  /// @throws DataException when a column has no value at all, or the rows become too many numbers
  public TableScale(Table table) {
    columns = table.columns();
    least = new double[columns.size()];
    range = new double[columns.size()];
    int wide = 0;
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      table.requireValues(column);
      var summary =
          Arrays.stream(table.values())
              .mapToDouble(row -> row[column])
              .filter(v -> !Double.isNaN(v))
              .summaryStatistics();
      least[i] = summary.getMin();
      range[i] = summary.getMax() - summary.getMin() + EPS;
      wide += features(columns.get(i));
    }
    width = wide;
    if ((long) table.rows() * width > MOST) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%,d rows of %,d numbers each, one for every category; expected at most %,d in all",
              table.rows(),
              width,
              MOST));
    }
  }

  private static int features(Column column) {
    return column.kind() == Column.Kind.CATEGORY ? column.categories().size() : 1;
  }

  /// Numbers a row becomes.
  public int width() {
    return width;
  }

  /// A number's distance from the least of its column, in units of the column's range.
  public double scaled(int column, double value) {
    return (value - least[column]) / range[column];
  }

  /// `[rows · width]`, row by row; 0 where a cell is missing.
  public float[] values(Table table) {
    var scaled = new float[table.rows() * width];
    fill(
        table,
        (at, column, feature, value) ->
            scaled[at] =
                columns.get(column).kind() == Column.Kind.CATEGORY
                    ? (value == feature ? 1 : 0)
                    : (float) scaled(column, value));
    return scaled;
  }

  /// `[rows · width]`, 1 where a cell has a value, 0 where it is missing.
  public float[] mask(Table table) {
    var mask = new float[table.rows() * width];
    fill(table, (at, _, _, _) -> mask[at] = 1);
    return mask;
  }

  private interface Cell {
    void put(int at, int column, int feature, double value);
  }

  private void fill(Table table, Cell cell) {
    int at = 0;
    for (double[] row : table.values()) {
      for (int column = 0; column < columns.size(); column++) {
        int count = features(columns.get(column));
        for (int feature = 0; feature < count; feature++) {
          if (!Double.isNaN(row[column])) {
            cell.put(at, column, feature, row[column]);
          }
          at++;
        }
      }
    }
  }

  /// The table with its missing cells from `proposed`; the others are untouched.
  ///
  /// @param proposed `[rows · width]`, each 0 to 1
  public Table filled(Table table, float[] proposed) {
    double[][] cells = table.copy();
    int at = 0;
    for (double[] row : cells) {
      for (int column = 0; column < columns.size(); column++) {
        int count = features(columns.get(column));
        if (Double.isNaN(row[column])) {
          row[column] = cell(column, proposed, at, count);
        }
        at += count;
      }
    }
    return table.with(cells);
  }

  private double cell(int column, float[] proposed, int at, int count) {
    double value = proposed[at] * range[column] + least[column];
    return switch (columns.get(column).kind()) {
      case DECIMAL -> value;
      case WHOLE -> Math.rint(value);
      case CATEGORY -> {
        int best = 0;
        for (int i = 1; i < count; i++) {
          best = proposed[at + i] > proposed[at + best] ? i : best;
        }
        yield best;
      }
    };
  }
}

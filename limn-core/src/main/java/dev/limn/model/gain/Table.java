package dev.limn.model.gain;

import dev.limn.data.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Rows of typed cells, some of them missing.
///
/// @param columns from left to right, with different names
/// @param values rows of one number a column: the number itself, or a category's place in
///   [Column#categories]; NaN is a missing cell. Not copied.
public record Table(List<Column> columns, double[][] values) {
  public Table {
    columns = List.copyOf(columns);
    if (columns.isEmpty() || values.length == 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "a table of %d columns and %d rows; expected at least one of each",
              columns.size(),
              values.length));
    }
    for (int row = 0; row < values.length; row++) {
      if (values[row].length != columns.size()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "row %d of the table has %d cells; expected %d",
                row + 1,
                values[row].length,
                columns.size()));
      }
      for (int column = 0; column < values[row].length; column++) {
        check(columns.get(column), values[row][column], row);
      }
    }
  }

  private static void check(Column column, double value, int row) {
    if (Double.isInfinite(value)) {
      throw new DataException(
          String.format(
              Locale.ROOT, "row %d, column '%s': an infinite number", row + 1, column.name()));
    }
    int categories = column.categories().size();
    if (column.kind() == Column.Kind.CATEGORY
        && !Double.isNaN(value)
        && !(value >= 0 && value < categories && value == Math.rint(value))) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "row %d, column '%s': category number %s; expected a whole number of 0 to %d",
              row + 1,
              column.name(),
              value,
              categories - 1));
    }
  }

  public int rows() {
    return values.length;
  }

  /// Whether a cell has no value.
  public boolean missing(int row, int column) {
    return Double.isNaN(values[row][column]);
  }

  /// How many cells have no value.
  public long missing() {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).filter(Double::isNaN).count();
  }

  /// How many cells of a column have no value.
  public long missing(int column) {
    return Arrays.stream(values).filter(row -> Double.isNaN(row[column])).count();
  }

  /// The rows in which nothing is missing, by number.
  public int[] complete() {
    return IntStream.range(0, rows())
        .filter(row -> Arrays.stream(values[row]).noneMatch(Double::isNaN))
        .toArray();
  }

  /// The same with other cells.
  public Table with(double[][] cells) {
    return new Table(columns, cells);
  }

  /// A copy of the cells.
  public double[][] copy() {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /// The baseline: numbers become their column's mean, categories its most frequent one.
  public Table filledWithMeans() {
    double[][] filled = copy();
    for (int column = 0; column < columns.size(); column++) {
      double middle = middle(column);
      for (double[] row : filled) {
        if (Double.isNaN(row[column])) {
          row[column] = middle;
        }
      }
    }
    return with(filled);
  }

  private double middle(int column) {
    requireValues(column);
    Column what = columns.get(column);
    var seen = Arrays.stream(values).mapToDouble(row -> row[column]).filter(v -> !Double.isNaN(v));
    return switch (what.kind()) {
      case DECIMAL -> seen.average().orElseThrow();
      case WHOLE -> Math.rint(seen.average().orElseThrow());
      case CATEGORY -> {
        var counts = new int[what.categories().size()];
        seen.forEach(v -> counts[(int) v]++);
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
          most = counts[i] > counts[most] ? i : most;
        }
        yield most;
      }
    };
  }

  /// @throws DataException when the column has no value at all
  void requireValues(int column) {
    if (missing(column) == rows()) {
      throw new DataException(
          "column '"
              + columns.get(column).name()
              + "' is empty: every cell of it is missing, so there is nothing to learn it from");
    }
  }
}

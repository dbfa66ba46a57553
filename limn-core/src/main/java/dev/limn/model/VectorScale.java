package dev.limn.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How the columns of a table become numbers of mean 0 and deviation 1, which networks learn best,
/// and back.
///
/// @param columns from left to right
public record VectorScale(List<Column> columns) {
  /// One column.
  ///
  /// @param name as in the table
  /// @param mean of its numbers
  /// @param deviation of its numbers, 0 where all are the same
  public record Column(String name, double mean, double deviation) {
    public Column {
      if (name == null || !Double.isFinite(mean) || !(deviation >= 0)) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "column '%s' with mean %s and deviation %s; expected numbers, deviation 0 or more",
                name,
                mean,
                deviation));
      }
    }
  }

  public VectorScale {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new ModelException("a table without columns; expected at least one");
    }
  }

  /// That of a table.
  ///
  /// @param names of its columns
  /// @param rows at least one
  public static VectorScale of(List<String> names, double[][] rows) {
    var columns = new ArrayList<Column>();
    for (int i = 0; i < names.size(); i++) {
      double sum = 0;
      for (double[] row : rows) {
        sum += row[i] / rows.length;
      }
      double squares = 0;
      for (double[] row : rows) {
        squares += (row[i] - sum) * (row[i] - sum) / rows.length;
      }
      columns.add(new Column(names.get(i), sum, Math.sqrt(squares)));
    }
    return new VectorScale(columns);
  }

  /// The columns' names.
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /// As networks see it, row by row.
  public float[] in(double[][] rows) {
    int width = columns.size();
    var values = new float[rows.length * width];
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i % width);
      double off = rows[i / width][i % width] - column.mean();
      values[i] = (float) (column.deviation() == 0 ? 0 : off / column.deviation());
    }
    return values;
  }

  /// As the table has it.
  public double[][] out(float[] values) {
    int width = columns.size();
    var rows = new double[values.length / width][width];
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i % width);
      rows[i / width][i % width] = column.mean() + column.deviation() * values[i];
    }
    return rows;
  }
}

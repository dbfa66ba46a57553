package dev.limn.reproduce.toy;

import dev.limn.metric.ModeCoverage;
import dev.limn.model.VectorData;
import dev.limn.model.mlp.Mixture;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Points as plain numbers, column by column, as plots take them.
///
/// @param columns `[W][N]`
record Cloud(double[][] columns) {
  /// From rows: `[N, W]`.
  static Cloud of(Tensor rows) {
    float[] values = rows.toFloats();
    int width = (int) rows.size(1);
    var columns = new double[width][values.length / width];
    for (int i = 0; i < values.length; i++) {
      columns[i % width][i / width] = values[i];
    }
    return new Cloud(columns);
  }

  /// From rows as plain numbers: `[N][W]`.
  static Cloud of(double[][] rows) {
    var columns = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return new Cloud(columns);
  }

  /// What the generator draws for fixed noise.
  static Cloud drawn(MlpLearner learner, int count, long seed) {
    try (var _ = Scope.open()) {
      return of(learner.sample(count, seed));
    }
  }

  /// Real points.
  static Cloud real(VectorData data, int count, long seed) {
    try (var _ = Scope.open();
        var rng = new Rng(seed)) {
      return of(data.draw(rng, count));
    }
  }

  double[] x() {
    return columns[0];
  }

  double[] y() {
    return columns[1];
  }

  /// Row by row: `[N][W]`.
  double[][] rows() {
    var rows = new double[columns[0].length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        rows[i][j] = columns[j][i];
      }
    }
    return rows;
  }

  /// As a tensor `[N, W]` in the open scope.
  Tensor tensor() {
    double[][] rows = rows();
    var values = new float[rows.length * columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / columns.length][i % columns.length];
    }
    return Tensors.of(values, rows.length, columns.length);
  }

  ModeCoverage coverage(Mixture mixture) {
    return ModeCoverage.of(
        rows(),
        mixture.points(),
        mixture.sigmas().stream().mapToDouble(Double::doubleValue).toArray());
  }

  double mean() {
    double sum = 0;
    for (double value : columns[0]) {
      sum += value;
    }
    return sum / columns[0].length;
  }

  double deviation() {
    double mean = mean();
    double sum = 0;
    for (double value : columns[0]) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / columns[0].length);
  }
}

package dev.limn.reproduce;

import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Arrays;

/// The nearest rows of a table to each of some rows.
///
/// @param indices of the nearest, nearest first
/// @param distances Euclidean, as `indices`
record Neighbours(int[][] indices, double[][] distances) {
  private static final int PIECE = 100;

  /// @param rows `[N, F]`
  /// @param table `[M, F]`
  /// @param most how many to find for each
  static Neighbours of(Tensor rows, Tensor table, int most) {
    int count = (int) rows.size(0);
    var indices = new int[count][most];
    var distances = new double[count][most];
    for (int start = 0; start < count; start += PIECE) {
      try (var _ = Scope.open()) {
        Tensor own = rows.narrow(0, start, Math.min(PIECE, count - start)); // [n, F]
        Tensor squares =
            own.square()
                .sum(true, 1)
                .plus(table.square().sum(false, 1).unsqueeze(0))
                .minus(own.matmul(table.t()).times(2)); // [n, M]
        var nearest = Tensors.topk(squares.neg(), most, 1);
        float[] values = nearest.values().toFloats();
        long[] places = nearest.indices().toLongs();
        for (int i = 0; i < values.length; i++) {
          indices[start + i / most][i % most] = (int) places[i];
          distances[start + i / most][i % most] = Math.sqrt(Math.max(0, -values[i]));
        }
      }
    }
    return new Neighbours(indices, distances);
  }

  /// Half of the rows have a nearest neighbour that is nearer.
  double median() {
    double[] nearest = Arrays.stream(distances).mapToDouble(row -> row[0]).sorted().toArray();
    return nearest[nearest.length / 2];
  }
}

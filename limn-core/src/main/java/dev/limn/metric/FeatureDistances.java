package dev.limn.metric;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.List;

/// Distances between single pictures in feature space: how varied a set is, and which pictures of
/// another set are nearest to one.
public final class FeatureDistances {
  private static final int PIECE = 250;

  private FeatureDistances() {}

  /// A picture of another set.
  ///
  /// @param number its row
  /// @param distance Euclidean, in feature space
  public record Neighbour(int number, double distance) {}

  /// The mean distance of all pairs of different pictures; 0 when all are the same.
  ///
  /// @throws MetricException with fewer than two pictures
  public static double within(FeatureSet set) {
    if (set.count() < 2) {
      throw new MetricException("one picture has no spread; expected at least 2");
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      double sum = squares(set, set).sqrt().sum().item();
      return sum / ((double) set.count() * (set.count() - 1));
    }
  }

  /// For each picture its nearest of another set, nearest first.
  ///
  /// @param most how many of each; fewer when the set has fewer
  public static List<List<Neighbour>> nearest(FeatureSet pictures, FeatureSet among, int most) {
    int k = Math.min(most, among.count());
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      var ranked = Tensors.topk(squares(pictures, among).neg(), k, 1); // [N, k]
      double[] distances = ranked.values().neg().sqrt().toDoubles();
      long[] numbers = ranked.indices().toLongs();
      var all = new ArrayList<List<Neighbour>>();
      for (int row = 0; row < pictures.count(); row++) {
        var neighbours = new ArrayList<Neighbour>();
        for (int i = row * k; i < (row + 1) * k; i++) {
          neighbours.add(new Neighbour((int) numbers[i], distances[i]));
        }
        all.add(List.copyOf(neighbours));
      }
      return List.copyOf(all);
    }
  }

  /// The mean distance of pictures to the nearest one of another set.
  public static double toNearest(FeatureSet pictures, FeatureSet among) {
    double sum = 0;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor others = among.tensor(); // [M, D]
      for (int from = 0; from < pictures.count(); from += PIECE) {
        try (var _ = Scope.open()) {
          var piece = pictures.part(from, Math.min(PIECE, pictures.count() - from));
          piece.requireWidthOf(among);
          Tensor squares = squares(piece.tensor(), others); // [n, M]
          sum += squares.neg().max(1, false).neg().clampMin(0).sqrt().sum().item();
        }
      }
    }
    return sum / pictures.count();
  }

  private static Tensor squares(FeatureSet first, FeatureSet second) {
    first.requireWidthOf(second);
    return squares(first.tensor(), second.tensor()); // [N, M]
  }

  /// Squared distances `[N, M]` of rows; those of a row to itself are 0 up to rounding.
  ///
  /// @param x FLOAT64 `[N, D]`
  /// @param y FLOAT64 `[M, D]`
  static Tensor squares(Tensor x, Tensor y) {
    Tensor norms = x.square().sum(true, 1).plus(y.square().sum(true, 1).t()); // [N, M]
    Tensor squares = norms.minus(x.matmul(y.t()).times(2)); // [N, M]
    // what is left of a difference of equals is rounding, not distance
    return Tensors.where(squares.lt(norms.times(1e-12)), squares.times(0), squares);
  }
}

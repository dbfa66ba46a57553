package dev.limn.metric;

import dev.limn.torch.DType;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Locale;

/// Improved precision and recall (Kynkäänniemi et al. 2019, §2): which drawings lie among the real
/// pictures, and which real pictures lie among the drawings.
///
/// Around each picture of a set is a ball that reaches to its third nearest neighbour of the same
/// set; what lies in any of the balls is among them. The paper's features are VGG-16's; figures on
/// others can only be compared with each other, and only at the same number of pictures.
///
/// @param precision share of the drawings that lie among the real pictures: how good they are
/// @param recall share of the real pictures that lie among the drawings: how much is covered
/// @param neighbour whose distance is the ball's radius
public record PrecisionRecall(double precision, double recall, int neighbour) {
  /// The paper's neighbour.
  public static final int NEIGHBOUR = 3;

  private static final int ROWS = 1000;

  /// With the paper's third neighbour.
  ///
  /// @throws MetricException when a set has too few pictures or the features differ in width
  public static PrecisionRecall of(FeatureSet real, FeatureSet fake) {
    return of(real, fake, NEIGHBOUR);
  }

  /// With another neighbour.
  ///
  /// @param neighbour 1 is the nearest other picture
  /// @throws MetricException when a set has no such neighbour or the features differ in width
  public static PrecisionRecall of(FeatureSet real, FeatureSet fake, int neighbour) {
    real.requireWidthOf(fake);
    if (neighbour < 1 || Math.min(real.count(), fake.count()) <= neighbour) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d real and %d drawn pictures; expected more than %d of either, whose neighbour %d is asked for",
              real.count(),
              fake.count(),
              neighbour,
              neighbour));
    }
    return new PrecisionRecall(
        share(real, radii(real, neighbour), fake),
        share(fake, radii(fake, neighbour), real),
        neighbour);
  }

  /// The squared distance of each picture to its k-th nearest other one.
  private static double[] radii(FeatureSet set, int k) {
    var radii = new double[set.count()];
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor all = set.tensor(); // [N, D]
      for (int from = 0; from < set.count(); from += ROWS) {
        int rows = Math.min(ROWS, set.count() - from);
        try (var _ = Scope.open()) {
          Tensor squares = FeatureDistances.squares(all.narrow(0, from, rows), all); // [rows, N]
          // the nearest of all is the picture itself
          double[] nearest = Tensors.topk(squares.neg(), k + 1, 1).values().neg().toDoubles();
          for (int i = 0; i < rows; i++) {
            radii[from + i] = nearest[i * (k + 1) + k];
          }
        }
      }
    }
    return radii;
  }

  /// The share of pictures that lie in a ball of the set.
  private static double share(FeatureSet set, double[] radii, FeatureSet pictures) {
    double inside = 0;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor centres = set.tensor(); // [N, D]
      Tensor reach = Tensors.of(radii, 1, radii.length); // [1, N]
      Tensor all = pictures.tensor(); // [M, D]
      for (int from = 0; from < pictures.count(); from += ROWS) {
        int rows = Math.min(ROWS, pictures.count() - from);
        try (var _ = Scope.open()) {
          Tensor slack =
              reach.minus(FeatureDistances.squares(all.narrow(0, from, rows), centres)); // [r, N]
          inside += slack.max(1, false).ge(0).to(DType.FLOAT64).sum().item();
        }
      }
    }
    return inside / pictures.count();
  }
}

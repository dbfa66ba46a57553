package dev.limn.metric;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Linalg;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Locale;

/// The Fréchet distance of two sets of pictures (Heusel et al. 2017, "FID" when the features are
/// Inception's): that of two normal distributions with the means and covariances of their features.
///
/// ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½), all in float64; the trace of the root is the sum of the
/// roots of the eigenvalues of the symmetric Σ₁^½ Σ₂ Σ₁^½. The figure depends on the number of
/// pictures: compare only at the same one, the same extractor and the same resizing.
public final class FrechetDistance {
  private FrechetDistance() {}

  /// Mean and covariance of a set of features.
  ///
  /// @param count pictures
  /// @param mean `D` numbers
  /// @param covariance `D · D` numbers, unbiased
  public record Statistics(long count, double[] mean, double[] covariance) {
    public Statistics {
      if (count < 2 || (long) mean.length * mean.length != covariance.length) {
        throw new MetricException(
            String.format(
                Locale.ROOT,
                "statistics of %d pictures with %d means and %d covariances; expected at least 2 pictures",
                count,
                mean.length,
                covariance.length));
      }
    }
  }

  /// Gathers features batch by batch, in float64.
  public static final class Gathering implements AutoCloseable {
    private final Tensor sum;
    private final Tensor products;
    private final Tensor shift;
    private long count;

    /// @param width features of a picture
    public Gathering(int width) {
      try (var _ = Scope.open()) {
        sum = Tensors.zeros(DType.FLOAT64, Device.CPU, width).retain();
        shift = Tensors.zeros(DType.FLOAT64, Device.CPU, width).retain();
        products = Tensors.zeros(DType.FLOAT64, Device.CPU, width, width).retain();
      }
    }

    /// Adds the features of some pictures.
    ///
    /// @param features `[N, width]`
    public void add(Tensor features) {
      features.requireShape("features", -1, sum.size(0));
      try (var _ = Scope.open();
          var _ = NoGrad.on()) {
        Tensor x = features.to(Device.CPU).to(DType.FLOAT64);
        if (count == 0) {
          // products of what is nearly centred lose no digits
          shift.copyInPlace(x.mean(false, 0));
        }
        Tensor centred = x.minus(shift); // [N, D]
        sum.addInPlace(centred.sum(false, 0));
        products.addInPlace(centred.t().matmul(centred));
        count += features.size(0);
      }
    }

    /// What was gathered.
    ///
    /// @throws MetricException with fewer than two pictures
    public Statistics statistics() {
      try (var _ = Scope.open();
          var _ = NoGrad.on()) {
        Tensor mean = sum.div(Math.max(1, count)); // [D]
        Tensor outer = mean.unsqueeze(1).matmul(mean.unsqueeze(0)).times(count); // [D, D]
        Tensor covariance = products.minus(outer).div(Math.max(1, count - 1)); // [D, D]
        return new Statistics(count, mean.plus(shift).toDoubles(), covariance.toDoubles());
      }
    }

    @Override
    public void close() {
      sum.release();
      products.release();
      shift.release();
    }
  }

  /// The distance; 0 for equal statistics, up to rounding.
  ///
  /// @throws MetricException when they are of different features or not finite
  public static double between(Statistics first, Statistics second) {
    int width = first.mean().length;
    if (second.mean().length != width) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "features of width %d and %d; expected the same",
              width,
              second.mean().length));
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor one = Tensors.of(first.covariance(), width, width); // [D, D]
      Tensor two = Tensors.of(second.covariance(), width, width); // [D, D]
      double means = 0;
      double traces = 0;
      for (int i = 0; i < width; i++) {
        means += Math.pow(first.mean()[i] - second.mean()[i], 2);
        traces += first.covariance()[i * width + i] + second.covariance()[i * width + i];
      }
      if (!Double.isFinite(means) || !Double.isFinite(traces)) {
        throw new MetricException("features that are not finite have no Fréchet distance");
      }
      var eigen = Linalg.eigh(one);
      Tensor roots = eigen.values().clampMin(0).sqrt(); // [D]
      Tensor root = eigen.vectors().times(roots).matmul(eigen.vectors().t()); // [D, D]
      Tensor product = root.matmul(two).matmul(root); // [D, D]
      Tensor symmetric = product.plus(product.t()).times(0.5); // [D, D]
      double cross = Linalg.eigh(symmetric).values().clampMin(0).sqrt().sum().item();
      return means + traces - 2 * cross;
    }
  }
}

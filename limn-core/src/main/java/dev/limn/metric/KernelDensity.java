package dev.limn.metric;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// A kernel density estimate (Rosenblatt 1956; Parzen 1962): a round Gaussian on every point. The
/// simplest model that states a density.
public final class KernelDensity {
  private final double[][] points;
  private final double bandwidth;

  /// @param points `[N][W]`
  /// @param bandwidth standard deviation of the kernel, above 0
  /// @throws MetricException if there is no point or the bandwidth is none
  public KernelDensity(double[][] points, double bandwidth) {
    if (points.length == 0 || !(bandwidth > 0) || !Double.isFinite(bandwidth)) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "a density of %d points with bandwidth %s; expected points and a bandwidth above 0",
              points.length,
              bandwidth));
    }
    this.points = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
    this.bandwidth = bandwidth;
  }

  /// The one of some bandwidths under which points that it has not seen are likeliest.
  ///
  /// @param held points for the choice
  public static KernelDensity fitted(double[][] points, double[][] held, double... bandwidths) {
    KernelDensity best = new KernelDensity(points, bandwidths[0]);
    double likeliest = best.logLikelihood(held);
    for (double bandwidth : bandwidths) {
      var other = new KernelDensity(points, bandwidth);
      double likelihood = other.logLikelihood(held);
      if (likelihood > likeliest) {
        likeliest = likelihood;
        best = other;
      }
    }
    return best;
  }

  public double bandwidth() {
    return bandwidth;
  }

  /// The density at a point.
  public double at(double... x) {
    return Math.exp(logAt(x));
  }

  /// Its logarithm, also where the density is too small for a number.
  public double logAt(double... x) {
    var exponents = new double[points.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.length; i++) {
      double squared = 0;
      for (int j = 0; j < x.length; j++) {
        squared += (x[j] - points[i][j]) * (x[j] - points[i][j]);
      }
      exponents[i] = -squared / (2 * bandwidth * bandwidth);
      largest = Math.max(largest, exponents[i]);
    }
    double sum = 0;
    for (double exponent : exponents) {
      sum += Math.exp(exponent - largest);
    }
    return largest
        + Math.log(sum / points.length)
        - x.length * Math.log(bandwidth * Math.sqrt(2 * Math.PI));
  }

  /// The mean log-likelihood of points, in nats.
  public double logLikelihood(double[][] held) {
    return Arrays.stream(held).mapToDouble(this::logAt).average().orElse(Double.NaN);
  }

  /// Draws points: one of those it was made of, and the kernel's noise.
  public double[][] sample(int count, RandomGenerator random) {
    var drawn = new double[count][];
    for (int i = 0; i < count; i++) {
      drawn[i] = points[random.nextInt(points.length)].clone();
      for (int j = 0; j < drawn[i].length; j++) {
        drawn[i][j] += bandwidth * random.nextGaussian();
      }
    }
    return drawn;
  }
}

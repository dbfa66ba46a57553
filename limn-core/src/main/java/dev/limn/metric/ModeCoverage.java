package dev.limn.metric;

import java.util.Arrays;
import java.util.Locale;

/// How many modes of a known mixture are drawn, and how many of the drawn points lie in one
/// (Srivastava et al. 2017, §4.1).
///
/// A point is of high quality within three standard deviations of a mode's centre. A mode is
/// covered when it holds at least a tenth of its fair share of all points in points of high
/// quality; in the literature often a single point suffices.
///
/// @param covered modes
/// @param modes of the mixture
/// @param highQuality share of the points, 0 to 1
/// @param shares of the points that are of high quality and nearest to each mode
public record ModeCoverage(int covered, int modes, double highQuality, double[] shares) {
  private static final double NEAR = 3;
  private static final double LEAST = 0.1;

  /// Measures drawn points.
  ///
  /// @param points `[N][W]`
  /// @param centres `[K][W]`
  /// @param sigmas of the modes
  /// @throws MetricException if there are none, or their widths differ
  public static ModeCoverage of(double[][] points, double[][] centres, double[] sigmas) {
    if (points.length == 0 || centres.length == 0 || centres.length != sigmas.length) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d points, %d modes with %d sigmas; expected at least one point and mode",
              points.length,
              centres.length,
              sigmas.length));
    }
    var shares = new double[centres.length];
    for (double[] point : points) {
      int nearest = -1;
      double best = Double.POSITIVE_INFINITY;
      for (int mode = 0; mode < centres.length; mode++) {
        double distance = distance(point, centres[mode]) / sigmas[mode];
        if (distance < best) {
          best = distance;
          nearest = mode;
        }
      }
      if (best <= NEAR) {
        shares[nearest] += 1.0 / points.length;
      }
    }
    int covered =
        (int) Arrays.stream(shares).filter(share -> share >= LEAST / centres.length).count();
    return new ModeCoverage(covered, centres.length, Arrays.stream(shares).sum(), shares);
  }

  private static double distance(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new MetricException(
          "a point of width " + a.length + " and a mode of width " + b.length);
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}

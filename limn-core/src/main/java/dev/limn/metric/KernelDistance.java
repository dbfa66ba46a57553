package dev.limn.metric;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.util.Locale;
import java.util.Random;

/// The kernel distance of two sets of pictures (Bińkowski et al. 2018, "KID" when the features are
/// Inception's): the squared maximum mean discrepancy with the kernel (xᵀy / D + 1)³.
///
/// The unbiased estimate on random subsets of one size, and the mean of these: unlike the Fréchet
/// distance it does not grow for small sets, and it can be a little below 0. On SqueezeNet's
/// features it is called KSD, and may only be compared with others on the same features.
public final class KernelDistance {
  /// Subsets of the original.
  public static final int SUBSETS = 50;

  /// Pictures of a subset of the original.
  public static final int SUBSET = 1000;

  /// Only so many pictures of either side are looked at, the first: the kernel of all pairs is held
  /// in memory.
  public static final int MOST = 4000;

  private KernelDistance() {}

  /// What came out.
  ///
  /// @param mean of the subsets' estimates
  /// @param deviation of the subsets' estimates
  /// @param subsets how many
  /// @param subset pictures of either side in each
  public record Result(double mean, double deviation, int subsets, int subset) {}

  /// The distance over [#SUBSETS] subsets of [#SUBSET] pictures, or of all when there are fewer.
  ///
  /// @param seed of the choice of subsets
  /// @throws MetricException when a side has fewer than two pictures or the features differ in
  ///   width
  public static Result between(FeatureSet first, FeatureSet second, long seed) {
    first.requireWidthOf(second);
    int size = Math.min(SUBSET, Math.min(first.count(), second.count()));
    if (size < 2) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d and %d pictures; expected at least 2 of either side",
              first.count(),
              second.count()));
    }
    var one = first.first(MOST);
    var two = second.first(MOST);
    double[] within = kernel(one, one);
    double[] others = kernel(two, two);
    double[] across = kernel(one, two);
    var random = new Random(seed);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < SUBSETS; i++) {
      int[] a = RandomSubset.of(one.count(), size, random);
      int[] b = RandomSubset.of(two.count(), size, random);
      double estimate = unequal(within, one.count(), a) + unequal(others, two.count(), b);
      estimate -= 2 * all(across, two.count(), a, b);
      sum += estimate;
      squares += estimate * estimate;
    }
    double mean = sum / SUBSETS;
    double deviation = Math.sqrt(Math.max(0, squares / SUBSETS - mean * mean));
    return new Result(mean, deviation, SUBSETS, size);
  }

  private static double[] kernel(FeatureSet first, FeatureSet second) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor products = first.tensor().matmul(second.tensor().t()); // [N, M]
      return products.div(first.width()).plus(1).pow(3).toDoubles();
    }
  }

  /// The mean kernel of different pictures of one side.
  private static double unequal(double[] kernel, int width, int[] chosen) {
    double sum = 0;
    for (int i : chosen) {
      sum -= kernel[i * width + i];
    }
    double n = chosen.length;
    return (sum + total(kernel, width, chosen, chosen)) / (n * (n - 1));
  }

  private static double all(double[] kernel, int width, int[] rows, int[] columns) {
    return total(kernel, width, rows, columns) / ((double) rows.length * columns.length);
  }

  private static double total(double[] kernel, int width, int[] rows, int[] columns) {
    double sum = 0;
    for (int row : rows) {
      for (int column : columns) {
        sum += kernel[row * width + column];
      }
    }
    return sum;
  }
}

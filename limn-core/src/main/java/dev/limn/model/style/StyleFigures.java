package dev.limn.model.style;

import dev.limn.model.Generator;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Arrays;
import java.util.Locale;

/// How well a style encoder finds again the noise of drawings that it has not seen.
///
/// @param count drawings of each kind
/// @param correlation of z with what was read, Pearson's, over all numbers of all drawings; 0 for
///   an encoder that knows nothing, 1 for a perfect one
/// @param verification the paper's test (§5.2) on drawings: cosine similarity of the styles of two
///   drawings tells pairs of one noise and two sentences from pairs of two noises and two
///   sentences; area under the ROC curve, .5 for guessing
/// @param pixels the same with the cosine of the pictures themselves, shrunk to 8×8, to compare
///   with
public record StyleFigures(int count, double correlation, double verification, double pixels) {
  private static final int BATCH = 64;
  private static final int THUMB = 8;

  /// Measures.
  ///
  /// @param text sentences' features `[N, W]`, N at least 2; each is drawn with noise of its own,
  ///   and its neighbour with the same noise
  /// @param seed of the noise
  public static StyleFigures of(StyleEncoder encoder, Generator generator, Tensor text, long seed) {
    int count = (int) text.size(0);
    if (count < 2) {
      throw new IllegalArgumentException(count + " texts; expected at least 2");
    }
    try (var _ = Scope.open();
        var rng = new Rng(seed)) {
      Tensor z = Tensors.randn(rng, count, generator.noise()); // [N, Z]
      Tensor other = Tensors.cat(0, text.narrow(0, 1, count - 1), text.narrow(0, 0, 1)); // [N, W]
      Tensor[] first = drawn(encoder, generator, z, text);
      Tensor[] second = drawn(encoder, generator, z, other);
      return new StyleFigures(
          count, correlation(z, first[0]), area(first[0], second[0]), area(first[1], second[1]));
    }
  }

  /// Styles `[N, Z]` and pixels `[N, P]`.
  private static Tensor[] drawn(StyleEncoder encoder, Generator generator, Tensor z, Tensor text) {
    long count = z.size(0);
    Tensor[] styles = new Tensor[(int) ((count + BATCH - 1) / BATCH)];
    Tensor[] pixels = new Tensor[styles.length];
    for (int i = 0; i < styles.length; i++) {
      long start = (long) i * BATCH;
      long size = Math.min(BATCH, count - start);
      Tensor pictures =
          generator.draw(z.narrow(0, start, size), text.narrow(0, start, size)); // [n, 3, R, R]
      styles[i] = encoder.encode(pictures.channelsLast()); // [n, Z]
      int cell = generator.resolution() / THUMB;
      pixels[i] = Functional.avgPool2d(pictures, cell, cell).reshape(size, -1); // [n, 192]
    }
    return new Tensor[] {Tensors.cat(0, styles), Tensors.cat(0, pixels)};
  }

  /// Pairs of the same row against pairs with the row half of all further on, which shares neither
  /// noise nor sentence.
  private static double area(Tensor first, Tensor second) {
    int count = (int) first.size(0);
    double[][] a = rows(first, count);
    double[][] b = rows(second, count);
    double[] same = new double[count];
    double[] different = new double[count];
    for (int i = 0; i < count; i++) {
      same[i] = cosine(a[i], b[i]);
      different[i] = cosine(a[i], b[(i + count / 2) % count]);
    }
    return area(same, different);
  }

  private static double[][] rows(Tensor tensor, int count) {
    double[] all = tensor.toDoubles();
    int width = all.length / count;
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
    }
    return rows;
  }

  /// The share of pairs of a positive and a negative that are in order; ties count half.
  static double area(double[] positives, double[] negatives) {
    double sum = 0;
    for (double positive : positives) {
      for (double negative : negatives) {
        sum += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }
    return sum / ((double) positives.length * negatives.length);
  }

  private static double cosine(double[] a, double[] b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      left += a[i] * a[i];
      right += b[i] * b[i];
    }
    return left == 0 || right == 0 ? 0 : product / Math.sqrt(left * right);
  }

  /// Pearson's, over all numbers; 0 where one of the two is constant.
  static double correlation(Tensor a, Tensor b) {
    try (var _ = Scope.open()) {
      Tensor x = a.minus(a.mean());
      Tensor y = b.minus(b.mean());
      double spread = Math.sqrt(x.times(x).sum().item() * y.times(y).sum().item());
      return spread == 0 ? 0 : x.times(y).sum().item() / spread;
    }
  }

  /// A line for people.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "correlation with the noise %.3f; verification of styles AUC %.3f (pixels: %.3f) on %,d"
            + " drawings",
        correlation,
        verification,
        pixels,
        count);
  }
}

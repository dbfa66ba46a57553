package dev.limn.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/// Resizing, cropping and mirroring of pictures in memory.
///
/// Resizing equals Pillow's antialiased `Image.resize` to the last bit, because the Fréchet
/// distances depend on it: a different kernel or rounding moves FID by more than many papers' gains
/// (G. Parmar, R. Zhang, J.-Y. Zhu, "On aliased resizing and surprising subtleties in GAN
/// evaluation", 2022, §3). As in Pillow, weights are integers with 22 fractional bits, the picture
/// is resized along x first, rounded to bytes, and then along y.
public final class Resampler {
  /// 32 bits, less 8 for the sample, less 2 because weights may be negative or sum above one.
  private static final int PRECISION = 22;

  private static final int HALF = 1 << (PRECISION - 1);

  private Resampler() {}

  /// `source` in another size.
  ///
  /// @param source any picture
  /// @param width of the result in pixels, at least 1
  /// @param height of the result in pixels, at least 1
  /// @param filter the kernel
  /// @throws ImageException when the size is below 1 or the result would not fit an array
  public static Image resize(Image source, int width, int height, Filter filter) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(filter, "filter");
    if (width < 1 || height < 1 || 3L * width * height > Integer.MAX_VALUE - 8) {
      throw new ImageException(
          "cannot resize to " + width + "×" + height + "; expected at least 1×1 and below 2 GB");
    }
    if (width == source.width() && height == source.height()) {
      return source;
    }
    if (filter == Filter.NEAREST) {
      return nearest(source, width, height);
    }
    // The order of the passes shows, since bytes are rounded between them. This is the rule of
    // Pillow
    // 13; older ones always began with x, which differs only where this picks y.
    int lost = source.height() - height;
    boolean rowsFirst = lost > 0 && lost > 2L * (source.width() - width);
    return rowsFirst
        ? horizontal(vertical(source, height, filter), width, filter)
        : vertical(horizontal(source, width, filter), height, filter);
  }

  /// The rectangle of `source` whose upper left corner is `(x, y)`.
  ///
  /// @throws ImageException when the rectangle is empty or leaves the picture
  public static Image crop(Image source, int x, int y, int width, int height) {
    if (width < 1
        || height < 1
        || x < 0
        || y < 0
        || (long) x + width > source.width()
        || (long) y + height > source.height()) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "cannot crop %d×%d at (%d, %d) from a picture of %d×%d",
              width,
              height,
              x,
              y,
              source.width(),
              source.height()));
    }
    byte[] out = new byte[width * height * 3];
    for (int row = 0; row < height; row++) {
      int from = ((y + row) * source.width() + x) * 3;
      System.arraycopy(source.rgb(), from, out, row * width * 3, width * 3);
    }
    return new Image(width, height, out);
  }

  /// `source` mirrored left to right.
  public static Image flip(Image source) {
    int width = source.width();
    byte[] in = source.rgb();
    byte[] out = new byte[in.length];
    for (int y = 0; y < source.height(); y++) {
      for (int x = 0; x < width; x++) {
        int from = (y * width + x) * 3;
        int to = (y * width + width - 1 - x) * 3;
        out[to] = in[from];
        out[to + 1] = in[from + 1];
        out[to + 2] = in[from + 2];
      }
    }
    return new Image(width, source.height(), out);
  }

  private static Image nearest(Image source, int width, int height) {
    int[] columns = centres(source.width(), width);
    int[] rows = centres(source.height(), height);
    byte[] in = source.rgb();
    byte[] out = new byte[width * height * 3];
    int to = 0;
    for (int row : rows) {
      int base = row * source.width();
      for (int column : columns) {
        int from = (base + column) * 3;
        out[to++] = in[from];
        out[to++] = in[from + 1];
        out[to++] = in[from + 2];
      }
    }
    return new Image(width, height, out);
  }

  private static int[] centres(int from, int to) {
    double scale = (double) from / to;
    int[] centres = new int[to];
    // Summed step by step like Pillow, not multiplied: the two differ in the last bit, and so now
    // and
    // then in the pixel.
    double at = scale * 0.5;
    for (int i = 0; i < to; i++) {
      centres[i] = Math.min((int) at, from - 1);
      at += scale;
    }
    return centres;
  }

  private static Image horizontal(Image source, int width, Filter filter) {
    if (width == source.width()) {
      return source;
    }
    var weights = Weights.of(source.width(), width, filter);
    int height = source.height();
    byte[] in = source.rgb();
    byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int to = 0;
    for (int y = 0; y < height; y++) {
      int row = y * source.width() * 3;
      for (int x = 0; x < width; x++) {
        int[] k = weights.values[x];
        int from = row + weights.first[x] * 3;
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        for (int w : k) {
          red += (in[from] & 0xFF) * w;
          green += (in[from + 1] & 0xFF) * w;
          blue += (in[from + 2] & 0xFF) * w;
          from += 3;
        }
        out[to++] = sample(red);
        out[to++] = sample(green);
        out[to++] = sample(blue);
      }
    }
    return new Image(width, height, out);
  }

  private static Image vertical(Image source, int height, Filter filter) {
    if (height == source.height()) {
      return source;
    }
    var weights = Weights.of(source.height(), height, filter);
    int stride = source.width() * 3;
    byte[] in = source.rgb();
    byte[] out = new byte[Math.multiplyExact(stride, height)];
    int[] sums = new int[stride];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      int from = weights.first[y] * stride;
      // Row by row rather than column by column: the inner loop runs along memory.
      for (int w : weights.values[y]) {
        for (int i = 0; i < stride; i++) {
          sums[i] += (in[from + i] & 0xFF) * w;
        }
        from += stride;
      }
      int to = y * stride;
      for (int i = 0; i < stride; i++) {
        out[to + i] = sample(sums[i]);
      }
    }
    return new Image(source.width(), height, out);
  }

  private static byte sample(int sum) {
    int value = sum >> PRECISION;
    return (byte) Math.clamp(value, 0, 255);
  }

  /// For each target pixel: the first source pixel that counts, and the weights from there on.
  private record Weights(int[] first, int[][] values) {
    static Weights of(int from, int to, Filter filter) {
      double scale = (double) from / to;
      double stretch = Math.max(1, scale);
      double support = filter.support() * stretch;
      double shrink = 1 / stretch;
      int[] first = new int[to];
      int[][] values = new int[to][];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int low = Math.max(0, (int) (centre - support + 0.5));
        int high = Math.min(from, (int) (centre + support + 0.5));
        double[] raw = new double[high - low];
        double sum = 0;
        for (int j = 0; j < raw.length; j++) {
          raw[j] = filter.weight((j + low - centre + 0.5) * shrink);
          sum += raw[j];
        }
        int[] fixed = new int[raw.length];
        for (int j = 0; j < raw.length; j++) {
          double weight = sum == 0 ? raw[j] : raw[j] / sum;
          fixed[j] = (int) (weight * (1 << PRECISION) + (weight < 0 ? -0.5 : 0.5));
        }
        first[i] = low;
        values[i] = fixed;
      }
      return new Weights(first, values);
    }
  }
}

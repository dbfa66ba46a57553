package dev.limn.metric;

import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Pixels;
import dev.limn.vision.PictureFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/// What a feature network says about a set of pictures: one row of numbers a picture.
///
/// @param count pictures, at least 1
/// @param width numbers a picture
/// @param values `count · width` numbers, picture by picture; not copied
public record FeatureSet(int count, int width, float[] values) {
  private static final int PIECE = 50;
  private static final int MAPPED = 500;

  public FeatureSet {
    if (count < 1 || width < 1 || (long) count * width != values.length) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d numbers for %d pictures with %d features each; expected their product, and at least 1",
              values.length,
              count,
              width));
    }
  }

  /// Describes pictures, piece by piece.
  ///
  /// @param count pictures
  /// @param pictures by their number, 0 to `count − 1`; each is asked for once, in order
  /// @throws MetricException when there is no picture, or they differ in size
  public static FeatureSet of(
      PictureFeatures network,
      Device device,
      int count,
      IntFunction<Image> pictures,
      Progress progress) {
    if (count < 1) {
      throw new MetricException("no pictures to describe; expected at least one");
    }
    var values = new float[Math.multiplyExact(count, network.width())];
    for (int start = 0; start < count; start += PIECE) {
      int piece = Math.min(PIECE, count - start);
      try (var _ = Scope.open();
          var _ = NoGrad.on()) {
        Tensor x = piece(start, piece, pictures, device); // [n, 3, H, W]
        float[] rows = network.features(x).to(Device.CPU).toFloats(); // [n, D]
        System.arraycopy(rows, 0, values, start * network.width(), rows.length);
      }
      progress.advanced(start + piece, count);
    }
    return new FeatureSet(count, network.width(), values);
  }

  /// Pictures described by their own bytes, 0 to 255: for measures that need no network.
  ///
  /// @param pictures by their number; each is asked for once, in order
  /// @throws MetricException when there is no picture, or they differ in size
  public static FeatureSet pixels(int count, IntFunction<Image> pictures) {
    if (count < 1) {
      throw new MetricException("no pictures to describe; expected at least one");
    }
    var first = pictures.apply(0);
    int width = first.rgb().length;
    var values = new float[Math.multiplyExact(count, width)];
    for (int i = 0; i < count; i++) {
      var image = i == 0 ? first : pictures.apply(i);
      requireSize(i, image, 0, first);
      for (int k = 0; k < width; k++) {
        values[i * width + k] = image.rgb()[k] & 0xFF;
      }
    }
    return new FeatureSet(count, width, values);
  }

  private static void requireSize(int number, Image image, int other, Image first) {
    if (image.width() != first.width() || image.height() != first.height()) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "picture %d has %d×%d pixels, picture %d %d×%d; expected one size",
              number,
              image.width(),
              image.height(),
              other,
              first.width(),
              first.height()));
    }
  }

  private static Tensor piece(int start, int count, IntFunction<Image> pictures, Device device) {
    var all = new ArrayList<Image>();
    for (int i = 0; i < count; i++) {
      all.add(pictures.apply(start + i));
      requireSize(start + i, all.getLast(), start, all.getFirst());
    }
    return Pixels.of(all, device); // [n, 3, H, W]
  }

  /// Mean and covariance.
  ///
  /// @throws MetricException with fewer than two pictures
  public FrechetDistance.Statistics statistics() {
    try (var _ = Scope.open();
        var gathering = new FrechetDistance.Gathering(width)) {
      gathering.add(Tensors.of(values, count, width)); // [N, D]
      return gathering.statistics();
    }
  }

  /// The first so many pictures, or all when there are fewer.
  public FeatureSet first(int most) {
    return most >= count ? this : new FeatureSet(most, width, Arrays.copyOf(values, most * width));
  }

  /// The same pictures by other numbers, which a network makes of these, piece by piece.
  ///
  /// @param network `[N, width] → [N, W]`
  FeatureSet mapped(UnaryOperator<Tensor> network) {
    var rows = new float[count][];
    int wide = 0;
    for (int from = 0; from < count; from += MAPPED) {
      try (var _ = Scope.open();
          var _ = NoGrad.on()) {
        var piece = part(from, Math.min(MAPPED, count - from));
        Tensor made = network.apply(Tensors.of(piece.values(), piece.count(), width)); // [n, W]
        wide = (int) made.size(1);
        float[] all = made.to(Device.CPU).toFloats();
        for (int i = 0; i < piece.count(); i++) {
          rows[from + i] = Arrays.copyOfRange(all, i * wide, (i + 1) * wide);
        }
      }
    }
    var values = new float[Math.multiplyExact(count, wide)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows[i], 0, values, i * wide, wide);
    }
    return new FeatureSet(count, wide, values);
  }

  /// The rows from `from` on, `number` of them.
  public FeatureSet part(int from, int number) {
    return new FeatureSet(
        number, width, Arrays.copyOfRange(values, from * width, (from + number) * width));
  }

  /// FLOAT64 `[count, width]`, in the open scope.
  Tensor tensor() {
    return Scope.of(() -> Tensors.of(values, count, width).to(DType.FLOAT64)); // [N, D]
  }

  void requireWidthOf(FeatureSet other) {
    if (width != other.width) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "features of width %d and %d; expected those of one network",
              width,
              other.width));
    }
  }
}

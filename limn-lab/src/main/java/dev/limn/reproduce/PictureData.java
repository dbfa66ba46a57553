package dev.limn.reproduce;

import dev.limn.data.Dataset;
import dev.limn.data.Fit;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.train.Pixels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A folder of pictures for an experiment: what is learned from, and what is held back. Without a
/// test part of its own, every tenth picture is held back.
///
/// @param train samples of the cache
/// @param test samples of the cache
record PictureData(PackedCache cache, int[] train, int[] test) implements AutoCloseable {
  private static final int ONE_IN = 10;

  /// @param folder in any format that Limn reads; squares from the middle are resized bilinearly
  static PictureData open(Path folder, int side) {
    var packing = PackSettings.of(side).withFit(Fit.CENTRE_CROP).withFilter(Filter.BILINEAR);
    var cache = PackedCache.open(Dataset.open(folder), packing, (_, _) -> {});
    var parts = SplitRule.NONE.apply(cache);
    if (parts.heldBack().length == 0) {
      parts = new SplitRule(ONE_IN).apply(cache);
    }
    return new PictureData(cache, parts.train(), parts.heldBack());
  }

  /// @throws ReproduceException if the pictures have no classes; these are closed then
  PictureData requireClasses() {
    if (classes() < 2) {
      throw refused(
          String.format(
              Locale.ROOT, "%d classes; expected at least 2, such as a folder each", classes()));
    }
    return this;
  }

  /// @throws ReproduceException if there are fewer pictures to learn from; these are closed then
  PictureData requireBatch(int batch) {
    if (batch > train.length) {
      throw refused(
          String.format(
              Locale.ROOT, "batch %d; expected at most %d, the pictures", batch, train.length));
    }
    return this;
  }

  private ReproduceException refused(String why) {
    var refused = new ReproduceException(cache.directory() + ": " + why);
    close();
    return refused;
  }

  int classes() {
    return cache.classNames().size();
  }

  /// So many samples, evenly spread.
  static int[] some(int[] which, int most) {
    int count = Math.min(most, which.length);
    int[] some = new int[count];
    for (int i = 0; i < count; i++) {
      some[i] = which[(int) ((long) i * which.length / count)];
    }
    return some;
  }

  List<Image> pictures(int[] which) {
    return Arrays.stream(which).mapToObj(cache::picture).toList();
  }

  int[] labels(int[] which) {
    return Arrays.stream(which).map(cache::label).toArray();
  }

  /// `[N, 3, S, S]` in [−1, 1], in the open scope.
  Tensor pixels(int[] which) {
    return Pixels.of(pictures(which), Device.CPU); // [N, 3, S, S]
  }

  @Override
  public void close() {
    cache.close();
  }
}

package dev.limn.data;

import java.util.Objects;

/// How a [Loader] makes batches. Crops and mirroring are those of Reed et al., whose order is
/// [Order#CLASS_UNIFORM]; trainings take [Order#EPOCHS].
///
/// @param size both sides of what comes out, at most the cache's; the rest is cropped away
/// @param batch pictures a batch
/// @param seed of order, crops, flips and picks
/// @param crop where the crop lies
/// @param flip mirror every other picture, by a coin, but none whose captions say what is left or
///   right
/// @param order in which pictures come
/// @param layout of the bytes
/// @param captions caption picks a picture, different ones as far as it has so many
/// @param prefetch batches made ahead, on a thread of their own
public record LoaderConfig(
    int size,
    int batch,
    long seed,
    Crop crop,
    boolean flip,
    Order order,
    Layout layout,
    int captions,
    int prefetch) {
  /// Where the crop lies.
  public enum Crop {
    /// Anywhere, evenly.
    RANDOM,
    /// In the middle.
    CENTRE
  }

  /// In which order pictures come.
  public enum Order {
    /// Every picture once an epoch, shuffled anew for each.
    EPOCHS,
    /// A class drawn evenly, then one of its pictures: Reed et al.'s `donkey` loaders. An epoch is
    /// then only a count.
    CLASS_UNIFORM,
    /// Every picture once an epoch, in the order given: for measuring.
    SEQUENTIAL
  }

  /// The layout of a batch's bytes.
  public enum Layout {
    /// `[N, 3, H, W]`
    NCHW,
    /// `[N, H, W, 3]`
    NHWC
  }

  public LoaderConfig {
    Objects.requireNonNull(crop);
    Objects.requireNonNull(order);
    Objects.requireNonNull(layout);
    atLeast("size", size, 1);
    atLeast("batch", batch, 1);
    atLeast("captions", captions, 0);
    atLeast("prefetch", prefetch, 1);
    if ((long) batch * size * size * 3 > Integer.MAX_VALUE - 16) {
      throw new DataException(
          "a batch of " + batch + " pictures of " + size + "×" + size + " is beyond 2 GB");
    }
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new DataException(name + " " + value + "; expected at least " + least);
    }
  }

  /// Random crops and flips, shuffled epochs, NCHW, one caption, four batches ahead.
  public static LoaderConfig of(int size, int batch, long seed) {
    return new LoaderConfig(size, batch, seed, Crop.RANDOM, true, Order.EPOCHS, Layout.NCHW, 1, 4);
  }

  /// In order, from the middle, not mirrored: for measuring.
  public static LoaderConfig plain(int size, int batch) {
    return of(size, batch, 0).withCrop(Crop.CENTRE).withFlip(false).withOrder(Order.SEQUENTIAL);
  }

  /// The same with another seed.
  public LoaderConfig withSeed(long other) {
    return new LoaderConfig(size, batch, other, crop, flip, order, layout, captions, prefetch);
  }

  /// The same with another crop.
  public LoaderConfig withCrop(Crop other) {
    return new LoaderConfig(size, batch, seed, other, flip, order, layout, captions, prefetch);
  }

  /// The same with or without mirroring.
  public LoaderConfig withFlip(boolean other) {
    return new LoaderConfig(size, batch, seed, crop, other, order, layout, captions, prefetch);
  }

  /// The same in another order.
  public LoaderConfig withOrder(Order other) {
    return new LoaderConfig(size, batch, seed, crop, flip, other, layout, captions, prefetch);
  }

  /// The same in another layout.
  public LoaderConfig withLayout(Layout other) {
    return new LoaderConfig(size, batch, seed, crop, flip, order, other, captions, prefetch);
  }

  /// The same with so many caption picks a picture.
  public LoaderConfig withCaptions(int other) {
    return new LoaderConfig(size, batch, seed, crop, flip, order, layout, other, prefetch);
  }

  /// The same with so many batches made ahead.
  public LoaderConfig withPrefetch(int other) {
    return new LoaderConfig(size, batch, seed, crop, flip, order, layout, captions, other);
  }
}

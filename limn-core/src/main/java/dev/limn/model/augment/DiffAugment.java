package dev.limn.model.augment;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Differentiable augmentation (Zhao et al. 2020, "Differentiable Augmentation for Data-Efficient
/// GAN Training", arXiv 2006.10738): every picture is shifted by up to an eighth of its side, has a
/// square of half its side made grey, or has its colours changed.
///
/// @param translation whole pixels along both axes; what comes in is grey
/// @param cutout a square whose centre may lie anywhere, so that it may be cut by the border
/// @param colour brightness ± .5, saturation 0 to 2 times, contrast .5 to 1.5 times. Not where
///   captions name colours
public record DiffAugment(boolean translation, boolean cutout, boolean colour) {
  private static final double SHIFT = 0.125;
  private static final int DRAWS = 4;

  /// @param pictures `[N, 3, H, W]` in [−1, 1]
  /// @return `[N, 3, H, W]`
  public Tensor apply(Tensor pictures, Rng rng) {
    Tensor x = colour ? Colours.jitter(pictures, rng) : pictures;
    return translation || cutout ? cut(x, rng) : x;
  }

  /// Shift and hole in one: every pixel is taken from somewhere and kept or not.
  private Tensor cut(Tensor x, Rng rng) {
    int count = Math.toIntExact(x.size(0));
    int height = Math.toIntExact(x.size(2));
    int width = Math.toIntExact(x.size(3));
    float[] draws = Tensors.rand(rng, count, DRAWS).toFloats(); // [N, 4]
    long[] from = new long[count * height * width];
    float[] kept = new float[from.length];
    for (int n = 0; n < count; n++) {
      int down = translation ? shift(draws[n * DRAWS], height) : 0;
      int right = translation ? shift(draws[n * DRAWS + 1], width) : 0;
      int top = corner(draws[n * DRAWS + 2], height);
      int left = corner(draws[n * DRAWS + 3], width);
      for (int row = 0, at = n * height * width; row < height; row++) {
        int sourceRow = row - down;
        boolean rowInside = sourceRow >= 0 && sourceRow < height;
        boolean rowCut = cutout && row >= top && row < top + hole(height);
        for (int column = 0; column < width; column++, at++) {
          int source = column - right;
          boolean inside = rowInside && source >= 0 && source < width;
          boolean cut = rowCut && column >= left && column < left + hole(width);
          from[at] = inside ? (long) sourceRow * width + source : 0;
          kept[at] = inside && !cut ? 1 : 0;
        }
      }
    }
    long pixels = (long) height * width;
    Tensor places = Tensors.of(from, count, 1, pixels).to(x.device()); // [N, 1, H·W]
    Tensor mask = Tensors.of(kept, count, 1, pixels).to(x.device()).to(x.dtype()); // [N, 1, H·W]
    return x.reshape(count, 3, pixels)
        .gather(2, places.expand(count, 3, pixels))
        .times(mask)
        .reshape(count, 3, height, width)
        .channelsLast(); // [N, 3, H, W]
  }

  /// A whole number, each from −s to s as likely as the others, s an eighth of the side.
  private static int shift(float draw, int side) {
    int most = (int) (side * SHIFT + 0.5);
    return Math.min((int) (draw * (2 * most + 1)), 2 * most) - most;
  }

  private static int hole(int side) {
    return side / 2;
  }

  /// Where the hole begins: its centre is anywhere in the picture.
  private static int corner(float draw, int side) {
    return Math.min((int) (draw * side), side - 1) - hole(side) / 2;
  }
}

package dev.limn.draw;

import dev.limn.image.Image;
import dev.limn.model.Generator;
import dev.limn.torch.DType;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Noise and tensors on one side, pictures on the other.
public final class ImageTensors {
  /// Pixels that are drawn at once, 32 pictures of 64×64: enough to work at the convolutions' full
  /// speed, and the largest feature maps stay below the 32 MB from which on the C library fetches
  /// memory from the system every time.
  private static final int PIXELS = 32 * 64 * 64;

  private ImageTensors() {}

  /// The noise that a seed means: `[1, width]`, N(0, 1) · truncation. The same on every machine
  /// with the same engine.
  ///
  /// @param truncation 1 draws as in training; smaller values give more typical, less varied
  ///   pictures
  public static Tensor noise(long seed, int width, double truncation) {
    try (var scope = Scope.open();
        var rng = new Rng(seed)) {
      return scope.keep(Tensors.randn(rng, 1, width).timesInPlace(truncation));
    }
  }

  /// Draws one picture for each row, several at once: for previews and measures. The last bits of
  /// the values depend on how many there are; [Limn] draws each picture alone.
  ///
  /// @param z `[N, noise]`
  /// @param text `[N, width]`
  public static List<Image> draw(Generator generator, Tensor z, Tensor text) {
    var images = new ArrayList<Image>();
    int most = Math.max(1, PIXELS / (generator.resolution() * generator.resolution()));
    for (long start = 0; start < z.size(0); start += most) {
      try (var _ = Scope.open()) {
        long count = Math.min(most, z.size(0) - start);
        Tensor pictures =
            generator.draw(z.narrow(0, start, count), text.narrow(0, start, count)); // [n, 3, R, R]
        images.addAll(images(pictures));
      }
    }
    return images;
  }

  /// `[N, 3, H, W]` in [−1, 1] as pictures; values are rounded, and cut off at the ends.
  public static List<Image> images(Tensor pictures) {
    try (var _ = Scope.open()) {
      int height = (int) pictures.size(2);
      int width = (int) pictures.size(3);
      Tensor bytes =
          pictures
              .plus(1)
              .times(127.5)
              .round()
              .clamp(0, 255)
              .to(DType.UINT8)
              .permute(0, 2, 3, 1); // [N, H, W, 3]
      byte[] all = bytes.toBytes();
      int size = height * width * 3;
      var images = new ArrayList<Image>();
      for (int start = 0; start < all.length; start += size) {
        images.add(new Image(width, height, Arrays.copyOfRange(all, start, start + size)));
      }
      return images;
    }
  }
}

package dev.limn.train;

import dev.limn.data.Batch;
import dev.limn.data.LoaderConfig;
import dev.limn.image.Image;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.List;
import java.util.Locale;

/// Pictures' bytes as tensors in [−1, 1], `[N, 3, H, W]`, channels-last in memory, in the open
/// scope. The way back is [dev.limn.draw.ImageTensors#images(Tensor)].
public final class Pixels {
  private Pixels() {}

  /// The pictures of a batch.
  ///
  /// @param batch in the layout NHWC
  /// @throws IllegalArgumentException when it is in another
  public static Tensor of(Batch batch, Device device) {
    return of(batch.pictures(), batch, device);
  }

  /// The second pictures of a batch of pairs.
  ///
  /// @param batch in the layout NHWC
  /// @throws IllegalArgumentException when it is in another, or has none
  public static Tensor ofPartners(Batch batch, Device device) {
    if (batch.partners().length != batch.pictures().length) {
      throw new IllegalArgumentException("a batch of single pictures; expected pairs");
    }
    return of(batch.partners(), batch, device);
  }

  private static Tensor of(byte[] pictures, Batch batch, Device device) {
    if (batch.layout() != LoaderConfig.Layout.NHWC) {
      throw new IllegalArgumentException("a batch in layout " + batch.layout() + "; expected NHWC");
    }
    return of(pictures, batch.count(), batch.size(), batch.size(), device);
  }

  /// Some pictures.
  ///
  /// @param images at least one, all of one size
  /// @throws IllegalArgumentException when they are not
  public static Tensor of(List<Image> images, Device device) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("no pictures; expected at least one");
    }
    int width = images.getFirst().width();
    int height = images.getFirst().height();
    int each = images.getFirst().rgb().length;
    var all = new byte[Math.multiplyExact(images.size(), each)];
    for (int i = 0; i < images.size(); i++) {
      var image = images.get(i);
      if (image.width() != width || image.height() != height) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "picture %d has %d×%d pixels; expected %d×%d, as the first",
                i,
                image.width(),
                image.height(),
                width,
                height));
      }
      System.arraycopy(image.rgb(), 0, all, i * each, each);
    }
    return of(all, images.size(), height, width, device);
  }

  /// Bytes of pictures.
  ///
  /// @param rgb `[count, height, width, 3]`
  public static Tensor of(byte[] rgb, int count, int height, int width, Device device) {
    return Scope.of(
        () ->
            Tensors.of(rgb, count, height, width, 3)
                .to(device)
                .permute(0, 3, 1, 2)
                .to(DType.FLOAT32)
                .timesInPlace(1 / 127.5)
                .addInPlace(-1)); // [N, 3, H, W]
  }
}

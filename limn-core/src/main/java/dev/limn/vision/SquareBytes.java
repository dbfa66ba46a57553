package dev.limn.vision;

import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Arrays;

/// Pictures on their way into a network that knows one size: rounded to bytes, resized by the
/// bicubic [Resampler], which equals Pillow's.
final class SquareBytes {
  private SquareBytes() {}

  /// FLOAT32 `[N, 3, side, side]`, whole numbers from 0 to 255, in the open scope.
  ///
  /// @param pictures `[N, 3, H, W]` in [−1, 1]
  static Tensor of(Tensor pictures, int side, Device device) {
    int count = (int) pictures.size(0);
    int height = (int) pictures.size(2);
    int width = (int) pictures.size(3);
    Tensor rounded = pictures.plus(1).times(127.5).round().clamp(0, 255); // [N, 3, H, W]
    byte[] bytes = rounded.to(DType.UINT8).permute(0, 2, 3, 1).to(Device.CPU).toBytes();
    var all = new byte[Math.multiplyExact(count, side * side * 3)];
    int size = height * width * 3;
    for (int i = 0; i < count; i++) {
      var picture = new Image(width, height, Arrays.copyOfRange(bytes, i * size, (i + 1) * size));
      byte[] rgb = Resampler.resize(picture, side, side, Filter.BICUBIC).rgb();
      System.arraycopy(rgb, 0, all, i * rgb.length, rgb.length);
    }
    Tensor x = Tensors.of(all, count, side, side, 3).to(device); // [N, side, side, 3]
    return x.permute(0, 3, 1, 2).to(DType.FLOAT32); // [N, 3, side, side]
  }
}

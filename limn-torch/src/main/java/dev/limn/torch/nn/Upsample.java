package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;

/// Enlarges pictures by a whole factor: `[N, C, H, W] → [N, C, H·factor, W·factor]`.
public final class Upsample extends Layer {
  /// How the new pixels are found.
  public enum Mode {
    NEAREST,
    BILINEAR,
    BICUBIC
  }

  private final int factor;
  private final Mode mode;

  /// @param factor at least 1
  public Upsample(int factor, Mode mode) {
    if (factor < 1) {
      throw TorchException.argument("upsampling by " + factor + "; expected at least 1");
    }
    this.factor = factor;
    this.mode = mode;
  }

  @Override
  public Tensor forward(Tensor x) {
    x.requireShape("input of Upsample", -1, -1, -1, -1);
    int height = Math.toIntExact(x.size(2) * factor);
    int width = Math.toIntExact(x.size(3) * factor);
    return switch (mode) { // [N, C, H·factor, W·factor]
      case NEAREST -> Functional.upsampleNearest(x, height, width);
      case BILINEAR -> Functional.upsampleBilinear(x, height, width);
      case BICUBIC -> Functional.upsampleBicubic(x, height, width);
    };
  }
}

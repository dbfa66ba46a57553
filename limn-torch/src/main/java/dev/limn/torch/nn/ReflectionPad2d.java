package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;

/// Continues pictures beyond their border by their mirror image, which leaves no frame where zeros
/// would: `[N, C, H, W] → [N, C, H + 2·size, W + 2·size]`; H and W above `size`.
public final class ReflectionPad2d extends Layer {
  private final int size;

  /// @param size pixels on each side, at least 1
  public ReflectionPad2d(int size) {
    if (size < 1) {
      throw TorchException.argument("a reflection of " + size + " pixels; expected at least 1");
    }
    this.size = size;
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functional.reflectionPad(x, size);
  }
}

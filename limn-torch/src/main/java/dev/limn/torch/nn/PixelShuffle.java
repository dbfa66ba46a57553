package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;

/// Turns channels into pixels (Shi et al. 2016): `[N, C·r², H, W] → [N, C, H·r, W·r]`.
public final class PixelShuffle extends Layer {
  private final int factor;

  /// @param factor r, at least 1
  public PixelShuffle(int factor) {
    if (factor < 1) {
      throw TorchException.argument("pixel shuffle by " + factor + "; expected at least 1");
    }
    this.factor = factor;
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functional.pixelShuffle(x, factor);
  }
}

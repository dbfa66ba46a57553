package dev.limn.torch.nn;

import dev.limn.torch.DType;
import dev.limn.torch.Functional;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;

/// A fixed low-pass filter, the same for every channel, that may double or halve the size on the
/// way, so that resampling brings no false patterns (Zhang 2019, "Making Convolutional Networks
/// Shift-Invariant Again"; Karras et al. 2019 and 2020). Beyond the border it sees zeros.
///
/// Taps `[1, 2, 1]` are StyleGAN's, `[1, 3, 3, 1]` StyleGAN2's. The kernel is their outer product,
/// of sum 1, kept as the buffer `kernel`, `[k, k]`.
public final class Blur extends Layer {
  /// What happens to the size.
  public enum Resize {
    /// `[N, C, H, W] → [N, C, H, W]`; an odd number of taps.
    NONE,
    /// `[N, C, H, W] → [N, C, 2·H, 2·W]`; an even number of taps.
    DOUBLE,
    /// `[N, C, H, W] → [N, C, H/2, W/2]`; an even number of taps.
    HALVE
  }

  private final Resize resize;
  private final int taps;
  private final Parameter kernel;

  /// @param taps of the separable filter, from one border to the other; their sum is brought to 1
  public Blur(Resize resize, double... taps) {
    if (taps.length == 0 || taps.length % 2 != (resize == Resize.NONE ? 1 : 0)) {
      throw TorchException.argument(
          "a blur of "
              + taps.length
              + " taps; expected an "
              + (resize == Resize.NONE ? "odd number" : "even number, which resampling needs"));
    }
    this.resize = resize;
    this.taps = taps.length;
    try (var _ = Scope.open()) {
      kernel = buffer("kernel", kernel(taps)); // [k, k]
    }
  }

  /// The outer product of the taps, of sum 1: `[k, k]`.
  static Tensor kernel(double... taps) {
    Tensor row = Tensors.of(taps, 1, taps.length).to(DType.FLOAT32); // [1, k]
    row = row.div(row.sum());
    return row.t().matmul(row); // [k, k]
  }

  @Override
  public Tensor forward(Tensor x) {
    x.requireShape("input of Blur", -1, -1, -1, -1);
    Tensor each = kernel.tensor().to(x.dtype()).expand(x.size(1), 1, taps, taps); // [C, 1, k, k]
    return switch (resize) {
      case NONE -> Functional.depthwiseConv2d(x, each, 1, taps / 2); // [N, C, H, W]
      case HALVE -> Functional.depthwiseConv2d(x, each, 2, taps / 2 - 1); // [N, C, H/2, W/2]
      // three of four pixels that are blurred are zeros
      case DOUBLE ->
          Functional.depthwiseConvTranspose2d(x, each.times(4), 2, taps / 2 - 1); // [N, C, 2H, 2W]
    };
  }
}

package dev.limn.model.stackgan;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;

/// A convolution without bias and batch norm behind it. Its output is fresh memory that may be
/// overwritten.
final class ConvNorm extends Layer {
  private final Conv2d conv;
  private final BatchNorm2d norm;

  ConvNorm(Rng rng, int in, int out, int kernel, int stride, int padding) {
    conv = child("conv", new Conv2d(rng, in, out, kernel, stride, padding, false));
    norm = child("norm", new BatchNorm2d(out));
  }

  @Override
  public Tensor forward(Tensor x) {
    return norm.forward(conv.forward(x));
  }

  /// A 3×3 convolution that keeps the side.
  static ConvNorm same(Rng rng, int in, int out) {
    return new ConvNorm(rng, in, out, 3, 1, 1);
  }

  /// A 4×4 convolution that halves the side.
  static ConvNorm halving(Rng rng, int in, int out) {
    return new ConvNorm(rng, in, out, 4, 2, 1);
  }
}

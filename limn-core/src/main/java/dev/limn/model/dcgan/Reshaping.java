package dev.limn.model.dcgan;

import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Layer;

/// Gives each sample another shape.
final class Reshaping extends Layer {
  private final long[] shape;

  /// @param shape of a sample
  Reshaping(long... shape) {
    this.shape = new long[shape.length + 1];
    System.arraycopy(shape, 0, this.shape, 1, shape.length);
  }

  @Override
  public Tensor forward(Tensor x) {
    long[] whole = shape.clone();
    whole[0] = x.size(0);
    return x.reshape(whole); // [N, …]
  }
}

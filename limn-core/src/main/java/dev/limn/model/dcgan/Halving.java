package dev.limn.model.dcgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Layer;

/// Max-pooling of 2×2: what the paper's first rule replaces by strides.
final class Halving extends Layer {
  @Override
  public Tensor forward(Tensor x) {
    return Functional.maxPool2d(x, 2, 2, 0, false); // [N, C, H/2, W/2]
  }
}

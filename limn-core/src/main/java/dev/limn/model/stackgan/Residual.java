package dev.limn.model.stackgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;

/// A residual block of the second stage: two 3×3 convolutions with batch norm, added to the input
/// before the ReLU: `[N, C, H, W] → [N, C, H, W]`.
final class Residual extends Layer {
  private final Conv2d c1;
  private final BatchNorm2d n1;
  private final Conv2d c2;
  private final BatchNorm2d n2;

  Residual(Rng rng, int channels) {
    c1 = child("c1", new Conv2d(rng, channels, channels, 3, 1, 1, false));
    n1 = child("n1", new BatchNorm2d(channels));
    c2 = child("c2", new Conv2d(rng, channels, channels, 3, 1, 1, false));
    n2 = child("n2", new BatchNorm2d(channels));
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor h = Functional.reluInPlace(n1.forward(c1.forward(x)));
    return Functional.reluInPlace(n2.forward(c2.forward(h)).plus(x));
  }
}

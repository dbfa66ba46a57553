package dev.limn.model.stackgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;

/// A residual block of the first stage and of the discriminators: 1×1, 3×3 and 3×3 convolutions
/// with batch norm on a quarter of the channels, added to the input before the activation: `[N, C,
/// H, W] → [N, C, H, W]`.
final class Bottleneck extends Layer {
  private final Conv2d c1;
  private final BatchNorm2d n1;
  private final Conv2d c2;
  private final BatchNorm2d n2;
  private final Conv2d c3;
  private final BatchNorm2d n3;
  private final double slope;

  /// @param slope of the activation for negative values, 0 for ReLU
  Bottleneck(Rng rng, int channels, double slope) {
    this.slope = slope;
    int inner = Math.max(1, channels / 4);
    c1 = child("c1", new Conv2d(rng, channels, inner, 1, 1, 0, false));
    n1 = child("n1", new BatchNorm2d(inner));
    c2 = child("c2", new Conv2d(rng, inner, inner, 3, 1, 1, false));
    n2 = child("n2", new BatchNorm2d(inner));
    c3 = child("c3", new Conv2d(rng, inner, channels, 3, 1, 1, false));
    n3 = child("n3", new BatchNorm2d(channels));
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor h = Functional.leakyReluInPlace(n1.forward(c1.forward(x)), slope); // [N, C/4, H, W]
    h = Functional.leakyReluInPlace(n2.forward(c2.forward(h)), slope);
    h = n3.forward(c3.forward(h)); // [N, C, H, W]
    return Functional.leakyReluInPlace(h.plus(x), slope);
  }
}

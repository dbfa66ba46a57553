package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// A leaky ReLU that learns its slope (He et al. 2015, "Delving Deep into Rectifiers"); the shape
/// stays. Weight `[slopes]`, initially .25.
public final class PRelu extends Layer {
  private static final double INITIAL = 0.25;

  private final Parameter weight;

  /// One slope for all channels, as in SRGAN.
  public PRelu() {
    this(1);
  }

  /// @param slopes 1, or the number of channels
  public PRelu(int slopes) {
    try (var _ = Scope.open()) {
      weight = parameter("weight", Tensors.full(INITIAL, slopes));
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functional.prelu(x, weight.tensor());
  }
}

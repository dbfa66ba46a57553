package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Normalises over the last dimensions, whose sizes are given (Ba et al. 2016): `[…, shape] → […,
/// shape]`, with a learned scale and shift an element; ε 1e-5.
public final class LayerNorm extends Layer {
  private static final double EPS = 1e-5;

  private final Parameter weight;
  private final Parameter bias;

  public LayerNorm(long... shape) {
    try (var _ = Scope.open()) {
      weight = parameter("weight", Tensors.ones(shape));
      bias = parameter("bias", Tensors.zeros(shape));
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functional.layerNorm(x, weight.tensor(), bias.tensor(), EPS);
  }
}

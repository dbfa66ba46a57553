package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// A vector for each of `count` symbols: INT64 `[…] → […, size]`. Weight `[count, size]`, initially
/// N(0, 1).
public final class Embedding extends Layer {
  private final Parameter weight;

  public Embedding(Rng rng, int count, int size) {
    try (var _ = Scope.open()) {
      weight = parameter("weight", Tensors.zeros(count, size));
    }
    Init.normal(weight.tensor(), 0, 1, rng);
  }

  public Tensor weight() {
    return weight.tensor();
  }

  @Override
  public Tensor forward(Tensor indices) {
    return Functional.embedding(indices, weight.tensor());
  }
}

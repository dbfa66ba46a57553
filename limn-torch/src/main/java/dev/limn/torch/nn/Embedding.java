package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import java.util.Optional;

/// A vector for each of `count` symbols: INT64 `[…] → […, size]`. Weight `[count, size]`, initially
/// N(0, 1).
public final class Embedding extends WeightedLayer {
  public Embedding(Rng rng, int count, int size) {
    super(0, count, size);
    Init.normal(weight(), 0, 1, rng);
  }

  @Override
  Tensor apply(Tensor indices, Tensor weight, Optional<Tensor> bias) {
    return Functional.embedding(indices, weight);
  }
}

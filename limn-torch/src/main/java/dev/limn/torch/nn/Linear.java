package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import java.util.Optional;

/// `y = x · Wᵀ + b` over the last dimension: `[…, in] → […, out]`. Weight `[out, in]`, initially
/// U(±1/√in).
public final class Linear extends WeightedLayer {
  public Linear(Rng rng, int in, int out, boolean bias) {
    super(bias ? out : 0, out, in);
    double bound = 1 / Math.sqrt(in);
    Init.uniform(weight(), -bound, bound, rng);
    bias().ifPresent(b -> Init.uniform(b.tensor(), -bound, bound, rng));
  }

  public Linear(Rng rng, int in, int out) {
    this(rng, in, out, true);
  }

  @Override
  Tensor apply(Tensor x, Tensor weight, Optional<Tensor> bias) {
    return bias.isPresent()
        ? Functional.linear(x, weight, bias.get())
        : Functional.linear(x, weight);
  }
}

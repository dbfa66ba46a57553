package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Optional;

/// `y = x · Wᵀ + b` over the last dimension: `[…, in] → […, out]`. Weight `[out, in]`, initially
/// U(±1/√in).
public final class Linear extends Layer {
  private final Parameter weight;
  private final Optional<Parameter> bias;

  public Linear(Rng rng, int in, int out, boolean bias) {
    try (var _ = Scope.open()) {
      this.weight = parameter("weight", Tensors.zeros(out, in));
      this.bias = bias ? Optional.of(parameter("bias", Tensors.zeros(out))) : Optional.empty();
    }
    Init.kaimingUniform(weight.tensor(), Math.sqrt(5), rng);
    this.bias.ifPresent(b -> Init.uniform(b.tensor(), -1 / Math.sqrt(in), 1 / Math.sqrt(in), rng));
  }

  public Linear(Rng rng, int in, int out) {
    this(rng, in, out, true);
  }

  public Tensor weight() {
    return weight.tensor();
  }

  @Override
  public Tensor forward(Tensor x) {
    return bias.isPresent()
        ? Functional.linear(x, weight.tensor(), bias.get().tensor())
        : Functional.linear(x, weight.tensor());
  }
}

package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Optional;

/// A transposed convolution `[N, in, H, W] → [N, out, (H − 1)·stride − 2·padding + kernel, …]`.
/// Weight `[in, out, k, k]`, initially U(±1/√(out·k²)) as in PyTorch.
public final class ConvTranspose2d extends Layer {
  private final Parameter weight;
  private final Optional<Parameter> bias;
  private final int stride;
  private final int padding;

  public ConvTranspose2d(
      Rng rng, int in, int out, int kernel, int stride, int padding, boolean bias) {
    this.stride = stride;
    this.padding = padding;
    try (var _ = Scope.open()) {
      this.weight = parameter("weight", Tensors.zeros(in, out, kernel, kernel));
      this.bias = bias ? Optional.of(parameter("bias", Tensors.zeros(out))) : Optional.empty();
    }
    double bound = 1 / Math.sqrt((double) out * kernel * kernel);
    Init.uniform(weight.tensor(), -bound, bound, rng);
    this.bias.ifPresent(b -> Init.uniform(b.tensor(), -bound, bound, rng));
  }

  public Tensor weight() {
    return weight.tensor();
  }

  @Override
  public Tensor forward(Tensor x) {
    return bias.isPresent()
        ? Functional.convTranspose2d(x, weight.tensor(), bias.get().tensor(), stride, padding, 0)
        : Functional.convTranspose2d(x, weight.tensor(), stride, padding, 0);
  }
}

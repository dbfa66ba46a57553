package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Optional;

/// A convolution `[N, in, H, W] → [N, out, (H + 2·padding − kernel) / stride + 1, …]`. Weight
/// `[out, in, k, k]`, initially U(±1/√fan_in).
public final class Conv2d extends Layer {
  private final Parameter weight;
  private final Optional<Parameter> bias;
  private final int stride;
  private final int padding;

  public Conv2d(Rng rng, int in, int out, int kernel, int stride, int padding, boolean bias) {
    this.stride = stride;
    this.padding = padding;
    try (var _ = Scope.open()) {
      this.weight = parameter("weight", Tensors.zeros(out, in, kernel, kernel));
      this.bias = bias ? Optional.of(parameter("bias", Tensors.zeros(out))) : Optional.empty();
    }
    double bound = 1 / Math.sqrt((double) in * kernel * kernel);
    Init.uniform(weight.tensor(), -bound, bound, rng);
    this.bias.ifPresent(b -> Init.uniform(b.tensor(), -bound, bound, rng));
  }

  public Tensor weight() {
    return weight.tensor();
  }

  @Override
  public Tensor forward(Tensor x) {
    return bias.isPresent()
        ? Functional.conv2d(x, weight.tensor(), bias.get().tensor(), stride, padding)
        : Functional.conv2d(x, weight.tensor(), stride, padding);
  }
}

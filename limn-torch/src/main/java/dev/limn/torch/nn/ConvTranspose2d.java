package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import java.util.Optional;

/// A transposed convolution `[N, in, H, W] → [N, out, (H − 1)·stride − 2·padding + kernel, …]`.
/// Weight `[in, out, k, k]`, initially U(±1/√(out·k²)) as in PyTorch.
public final class ConvTranspose2d extends WeightedLayer {
  private final int stride;
  private final int padding;

  public ConvTranspose2d(
      Rng rng, int in, int out, int kernel, int stride, int padding, boolean bias) {
    super(bias ? out : 0, in, out, kernel, kernel);
    this.stride = stride;
    this.padding = padding;
    double bound = 1 / Math.sqrt((double) out * kernel * kernel);
    Init.uniform(weight(), -bound, bound, rng);
    bias().ifPresent(b -> Init.uniform(b.tensor(), -bound, bound, rng));
  }

  @Override
  int outputDimension() {
    return 1;
  }

  @Override
  Tensor apply(Tensor x, Tensor weight, Optional<Tensor> bias) {
    return bias.isPresent()
        ? Functional.convTranspose2d(x, weight, bias.get(), stride, padding, 0)
        : Functional.convTranspose2d(x, weight, stride, padding, 0);
  }
}

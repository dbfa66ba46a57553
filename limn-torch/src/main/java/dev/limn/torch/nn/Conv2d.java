package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import java.util.Optional;

/// A convolution `[N, in, H, W] → [N, out, (H + 2·padding − dilation·(kernel − 1) − 1) / stride +
/// 1, …]`. Weight `[out, in, k, k]`, initially U(±1/√fan_in).
public final class Conv2d extends WeightedLayer {
  private final int stride;
  private final int padding;
  private final int dilation;

  public Conv2d(Rng rng, int in, int out, int kernel, int stride, int padding, boolean bias) {
    this(rng, in, out, kernel, stride, padding, 1, bias);
  }

  /// @param dilation pixels from one tap of the kernel to the next, 1 for neighbours
  public Conv2d(
      Rng rng, int in, int out, int kernel, int stride, int padding, int dilation, boolean bias) {
    super(bias ? out : 0, out, in, kernel, kernel);
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    double bound = 1 / Math.sqrt(fanIn());
    Init.uniform(weight(), -bound, bound, rng);
    bias().ifPresent(b -> Init.uniform(b.tensor(), -bound, bound, rng));
  }

  @Override
  Tensor apply(Tensor x, Tensor weight, Optional<Tensor> bias) {
    if (dilation > 1) {
      return bias.isPresent()
          ? Functional.dilatedConv2d(x, weight, bias.get(), stride, padding, dilation)
          : Functional.dilatedConv2d(x, weight, stride, padding, dilation);
    }
    return bias.isPresent()
        ? Functional.conv2d(x, weight, bias.get(), stride, padding)
        : Functional.conv2d(x, weight, stride, padding);
  }
}

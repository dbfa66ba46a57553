package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import java.util.Optional;

/// A transposed convolution `[N, in, H, W] → [N, out, (H − 1)·stride − 2·padding + kernel +
/// outputPadding, …]`. Weight `[in, out, k, k]`, initially U(±1/√(out·k²)) as in PyTorch.
public final class ConvTranspose2d extends WeightedLayer {
  private final int stride;
  private final int padding;
  private final int outputPadding;

  public ConvTranspose2d(
      Rng rng, int in, int out, int kernel, int stride, int padding, boolean bias) {
    this(rng, in, out, kernel, stride, padding, 0, bias);
  }

  /// @param outputPadding rows and columns more at the end, below `stride`: with a stride of 2,
  ///   kernels of an odd size need one to double the side
  public ConvTranspose2d(
      Rng rng,
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      int outputPadding,
      boolean bias) {
    super(bias ? out : 0, in, out, kernel, kernel);
    this.stride = stride;
    this.padding = padding;
    this.outputPadding = outputPadding;
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
    if (padding == 0 && outputPadding == 0 && x.rank() == 4 && x.size(2) == 1 && x.size(3) == 1) {
      Tensor y = single(x, weight);
      return bias.isPresent() ? y.plus(bias.get().reshape(1, -1, 1, 1)) : y;
    }
    return bias.isPresent()
        ? Functional.convTranspose2d(x, weight, bias.get(), stride, padding, outputPadding)
        : Functional.convTranspose2d(x, weight, stride, padding, outputPadding);
  }

  /// Of a single pixel, as a generator's first layer has it, a matrix product: three times as fast
  /// as the engine's convolution, forwards and backwards, and laid out channels-last.
  private static Tensor single(Tensor x, Tensor weight) {
    long in = weight.size(0);
    long out = weight.size(1);
    long kernel = weight.size(2);
    Tensor flat = weight.permute(0, 2, 3, 1).reshape(in, -1); // [in, k·k·out]
    Tensor y = x.reshape(x.size(0), x.size(1)).matmul(flat); // [N, k·k·out]
    return y.reshape(-1, kernel, kernel, out).permute(0, 3, 1, 2); // [N, out, k, k]
  }
}

package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import java.util.Optional;

/// A convolution whose weights are scaled by a style, an input channel at a time, and brought back
/// to unit length an output channel at a time (Karras et al. 2020, "Analyzing and Improving the
/// Image Quality of StyleGAN", §2.2). No bias.
///
/// Instead of a weight a picture, the input is scaled before one convolution for the whole batch
/// and its output after it. That is the same function, since both scales are constant over a
/// channel of a picture. `affine` makes the style's scales (equalised learning rate, bias 1);
/// weight `[out, in, k, k]`, N(0, 1), scaled by 1/√fan_in in every pass.
public final class ModulatedConv2d extends Block {
  private static final double EPS = 1e-8;
  private static final double[] TAPS = {1, 3, 3, 1};

  private final int in;
  private final int kernel;
  private final boolean demodulate;
  private final boolean doubling;
  private final double scale;
  private final EqualisedRate affine;
  private final Parameter weight;
  private final Optional<Parameter> blur;

  /// @param kernel odd; 3 where it doubles the size
  /// @param width of the style
  /// @param demodulate brings outputs back to unit variance; not where colours are made
  /// @param doubling makes the picture twice as large, with a `[1, 3, 3, 1]` blur
  public ModulatedConv2d(
      Rng rng, int in, int out, int kernel, int width, boolean demodulate, boolean doubling) {
    if (kernel % 2 == 0 || doubling && kernel != 3) {
      throw TorchException.argument(
          "a modulated convolution of kernel "
              + kernel
              + "; expected "
              + (doubling ? "3 where it doubles the size" : "an odd one"));
    }
    this.in = in;
    this.kernel = kernel;
    this.demodulate = demodulate;
    this.doubling = doubling;
    this.scale = 1 / Math.sqrt((double) in * kernel * kernel);
    var linear = new Linear(rng, width, in);
    affine = child("affine", new EqualisedRate(rng, linear, 1, 1));
    linear.bias().ifPresent(bias -> Init.constant(bias.tensor(), 1));
    try (var _ = Scope.open()) {
      weight = parameter("weight", Tensors.randn(rng, out, in, kernel, kernel));
      // three of four pixels that are blurred are zeros
      blur =
          doubling
              ? Optional.of(buffer("blur", Blur.kernel(TAPS).times(4))) // [4, 4]
              : Optional.empty();
    }
  }

  /// @param x `[N, in, H, W]`
  /// @param w the style, `[N, width]`
  /// @return `[N, out, H, W]`, or twice as high and wide
  public Tensor forward(Tensor x, Tensor w) {
    x.requireShape("input of ModulatedConv2d", -1, in, -1, -1);
    Tensor style = affine.forward(w); // [N, in]
    Tensor scaled = weight.tensor().times(scale); // [out, in, k, k]
    Tensor y = convolve(x.times(style.reshape(-1, in, 1, 1)), scaled); // [N, out, H, W]
    if (!demodulate) {
      return y;
    }
    Tensor lengths = lengths(style, scaled); // [N, out]
    return y.times(lengths.reshape(lengths.size(0), lengths.size(1), 1, 1));
  }

  /// One over the length of every output channel's weights under a style, in float32.
  private static Tensor lengths(Tensor style, Tensor weights) {
    try (var _ = Precision.FLOAT32.on(weights.device())) {
      Tensor squares = weights.square().sum(false, 2, 3); // [out, in]
      Tensor styles = style.to(weights.dtype()).square(); // [N, in]
      return styles.matmul(squares.t()).plus(EPS).rsqrt(); // [N, out]
    }
  }

  private Tensor convolve(Tensor x, Tensor weights) {
    if (!doubling) {
      return Functional.conv2d(x, weights, 1, kernel / 2);
    }
    Tensor y = Functional.convTranspose2d(x, weights.transpose(0, 1), 2, 0, 0); // [N, o, 2H+1, …]
    Tensor each =
        blur.orElseThrow()
            .tensor()
            .to(y.dtype())
            .expand(y.size(1), 1, TAPS.length, TAPS.length); // [out, 1, 4, 4]
    return Functional.depthwiseConv2d(y, each, 1, 1); // [N, out, 2H, 2W]
  }
}

package dev.limn.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Stateless operations of networks: convolutions, norms, pooling, resampling, activations,
/// padding.
///
/// Pictures are `[N, C, H, W]`. Where a method takes an `Optional`-like argument, its overloads
/// leave it out; nothing here accepts null.
public final class Functional {
  private static final long[] ONE = {1, 1};

  private Functional() {}

  // ---- linear and convolution ----

  /// `x · weightᵀ + bias`; weight `[out, in]`.
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return Native.tensor(
        "linear", () -> torch.linear(x.raw(), weight.raw(), Native.optional(bias)));
  }

  public static Tensor linear(Tensor x, Tensor weight) {
    return Native.tensor("linear", () -> torch.linear(x.raw(), weight.raw()));
  }

  /// Weight `[out, in, k, k]`.
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
    return convolve(x, weight, () -> Native.optional(bias), stride, padding);
  }

  public static Tensor conv2d(Tensor x, Tensor weight, int stride, int padding) {
    return convolve(x, weight, () -> Native.NO_TENSOR, stride, padding);
  }

  /// A convolution whose kernel's taps lie `dilation` pixels apart, so that it sees further with
  /// the same weights (Yu and Koltun 2016).
  public static Tensor dilatedConv2d(
      Tensor x, Tensor weight, Tensor bias, int stride, int padding, int dilation) {
    return dilated(x, weight, () -> Native.optional(bias), stride, padding, dilation);
  }

  public static Tensor dilatedConv2d(
      Tensor x, Tensor weight, int stride, int padding, int dilation) {
    return dilated(x, weight, () -> Native.NO_TENSOR, stride, padding, dilation);
  }

  private static Tensor dilated(
      Tensor x,
      Tensor weight,
      Supplier<TensorOptional> bias,
      int stride,
      int padding,
      int dilation) {
    return Native.tensor(
        "dilatedConv2d",
        () ->
            torch.conv2d(
                x.raw(), weight.raw(), bias.get(), pair(stride), pair(padding), pair(dilation), 1));
  }

  /// Every channel of `x` `[N, C, H, W]` by a kernel of its own: weight `[C, 1, k, k]`.
  public static Tensor depthwiseConv2d(Tensor x, Tensor weight, int stride, int padding) {
    return Native.tensor(
        "depthwiseConv2d",
        () ->
            torch.conv2d(
                x.raw(),
                weight.raw(),
                Native.NO_TENSOR,
                pair(stride),
                pair(padding),
                ONE,
                x.size(1)));
  }

  /// The transpose of [#depthwiseConv2d]: it enlarges every channel by a kernel of its own. Weight
  /// `[C, 1, k, k]`.
  public static Tensor depthwiseConvTranspose2d(Tensor x, Tensor weight, int stride, int padding) {
    return Native.tensor(
        "depthwiseConvTranspose2d",
        () ->
            torch.conv_transpose2d(
                x.raw(),
                weight.raw(),
                Native.NO_TENSOR,
                pair(stride),
                pair(padding),
                pair(0),
                x.size(1),
                ONE));
  }

  private static Tensor convolve(
      Tensor x, Tensor weight, Supplier<TensorOptional> bias, int stride, int padding) {
    return Native.tensor(
        "conv2d",
        () ->
            SmallConvolution.fits(x, weight)
                ? SmallConvolution.of(x, weight, bias.get(), pair(stride), pair(padding))
                : torch.conv2d(
                    x.raw(), weight.raw(), bias.get(), pair(stride), pair(padding), ONE, 1));
  }

  /// One-dimensional: x `[N, C, L]`, weight `[out, in, k]`.
  public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
    return Native.tensor(
        "conv1d",
        () ->
            torch.conv1d(
                x.raw(),
                weight.raw(),
                Native.optional(bias),
                new long[] {stride},
                new long[] {padding},
                new long[] {1},
                1));
  }

  /// Weight `[in, out, k, k]`.
  public static Tensor convTranspose2d(
      Tensor x, Tensor weight, Tensor bias, int stride, int padding, int outputPadding) {
    return transposed(x, weight, () -> Native.optional(bias), stride, padding, outputPadding);
  }

  public static Tensor convTranspose2d(
      Tensor x, Tensor weight, int stride, int padding, int outputPadding) {
    return transposed(x, weight, () -> Native.NO_TENSOR, stride, padding, outputPadding);
  }

  private static Tensor transposed(
      Tensor x,
      Tensor weight,
      Supplier<TensorOptional> bias,
      int stride,
      int padding,
      int outputPadding) {
    return Native.tensor(
        "convTranspose2d",
        () ->
            torch.conv_transpose2d(
                x.raw(),
                weight.raw(),
                bias.get(),
                pair(stride),
                pair(padding),
                pair(outputPadding),
                1,
                ONE));
  }

  // ---- normalisation ----

  /// Batch normalisation. In training it uses the batch's statistics and moves the running ones by
  /// `momentum`.
  public static Tensor batchNorm(
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor runningMean,
      Tensor runningVariance,
      boolean training,
      double momentum,
      double eps) {
    return Native.tensor(
        "batchNorm",
        () ->
            torch.batch_norm(
                x.raw(),
                Native.optional(weight),
                Native.optional(bias),
                Native.optional(runningMean),
                Native.optional(runningVariance),
                training,
                momentum,
                eps,
                true));
  }

  /// Batch normalisation without learned scale.
  public static Tensor batchNorm(
      Tensor x,
      Tensor runningMean,
      Tensor runningVariance,
      boolean training,
      double momentum,
      double eps) {
    return Native.tensor(
        "batchNorm",
        () ->
            torch.batch_norm(
                x.raw(),
                Native.NO_TENSOR,
                Native.NO_TENSOR,
                Native.optional(runningMean),
                Native.optional(runningVariance),
                training,
                momentum,
                eps,
                true));
  }

  /// Group normalisation of `[N, C, …]`.
  public static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
    return Native.tensor(
        "groupNorm",
        () ->
            torch.group_norm(
                x.raw(), groups, Native.optional(weight), Native.optional(bias), eps, true));
  }

  /// Instance normalisation without learned scale.
  public static Tensor instanceNorm(Tensor x, double eps) {
    return Native.tensor(
        "instanceNorm",
        () ->
            torch.instance_norm(
                x.raw(),
                Native.NO_TENSOR,
                Native.NO_TENSOR,
                Native.NO_TENSOR,
                Native.NO_TENSOR,
                true,
                0.1,
                eps,
                true));
  }

  public static Tensor instanceNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
    return Native.tensor(
        "instanceNorm",
        () ->
            torch.instance_norm(
                x.raw(),
                Native.optional(weight),
                Native.optional(bias),
                Native.NO_TENSOR,
                Native.NO_TENSOR,
                true,
                0.1,
                eps,
                true));
  }

  /// Layer normalisation over the trailing dimensions of `weight`'s shape.
  public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
    return Native.tensor(
        "layerNorm",
        () ->
            torch.layer_norm(
                x.raw(),
                weight.shape().sizes(),
                Native.optional(weight),
                Native.optional(bias),
                eps,
                true));
  }

  /// `x · scale + shift` in one pass, the latter two broadcast to the shape of `x`.
  public static Tensor scaleShift(Tensor x, Tensor scale, Tensor shift) {
    return Native.tensor("scaleShift", () -> shift.raw().addcmul(x.raw(), scale.raw()));
  }

  /// The same into `x`, only where no graph is recorded.
  ///
  /// @return `x`
  public static Tensor scaleShiftInPlace(Tensor x, Tensor scale, Tensor shift) {
    return x.inPlace(
        "scaleShiftInPlace", () -> torch.addcmul_out(x.raw(), shift.raw(), x.raw(), scale.raw()));
  }

  // ---- activations ----

  public static Tensor leakyRelu(Tensor x, double slope) {
    return Native.tensor("leakyRelu", () -> torch.leaky_relu(x.raw(), Native.scalar(slope)));
  }

  /// Overwrites `x`. Safe where `x` is the output of an operation that does not need it for its
  /// gradient (convolution, batch norm); the graph reports other uses as an error.
  public static Tensor leakyReluInPlace(Tensor x, double slope) {
    return Native.tensor(
        "leakyReluInPlace", () -> torch.leaky_relu_(x.raw(), Native.scalar(slope)));
  }

  /// `max(0, x) + slope · min(0, x)`; slope `[1]`, or `[C]` for each channel its own.
  public static Tensor prelu(Tensor x, Tensor slope) {
    return Native.tensor("prelu", () -> torch.prelu(x.raw(), slope.raw()));
  }

  /// The hyperbolic tangent as the last step of a generator, in float32 whatever the precision
  /// around it. In bfloat16 it is exactly 1 from 3.5 on and its slope, 1 − y², exactly 0, so that
  /// what has once become white would stay white.
  public static Tensor pictureTanh(Tensor x) {
    return x.to(DType.FLOAT32).tanh();
  }

  /// Overwrites `x`, with the same care as [#leakyReluInPlace].
  public static Tensor reluInPlace(Tensor x) {
    return Native.tensor("reluInPlace", () -> torch.relu_(x.raw()));
  }

  /// `log(1 + eˣ)`, exact for large x.
  public static Tensor softplus(Tensor x) {
    return Native.tensor("softplus", () -> torch.softplus(x.raw()));
  }

  public static Tensor gelu(Tensor x) {
    return Native.tensor("gelu", () -> torch.gelu(x.raw()));
  }

  /// `x · σ(x)`, also called swish.
  public static Tensor silu(Tensor x) {
    return Native.tensor("silu", () -> torch.silu(x.raw()));
  }

  public static Tensor elu(Tensor x) {
    return Native.tensor("elu", () -> torch.elu(x.raw()));
  }

  public static Tensor softmax(Tensor x, int dimension) {
    return Native.tensor("softmax", () -> torch.softmax(x.raw(), (long) dimension));
  }

  public static Tensor logSoftmax(Tensor x, int dimension) {
    return Native.tensor("logSoftmax", () -> torch.log_softmax(x.raw(), (long) dimension));
  }

  /// Zeroes elements with probability `p` and scales the rest by `1 / (1 − p)`; the draw comes from
  /// `rng`.
  public static Tensor dropout(Tensor x, double p, Rng rng) {
    TorchException.present(x, "input of dropout");
    if (!(p >= 0 && p < 1)) {
      throw TorchException.argument("dropout with probability " + p + "; expected 0 to below 1");
    }
    try (var scope = Scope.open()) {
      Tensor keep = Tensors.rand(rng, x.shape().sizes()).to(x.device()).gt(p).to(x.dtype());
      return scope.keep(x.times(keep.timesInPlace(1 / (1 - p))));
    }
  }

  // ---- pooling, resampling, padding ----

  public static Tensor avgPool2d(Tensor x, int kernel, int stride) {
    return Native.tensor(
        "avgPool2d",
        () ->
            torch.avg_pool2d(
                x.raw(), pair(kernel), pair(stride), pair(0), false, true, Native.NO_LONG));
  }

  /// @param ceil rounds the output size up, so that a last partial window counts
  public static Tensor maxPool2d(Tensor x, int kernel, int stride, int padding, boolean ceil) {
    return Native.tensor(
        "maxPool2d",
        () -> torch.max_pool2d(x.raw(), pair(kernel), pair(stride), pair(padding), ONE, ceil));
  }

  public static Tensor maxPool1d(Tensor x, int kernel, int stride) {
    return Native.tensor(
        "maxPool1d",
        () ->
            torch.max_pool1d(
                x.raw(),
                new long[] {kernel},
                new long[] {stride},
                new long[] {0},
                new long[] {1},
                false));
  }

  public static Tensor adaptiveAvgPool2d(Tensor x, int height, int width) {
    return Native.tensor(
        "adaptiveAvgPool2d", () -> torch.adaptive_avg_pool2d(x.raw(), height, width));
  }

  public static Tensor upsampleNearest(Tensor x, int height, int width) {
    return Native.tensor("upsampleNearest", () -> torch.upsample_nearest2d(x.raw(), height, width));
  }

  /// Bilinear with half-pixel centres (PyTorch's `align_corners=False`), not antialiased.
  public static Tensor upsampleBilinear(Tensor x, int height, int width) {
    return Native.tensor(
        "upsampleBilinear",
        () -> torch.upsample_bilinear2d(x.raw(), new long[] {height, width}, false));
  }

  public static Tensor upsampleBicubic(Tensor x, int height, int width) {
    return Native.tensor(
        "upsampleBicubic",
        () -> torch.upsample_bicubic2d(x.raw(), new long[] {height, width}, false));
  }

  /// Rearranges `[N, C·r², H, W]` to `[N, C, H·r, W·r]`.
  public static Tensor pixelShuffle(Tensor x, int factor) {
    return Native.tensor("pixelShuffle", () -> torch.pixel_shuffle(x.raw(), factor));
  }

  /// Pads the last two dimensions with a constant.
  public static Tensor pad(Tensor x, int left, int right, int top, int bottom, double value) {
    return Native.tensor(
        "pad",
        () ->
            torch.constant_pad_nd(
                x.raw(), new long[] {left, right, top, bottom}, Native.scalar(value)));
  }

  public static Tensor reflectionPad(Tensor x, int size) {
    return Native.tensor(
        "reflectionPad", () -> torch.reflection_pad2d(x.raw(), size, size, size, size));
  }

  public static Tensor replicationPad(Tensor x, int size) {
    return Native.tensor(
        "replicationPad", () -> torch.replication_pad2d(x.raw(), size, size, size, size));
  }

  // ---- text ----

  /// Rows of `weight` `[V, E]` at the INT64 `indices`.
  public static Tensor embedding(Tensor indices, Tensor weight) {
    return Native.tensor("embedding", () -> torch.embedding(weight.raw(), indices.raw()));
  }

  // ---- losses, each a mean over all elements ----

  /// Binary cross-entropy of logits against targets of the same shape.
  public static Tensor bceWithLogits(Tensor logits, Tensor targets) {
    return Native.tensor(
        "bceWithLogits", () -> torch.binary_cross_entropy_with_logits(logits.raw(), targets.raw()));
  }

  public static Tensor mse(Tensor x, Tensor target) {
    return Native.tensor("mse", () -> torch.mse_loss(x.raw(), target.raw()));
  }

  public static Tensor l1(Tensor x, Tensor target) {
    return Native.tensor("l1", () -> torch.l1_loss(x.raw(), target.raw()));
  }

  public static Tensor smoothL1(Tensor x, Tensor target) {
    return Native.tensor("smoothL1", () -> torch.smooth_l1_loss(x.raw(), target.raw()));
  }

  /// Cross-entropy of logits `[N, K]` against INT64 classes `[N]`.
  public static Tensor crossEntropy(Tensor logits, Tensor classes) {
    return Native.tensor(
        "crossEntropy", () -> torch.cross_entropy_loss(logits.raw(), classes.raw()));
  }

  private static long[] pair(int value) {
    return new long[] {value, value};
  }
}

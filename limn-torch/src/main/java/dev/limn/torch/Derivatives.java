package dev.limn.torch;

import org.bytedeco.pytorch.global.torch;

/// The derivatives of fully connected layers and of what follows them, by name: for gradients that
/// are worked out layer by layer, without a graph.
///
/// In networks of a few thousand weights the graph costs more than its arithmetic. A `slope` is the
/// derivative of a loss by something's result, of that result's shape; each method gives the
/// derivative by its input, or by its weights.
public final class Derivatives {
  private Derivatives() {}

  /// By the input of a linear layer: `slope · weight`.
  ///
  /// @param slope `[N, out]`
  /// @param weight `[out, in]`
  /// @return `[N, in]`
  public static Tensor linearInput(Tensor slope, Tensor weight) {
    return Native.tensor("linearInput", () -> torch.mm(slope.raw(), weight.raw()));
  }

  /// By the weight of a linear layer: `slopeᵀ · x`, written over `into`.
  ///
  /// @param slope `[N, out]`
  /// @param x its input, `[N, in]`
  /// @param into `[out, in]`
  public static void linearWeight(Tensor slope, Tensor x, Tensor into) {
    try (var _ = Scope.open()) {
      Native.tensor("linearWeight", () -> torch.mm_out(into.raw(), slope.raw().t(), x.raw()));
    }
  }

  /// By the bias of a linear layer: the slope's sum over the batch, written over `into`.
  ///
  /// @param slope `[N, out]`
  /// @param into `[out]`
  public static void linearBias(Tensor slope, Tensor into) {
    try (var _ = Scope.open()) {
      Native.tensor(
          "linearBias",
          () -> torch.sum_out(into.raw(), slope.raw(), new long[] {0}, false, Native.NO_TYPE));
    }
  }

  /// By the input of a ReLU.
  ///
  /// @param result of the ReLU
  public static Tensor relu(Tensor slope, Tensor result) {
    return Native.tensor(
        "relu", () -> torch.threshold_backward(slope.raw(), result.raw(), Native.scalar(0.0)));
  }

  /// By the input of a leaky ReLU.
  ///
  /// @param result of the leaky ReLU
  /// @param below its slope below 0; above 0 itself, so that the result tells the input's sign
  public static Tensor leakyRelu(Tensor slope, Tensor result, double below) {
    return Native.tensor(
        "leakyRelu",
        () -> torch.leaky_relu_backward(slope.raw(), result.raw(), Native.scalar(below), true));
  }

  /// By the input of a hyperbolic tangent.
  ///
  /// @param result of the tangent
  public static Tensor tanh(Tensor slope, Tensor result) {
    return Native.tensor("tanh", () -> torch.tanh_backward(slope.raw(), result.raw()));
  }
}

package dev.limn.loss;

import dev.limn.torch.Autograd;
import dev.limn.torch.DType;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.List;
import java.util.function.UnaryOperator;

/// What keeps a discriminator smooth: penalties on its slope, bounds on its weights, noise at its
/// input. Weights are the caller's.
///
/// The penalties are differentiated twice, so the discriminator must not overwrite its activations
/// in place where the engine needs them, and must not use batch norm: the gradient of one sample
/// would depend on the others.
public final class Penalties {
  private static final double EPS = 1e-12;

  private Penalties() {}

  /// `E[(‖∇D(x̂)‖ − 1)²]` at random points between real and drawn (Gulrajani et al. 2017).
  ///
  /// @param discriminator from data `[N, …]` to logits
  /// @param real `[N, …]`
  /// @param fake `[N, …]`
  public static Tensor unitGradient(
      UnaryOperator<Tensor> discriminator, Tensor real, Tensor fake, Rng rng) {
    return unitGradient(discriminator, between(real, fake, rng));
  }

  /// `E[(‖∇D(x)‖ − 1)²]` at given points.
  public static Tensor unitGradient(UnaryOperator<Tensor> discriminator, Tensor points) {
    return unitNorm(slopes(discriminator, points));
  }

  /// `E[(‖s‖ − 1)²]` of slopes `[N, …]`.
  static Tensor unitNorm(Tensor slopes) {
    // The root has no slope at 0; a tiny summand gives it one.
    Tensor norm = squared(slopes).plus(EPS).sqrt(); // [N]
    return norm.minus(1).square().mean();
  }

  /// `E[‖∇D(x)‖²]` on real data: R1 without its γ/2 (Mescheder et al. 2018).
  public static Tensor zeroGradient(UnaryOperator<Tensor> discriminator, Tensor real) {
    return zeroNorm(slopes(discriminator, real));
  }

  /// `E[‖s‖²]` of slopes `[N, …]`.
  static Tensor zeroNorm(Tensor slopes) {
    return squared(slopes).mean();
  }

  /// `E[(‖∇ₓD‖ + ‖∇ₑD‖)^p]` for real pictures x and their own sentences e: the matching-aware
  /// gradient penalty without its weight k (Tao et al. 2022, equation 1).
  ///
  /// It is given logits, not a network, so that the pass that the loss needs serves it too.
  ///
  /// @param logits `[N]` of the pairs
  /// @param pictures `[N, …]`, what the logits were computed from, requiring gradients
  /// @param text `[N, W]`, likewise
  /// @param power p; the paper's 6
  public static Tensor matchingAware(Tensor logits, Tensor pictures, Tensor text, double power) {
    var slopes = Autograd.grad(List.of(logits.sum()), List.of(pictures, text), true);
    return norms(slopes.get(0)).plus(norms(slopes.get(1))).pow(power).mean();
  }

  /// A random point on the line between each pair.
  static Tensor between(Tensor real, Tensor fake, Rng rng) {
    long[] share = new long[real.rank()];
    java.util.Arrays.fill(share, 1);
    share[0] = real.size(0);
    Tensor epsilon = Tensors.rand(rng, share).to(real.device()); // [N, 1, …]
    return between(real.detach(), fake.detach(), epsilon);
  }

  /// Points on the lines from `fake` (ε = 0) to `real` (ε = 1).
  public static Tensor between(Tensor real, Tensor fake, Tensor epsilon) {
    return fake.plus(real.minus(fake).times(epsilon)); // [N, …]
  }

  /// Every trainable value, biases included, is kept in ±`bound`.
  public static void clip(Network<?> network, double bound) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      network.values().clampInPlace(-bound, bound);
    }
  }

  /// Fresh N(0, σ²) noise on top; with σ = 0 the same tensor.
  public static Tensor noisy(Tensor x, double sigma, Rng rng) {
    if (sigma == 0) {
      return x;
    }
    return x.plus(Tensors.randn(rng, x.shape().sizes()).to(x.device()).times(sigma)); // as x
  }

  /// The Euclidean norm of every sample, in float32: `[N]`.
  private static Tensor norms(Tensor slopes) {
    Tensor flat = slopes.to(DType.FLOAT32).reshape(slopes.size(0), -1); // [N, …]
    return flat.square().sum(false, 1).plus(EPS).sqrt(); // [N]
  }

  /// `∇D`, with a graph to the discriminator's weights: `[N, …]`.
  static Tensor slopes(UnaryOperator<Tensor> discriminator, Tensor points) {
    Tensor x = points.detach().requiresGrad(true);
    return Autograd.grad(discriminator.apply(x), x, true); // [N, …]
  }

  /// The squared norm of every sample: `[N]`.
  private static Tensor squared(Tensor slopes) {
    return slopes.reshape(slopes.size(0), -1).square().sum(false, 1); // [N]
  }
}

package dev.limn.torch.nn;

import dev.limn.torch.Linalg;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;

/// Initial values of weights, written into existing tensors.
///
/// Fans are counted as PyTorch does: `fan_in = size(1) · receptive field`, `fan_out = size(0) ·
/// receptive field`.
public final class Init {
  private Init() {}

  public static void normal(Tensor weight, double mean, double std, Rng rng) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      TorchException.present(weight, "weight").normalInPlace(mean, std, rng);
    }
  }

  public static void uniform(Tensor weight, double from, double to, Rng rng) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      TorchException.present(weight, "weight").uniformInPlace(from, to, rng);
    }
  }

  public static void constant(Tensor weight, double value) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      TorchException.present(weight, "weight").fillInPlace(value);
    }
  }

  /// He et al. 2015 for leaky ReLU of the given slope: U(±gain·√(3 / fan_in)).
  public static void kaimingUniform(Tensor weight, double slope, Rng rng) {
    double bound = Math.sqrt(2 / (1 + slope * slope)) * Math.sqrt(3.0 / fanIn(weight));
    uniform(weight, -bound, bound, rng);
  }

  /// He et al. 2015: N(0, gain² / fan_in).
  public static void kaimingNormal(Tensor weight, double slope, Rng rng) {
    normal(weight, 0, Math.sqrt(2 / (1 + slope * slope)) / Math.sqrt(fanIn(weight)), rng);
  }

  /// Glorot and Bengio 2010: U(±gain·√(6 / (fan_in + fan_out))).
  public static void xavierUniform(Tensor weight, double gain, Rng rng) {
    double bound = gain * Math.sqrt(6.0 / (fanIn(weight) + fanOut(weight)));
    uniform(weight, -bound, bound, rng);
  }

  public static void xavierNormal(Tensor weight, double gain, Rng rng) {
    normal(weight, 0, gain * Math.sqrt(2.0 / (fanIn(weight) + fanOut(weight))), rng);
  }

  /// Saxe et al. 2014: rows (or columns, whichever are fewer) orthonormal, times `gain`.
  public static void orthogonal(Tensor weight, double gain, Rng rng) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      requireMatrix(weight);
      long rows = weight.size(0);
      long columns = weight.elements() / rows;
      boolean wide = rows < columns;
      Tensor draw = Tensors.randn(rng, wide ? columns : rows, wide ? rows : columns);
      var factors = Linalg.qr(draw);
      // the signs make the distribution uniform
      float[] r = factors.r().toFloats();
      float[] signs = new float[(int) Math.min(rows, columns)];
      for (int i = 0; i < signs.length; i++) {
        signs[i] = r[i * signs.length + i] < 0 ? -1 : 1;
      }
      Tensor q = factors.q().times(Tensors.of(signs, signs.length));
      weight.copyInPlace((wide ? q.t() : q).reshape(weight.shape().sizes()).times(gain));
    }
  }

  static double fanIn(Tensor weight) {
    return requireMatrix(weight).size(1) * field(weight);
  }

  static double fanOut(Tensor weight) {
    return requireMatrix(weight).size(0) * field(weight);
  }

  private static double field(Tensor weight) {
    double field = 1;
    for (int i = 2; i < weight.rank(); i++) {
      field *= weight.size(i);
    }
    return field;
  }

  private static Tensor requireMatrix(Tensor weight) {
    if (TorchException.present(weight, "weight").rank() < 2 || weight.elements() == 0) {
      throw TorchException.argument(
          "fans of a weight of shape "
              + weight.shape()
              + "; expected at least two dimensions, none of them 0");
    }
    return weight;
  }
}

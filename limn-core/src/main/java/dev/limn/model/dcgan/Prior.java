package dev.limn.model.dcgan;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// What the noise is drawn from.
public enum Prior {
  /// N(0, 1), as most do today.
  NORMAL,
  /// U(−1, 1), as the paper does.
  UNIFORM;

  // Abramowitz and Stegun 1964, formula 7.1.26: at most 1.5e-7 off.
  private static final double P = 0.3275911;
  private static final double[] A = {
    0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429
  };

  /// Fresh noise `[rows, width]`.
  Tensor draw(Rng rng, long rows, long width) {
    return switch (this) {
      case NORMAL -> Tensors.randn(rng, rows, width);
      case UNIFORM -> Tensors.rand(rng, rows, width).timesInPlace(2).addInPlace(-1);
    };
  }

  /// Turns noise of N(0, 1), which everything that draws uses, into this one's: a normal number at
  /// the p-th part of its distribution becomes the uniform one there, `2·Φ(z) − 1 = erf(z / √2)`.
  Tensor of(Tensor normal) {
    if (this == NORMAL) {
      return normal;
    }
    float[] values = normal.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) erf(values[i] / Math.sqrt(2));
    }
    return Tensors.of(values, normal.shape().sizes());
  }

  private static double erf(double x) {
    double t = 1 / (1 + P * Math.abs(x));
    double sum = 0;
    for (int i = A.length - 1; i >= 0; i--) {
      sum = (sum + A[i]) * t;
    }
    return Math.copySign(1 - sum * Math.exp(-x * x), x);
  }
}

package dev.limn.text;

import dev.limn.torch.Tensor;

/// Euclidean lengths of vectors.
public final class Lengths {
  private static final double EPS = 1e-12;

  private Lengths() {}

  /// Vectors of length 1 in the same directions, over the last dimension.
  public static Tensor unit(Tensor vectors) {
    Tensor squares = vectors.square().sum(true, vectors.rank() - 1); // […, 1]
    return vectors.times(squares.plus(EPS).rsqrt());
  }
}

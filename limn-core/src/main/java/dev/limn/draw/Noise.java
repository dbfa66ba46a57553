package dev.limn.draw;

import java.util.Arrays;

/// Arithmetic on noise vectors.
public final class Noise {
  /// Below this angle between two vectors the great circle is a straight line.
  private static final double STRAIGHT = 1e-4;

  private Noise() {}

  /// Spherical linear interpolation (Shoemake 1985; White 2016, *Sampling generative networks*).
  /// The ends are the vectors themselves, and equal vectors stay as they are.
  ///
  /// @param beta 0 for `from`, 1 for `to`
  public static float[] between(float[] from, float[] to, double beta) {
    return between(from, to, beta, Mixing.SPHERICAL);
  }

  /// Linear or spherical interpolation, with the same ends.
  ///
  /// @param beta 0 for `from`, 1 for `to`
  public static float[] between(float[] from, float[] to, double beta, Mixing mixing) {
    if (beta == 0 || Arrays.equals(from, to)) {
      return from.clone();
    }
    if (beta == 1) {
      return to.clone();
    }
    double product = 0;
    double fromSquare = 0;
    double toSquare = 0;
    for (int i = 0; i < from.length; i++) {
      product += (double) from[i] * to[i];
      fromSquare += (double) from[i] * from[i];
      toSquare += (double) to[i] * to[i];
    }
    double cosine = product / Math.sqrt(fromSquare * toSquare); // NaN when one is zero
    double angle = Math.acos(Math.clamp(cosine, -1, 1));
    double first = 1 - beta;
    double second = beta;
    if (mixing == Mixing.SPHERICAL && angle > STRAIGHT && angle < Math.PI - STRAIGHT) {
      first = Math.sin((1 - beta) * angle) / Math.sin(angle);
      second = Math.sin(beta * angle) / Math.sin(angle);
    }
    float[] result = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      result[i] = (float) (first * from[i] + second * to[i]);
    }
    return result;
  }
}

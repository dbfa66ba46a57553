package dev.limn.image;

/// The kernel a [Resampler] weighs source pixels with.
///
/// All but [#NEAREST] are antialiased: when the picture shrinks, the kernel is stretched by the
/// same factor, so that every source pixel counts. The kernels are Pillow's, by name and by number.
public enum Filter {
  /// The one source pixel under the centre of the target pixel. Aliases when shrinking; right for
  /// integer enlargement.
  NEAREST(0),
  /// The mean of the source pixels under the target pixel.
  BOX(0.5),
  /// A triangle of radius 1.
  BILINEAR(1),
  /// Keys' cubic of radius 2 with a = -1/2 (R. Keys, "Cubic convolution interpolation for digital
  /// image processing", 1981).
  BICUBIC(2),
  /// A sinc of radius 3, windowed by the middle lobe of a wider sinc. The sharpest; rings at hard
  /// edges.
  LANCZOS(3);

  private final double support;

  Filter(double support) {
    this.support = support;
  }

  /// The radius outside which the kernel is nought, in target pixels when shrinking and in source
  /// pixels when enlarging.
  double support() {
    return support;
  }

  /// The kernel at distance `x` from its centre.
  double weight(double x) {
    return switch (this) {
      case NEAREST -> throw new IllegalStateException("the nearest pixel has no kernel");
      // Half open, so that a pixel on the border of two targets belongs to one of them.
      case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
      case BILINEAR -> Math.max(0, 1 - Math.abs(x));
      case BICUBIC -> cubic(Math.abs(x));
      case LANCZOS -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    };
  }

  private static double cubic(double x) {
    double a = -0.5;
    if (x < 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }

  private static double sinc(double x) {
    if (x == 0) {
      return 1;
    }
    double angle = x * Math.PI;
    // StrictMath: the same bits on every processor.
    return StrictMath.sin(angle) / angle;
  }
}

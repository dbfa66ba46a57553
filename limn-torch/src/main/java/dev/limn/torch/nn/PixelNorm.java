package dev.limn.torch.nn;

import dev.limn.torch.Tensor;

/// Brings the features of every pixel to length √C: `x / √(mean_C x² + 1e-8)` (Karras et al. 2018,
/// "Progressive Growing of GANs", §4.2). `[N, C]` or `[N, C, H, W]`; the shape stays, nothing is
/// learned.
public final class PixelNorm extends Layer {
  private static final double EPS = 1e-8;

  /// Knows no shape.
  public PixelNorm() {}

  @Override
  public Tensor forward(Tensor x) {
    return x.times(x.square().mean(true, 1).plus(EPS).rsqrt());
  }
}

package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;

/// Instance normalisation whose scale and shift come from a style: `norm(x) · (1 + yₛ) + y_b`
/// (Huang and Belongie 2017; Karras et al. 2019, "A Style-Based Generator Architecture", §2). ε
/// 1e-8; `style` is a linear layer of equalised learning rate to `2·C` values, scales first.
public final class AdaptiveInstanceNorm2d extends Block {
  private static final double EPS = 1e-8;

  private final int channels;
  private final EqualisedRate style;

  /// @param width of the style
  public AdaptiveInstanceNorm2d(Rng rng, int channels, int width) {
    this.channels = channels;
    style = child("style", new EqualisedRate(rng, new Linear(rng, width, 2 * channels), 1, 1));
  }

  /// @param x `[N, C, H, W]`
  /// @param w the style, `[N, width]`
  /// @return `[N, C, H, W]`
  public Tensor forward(Tensor x, Tensor w) {
    Tensor y = style.forward(w).reshape(-1, 2L * channels, 1, 1); // [N, 2·C, 1, 1]
    Tensor scale = y.narrow(1, 0, channels).plus(1); // [N, C, 1, 1]
    return Functional.scaleShift(
        Functional.instanceNorm(x, EPS), scale, y.narrow(1, channels, channels)); // [N, C, H, W]
  }
}

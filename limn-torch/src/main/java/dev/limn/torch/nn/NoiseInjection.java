package dev.limn.torch.nn;

import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Adds one map of noise to all channels, each with a strength that is learned and begins at 0
/// (Karras et al. 2019, §2): `x + weight · noise`. Weight `[1, C, 1, 1]`, or `[1, 1, 1, 1]` for one
/// strength, as in StyleGAN2.
public final class NoiseInjection extends Block {
  private final Parameter weight;

  /// @param strengths the number of channels, or 1
  public NoiseInjection(int strengths) {
    try (var _ = Scope.open()) {
      weight = parameter("weight", Tensors.zeros(1, strengths, 1, 1));
    }
  }

  /// @param x `[N, C, H, W]`
  /// @param noise N(0, 1), `[N, 1, H, W]` or `[1, 1, H, W]`
  /// @return `[N, C, H, W]`
  public Tensor forward(Tensor x, Tensor noise) {
    return x.plus(noise.times(weight.tensor()));
  }
}

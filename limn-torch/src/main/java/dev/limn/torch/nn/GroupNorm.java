package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;

/// Normalises groups of channels of every picture of `[N, C, …]` (Wu and He 2018), with a learned
/// scale and shift a channel; ε 1e-5.
public final class GroupNorm extends Layer {
  private static final double EPS = 1e-5;

  private final int groups;
  private final Parameter weight;
  private final Parameter bias;

  /// @param groups divides the number of channels
  public GroupNorm(int groups, int channels) {
    if (groups < 1 || channels < 1 || channels % groups != 0) {
      throw TorchException.argument(
          groups + " groups of " + channels + " channels; expected a divisor");
    }
    this.groups = groups;
    try (var _ = Scope.open()) {
      weight = parameter("weight", Tensors.ones(channels));
      bias = parameter("bias", Tensors.zeros(channels));
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functional.groupNorm(x, groups, weight.tensor(), bias.tensor(), EPS);
  }
}

package dev.limn.model.semisupervised;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Parameter;

/// A linear layer with weight normalisation (Salimans and Kingma 2016): each output's weights have
/// the length `e^scale`, 1 unless it is learned: `[N, in] → [N, out]`.
final class NormalisedLinear extends Layer {
  private static final double STD = 0.1;

  private final Parameter direction;
  private final Parameter bias;
  private final Parameter scale;

  /// @param scaled whether the lengths are learned; the released code does so in the last layer
  ///   only
  NormalisedLinear(Rng rng, int in, int out, boolean scaled) {
    try (var _ = Scope.open()) {
      direction = parameter("direction", Tensors.zeros(out, in));
      bias = parameter("bias", Tensors.zeros(out));
      scale = scaled ? parameter("scale", Tensors.zeros(out)) : buffer("scale", Tensors.zeros(out));
    }
    Init.normal(direction.tensor(), 0, STD, rng);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor v = direction.tensor(); // [out, in]
    Tensor length = v.square().sum(true, 1).plus(1e-12).sqrt(); // [out, 1]
    Tensor factor = scale.tensor().exp().unsqueeze(1).div(length); // [out, 1]
    return Functional.linear(x, v.times(factor), bias.tensor()); // [N, out]
  }
}

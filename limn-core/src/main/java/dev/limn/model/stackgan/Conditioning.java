package dev.limn.model.stackgan;

import dev.limn.torch.DType;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Linear;

/// Conditioning augmentation (Zhang et al. 2017, §3.2): instead of the sentence's features
/// themselves a generator gets a draw from N(μ(φ), diag σ²(φ)), so that the neighbourhood of each
/// sentence is learned too.
///
/// μ and log σ are the halves of one leaky linear layer, as in the released code. The distribution
/// is kept near N(0, 1) by [Drawn#divergence()].
final class Conditioning extends Block {
  private static final double SLOPE = 0.2;

  private final int width;
  private final Linear layer;

  Conditioning(Rng rng, int conditionWidth, int width) {
    this.width = width;
    layer = child("layer", new Linear(rng, conditionWidth, 2 * width));
  }

  /// A condition and what it was drawn from, float32.
  ///
  /// @param value `[N, C]`
  /// @param mu `[N, C]`
  /// @param logSigma `[N, C]`
  record Drawn(Tensor value, Tensor mu, Tensor logSigma) {
    /// KL(N(μ, σ²) ‖ N(0, 1)), mean over sentences and numbers.
    Tensor divergence() {
      Tensor variance = logSigma.times(2).exp();
      return mu.square().plus(variance).minus(1).minus(logSigma.times(2)).mean().times(0.5);
    }
  }

  /// @param embedding `[N, conditionWidth]`
  /// @param epsilon `[N, C]`, N(0, 1), cut off at 2
  Drawn forward(Tensor embedding, Tensor epsilon) {
    long count = epsilon.size(0);
    epsilon.requireShape("epsilon", -1, width);
    embedding.requireShape("the text embedding", count, layer.weight().size(1));
    Tensor h = Functional.leakyRelu(layer.forward(embedding).to(DType.FLOAT32), SLOPE); // [N, 2·C]
    Tensor mu = h.narrow(1, 0, width); // [N, C]
    Tensor logSigma = h.narrow(1, width, width); // [N, C]
    return new Drawn(mu.plus(logSigma.exp().times(epsilon)), mu, logSigma);
  }
}

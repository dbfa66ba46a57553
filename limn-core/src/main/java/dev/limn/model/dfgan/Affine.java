package dev.limn.model.dfgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Linear;

/// Scales and shifts every channel by two small networks of the condition: `γ(c) · x + β(c)`
/// (DF-GAN, §3.4). It starts as the identity.
///
/// The first layers of both networks are one matrix product, their rows one below the other.
final class Affine extends Block {
  private final int channels;
  private final Linear hidden;
  private final Linear gamma;
  private final Linear beta;

  Affine(Rng rng, int condition, int channels) {
    this.channels = channels;
    hidden = child("hidden", new Linear(rng, condition, 2 * channels));
    gamma = child("gamma", new Linear(rng, channels, channels));
    beta = child("beta", new Linear(rng, channels, channels));
    Init.constant(gamma.weight(), 0);
    Init.constant(gamma.named().get("bias").tensor(), 1);
    Init.constant(beta.weight(), 0);
    Init.constant(beta.named().get("bias").tensor(), 0);
  }

  int channels() {
    return channels;
  }

  /// The first layers of both networks: `[N, K] → [N, 2·C]`.
  Linear hidden() {
    return hidden;
  }

  /// The second layer of the scales: `[N, C] → [N, C]`.
  Linear gamma() {
    return gamma;
  }

  /// The second layer of the shifts: `[N, C] → [N, C]`.
  Linear beta() {
    return beta;
  }

  /// @param x `[N, C, H, W]`
  /// @param condition `[N, K]`
  /// @return `[N, C, H, W]`, fresh memory that may be overwritten
  Tensor forward(Tensor x, Tensor condition) {
    long count = x.size(0);
    Tensor h = Functional.reluInPlace(hidden.forward(condition)); // [N, 2·C]
    Tensor scale = gamma.forward(h.narrow(1, 0, channels)).reshape(count, channels, 1, 1);
    Tensor shift = beta.forward(h.narrow(1, channels, channels)).reshape(count, channels, 1, 1);
    return x.times(scale).plus(shift); // [N, C, H, W]
  }
}

package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import java.util.function.Function;

/// Lets every place of a picture look at all others: `x + γ · attention(x)` (Zhang et al. 2019,
/// "Self-Attention Generative Adversarial Networks", §3), with keys and values pooled 2×2 as in its
/// and BigGAN's programs. `[N, C, H, W]`; the shape stays. γ begins at 0, where it changes nothing.
///
/// Parts: 1×1 convolutions without bias `theta` (queries, C/8), `phi` (keys, C/8), `g` (values,
/// C/2), `o` (back to C), and the scalar `gamma`.
public final class SelfAttention2d extends Layer {
  private static final int SMALLEST = 8;

  private final int channels;
  private final Layer theta;
  private final Layer phi;
  private final Layer g;
  private final Layer o;
  private final Parameter gamma;

  /// @param channels a multiple of 8
  /// @param norm wraps every convolution, in [SpectralNorm] for example; the identity for none
  public SelfAttention2d(Rng rng, int channels, Function<WeightedLayer, Layer> norm) {
    if (channels < SMALLEST || channels % SMALLEST != 0) {
      throw TorchException.argument(
          "self-attention over " + channels + " channels; expected a multiple of " + SMALLEST);
    }
    this.channels = channels;
    theta = child("theta", norm.apply(pointwise(rng, channels, channels / SMALLEST)));
    phi = child("phi", norm.apply(pointwise(rng, channels, channels / SMALLEST)));
    g = child("g", norm.apply(pointwise(rng, channels, channels / 2)));
    o = child("o", norm.apply(pointwise(rng, channels / 2, channels)));
    try (var _ = Scope.open()) {
      gamma = parameter("gamma", Tensors.zeros(1));
    }
  }

  private static Conv2d pointwise(Rng rng, int in, int out) {
    return new Conv2d(rng, in, out, 1, 1, 0, false);
  }

  @Override
  public Tensor forward(Tensor x) {
    x.requireShape("input of SelfAttention2d", -1, channels, -1, -1);
    long pictures = x.size(0);
    Tensor queries = theta.forward(x).reshape(pictures, channels / SMALLEST, -1); // [N, C/8, HW]
    Tensor keys = pooled(phi.forward(x), channels / SMALLEST); // [N, C/8, HW/4]
    Tensor values = pooled(g.forward(x), channels / 2); // [N, C/2, HW/4]
    Tensor weights = Functional.softmax(queries.transpose(1, 2).matmul(keys), -1); // [N, HW, HW/4]
    Tensor seen =
        values
            .matmul(weights.transpose(1, 2))
            .reshape(pictures, channels / 2, x.size(2), x.size(3)); // [N, C/2, H, W]
    return x.plus(o.forward(seen).times(gamma.tensor())); // [N, C, H, W]
  }

  private static Tensor pooled(Tensor x, int channels) {
    return Functional.maxPool2d(x, 2, 2, 0, false).reshape(x.size(0), channels, -1);
  }
}

package dev.limn.model.dfgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Parameter;
import dev.limn.torch.nn.SpectralNorm;
import java.util.Optional;

/// Halves the side of feature maps (DF-GAN, §3.1): a shortcut with mean pooling plus two
/// convolutions, the first of stride 2, whose share is learned.
///
/// The shortcut's 1×1 convolution comes after its pooling, not before: the two commute.
final class DownBlock extends Layer {
  private final Layer c1;
  private final Layer c2;
  private final Optional<Layer> shortcut;
  private final Parameter share;

  DownBlock(Rng rng, int in, int out, DfGanConfig config) {
    boolean spectral = config.spectralNorm();
    c1 = child("c1", conv(rng, new Conv2d(rng, in, out, 4, 2, 1, false), spectral));
    c2 = child("c2", conv(rng, new Conv2d(rng, out, out, 3, 1, 1, false), spectral));
    shortcut =
        in == out
            ? Optional.empty()
            : Optional.of(
                child("shortcut", conv(rng, new Conv2d(rng, in, out, 1, 1, 0, true), spectral)));
    try (var _ = Scope.open()) {
      share = parameter("share", Tensors.full(config.residualShare(), 1));
    }
  }

  /// The convolution, normed if wanted.
  static Layer conv(Rng rng, Conv2d conv, boolean spectral) {
    return spectral ? new SpectralNorm(rng, conv) : conv;
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor h = Functional.leakyReluInPlace(c1.forward(x), DfGanGenerator.SLOPE);
    h = Functional.leakyReluInPlace(c2.forward(h), DfGanGenerator.SLOPE); // [N, out, S/2, S/2]
    Tensor pooled = Functional.avgPool2d(x, 2, 2); // [N, in, S/2, S/2]
    Tensor skipped = shortcut.map(conv -> conv.forward(pooled)).orElse(pooled);
    return skipped.plus(h.times(share.tensor().to(h.dtype()))); // [N, out, S/2, S/2]
  }
}

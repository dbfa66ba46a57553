package dev.limn.model.dfgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;

/// Two affine maps by the condition, each with an activation, so that what the text does to a
/// channel is not linear (DF-GAN, §3.4, "deep text-image fusion"). The paper's figure has ReLU
/// behind them; leaky, as its authors train it, loses no gradient.
final class DfBlock extends Block {
  private final Affine first;
  private final Affine second;

  DfBlock(Rng rng, int condition, int channels) {
    first = child("affine0", new Affine(rng, condition, channels));
    second = child("affine1", new Affine(rng, condition, channels));
  }

  Affine first() {
    return first;
  }

  Affine second() {
    return second;
  }

  /// @param x `[N, C, H, W]`
  /// @param condition `[N, K]`
  /// @return `[N, C, H, W]`
  Tensor forward(Tensor x, Tensor condition) {
    Tensor h = Functional.leakyReluInPlace(first.forward(x, condition), DfGanGenerator.SLOPE);
    return Functional.leakyReluInPlace(second.forward(h, condition), DfGanGenerator.SLOPE);
  }
}

package dev.limn.thirdparty;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;

/// Two convolutions: `[N, in, S, S] → [N, 3, S, S]` in [−1, 1].
final class TinyNetwork extends Layer {
  private final Conv2d first;
  private final Conv2d second;

  TinyNetwork(Rng rng, int in, int width) {
    first = child("first", new Conv2d(rng, in, width, 3, 1, 1, true));
    second = child("second", new Conv2d(rng, width, 3, 3, 1, 1, true));
  }

  @Override
  public Tensor forward(Tensor x) {
    return second.forward(Functional.leakyReluInPlace(first.forward(x), 0.2)).tanh();
  }
}

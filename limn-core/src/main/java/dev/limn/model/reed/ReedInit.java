package dev.limn.model.reed;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Init;

/// The released code's initial weights: convolutions N(0, .02), batch-norm scales N(1, .02); linear
/// layers keep the framework's default.
final class ReedInit {
  private static final double STD = 0.02;

  private ReedInit() {}

  static void initialise(Block block, Rng rng) {
    block
        .named()
        .forEach(
            (name, parameter) -> {
              Tensor weight = parameter.tensor();
              if (parameter.trainable() && weight.rank() == 4) {
                Init.normal(weight, 0, STD, rng);
              } else if (parameter.trainable() && weight.rank() == 1 && name.endsWith("weight")) {
                Init.normal(weight, 1, STD, rng);
              }
            });
  }
}

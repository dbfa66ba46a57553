package dev.limn.model.dcgan;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Init;

/// The paper's initial weights (§4), after the networks are built: convolutions and fully connected
/// layers N(0, .02), batch-norm scales N(1, .02), all shifts 0. Embeddings of classes stay N(0, 1).
final class DcganInit {
  private static final double STD = 0.02;
  static final String LABEL = "label";

  private DcganInit() {}

  static void initialise(Block block, Rng rng) {
    block
        .named()
        .forEach(
            (name, parameter) -> {
              Tensor value = parameter.tensor();
              if (!parameter.trainable() || name.startsWith(LABEL)) {
                return;
              }
              if (value.rank() > 1) {
                Init.normal(value, 0, STD, rng);
              } else if (name.endsWith("weight")) {
                Init.normal(value, 1, STD, rng);
              } else {
                Init.constant(value, 0);
              }
            });
  }
}

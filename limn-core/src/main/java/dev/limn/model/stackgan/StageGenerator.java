package dev.limn.model.stackgan;

import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;

/// The generator of one stage.
abstract class StageGenerator extends Block {
  /// Pictures with what they cost beside the adversary.
  ///
  /// @param pictures `[N, 3, S, S]` in [−1, 1]
  /// @param divergence of the conditions from N(0, 1), one number
  record Drawn(Tensor pictures, Tensor divergence) {}

  /// @param start what the drawing begins with: noise `[N, Z]` in the first stage, the first
  ///   stage's pictures `[N, 3, L, L]` in the second
  /// @param epsilon `[N, C]`, what the condition is drawn with
  /// @param embedding `[N, conditionWidth]`
  abstract Drawn forward(Tensor start, Tensor epsilon, Tensor embedding);
}

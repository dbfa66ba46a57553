package dev.limn.model;

import dev.limn.torch.Tensor;

/// A learner of rows of numbers.
public interface RowLearner extends ModelLearner {
  /// A copy of the generator, ready to draw. Close it.
  @Override
  RowGenerator drawing();

  /// Rows of the generator as it is, the same for the same seed: `[count, columns]` in the open
  /// scope, on the processor.
  Tensor sample(int count, long seed);
}

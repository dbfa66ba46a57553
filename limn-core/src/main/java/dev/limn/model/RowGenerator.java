package dev.limn.model;

import dev.limn.torch.Tensor;

/// A trained generator of rows of numbers, ready to draw.
public non-sealed interface RowGenerator extends Model {
  /// Rows, the same for the same seed: `[count, columns]` in the open scope, on the processor, in
  /// the scale that it was trained in.
  Tensor draw(int count, long seed);
}

package dev.limn.model;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;

/// Vectors to learn from, drawn at random.
public interface VectorData {
  /// Numbers in a vector.
  int width();

  /// How many different vectors there are; [Long#MAX_VALUE] where a distribution is drawn from.
  long rows();

  /// Draws vectors that depend on nothing but the random state.
  ///
  /// @return `[count, width]`, float32 in the open scope
  Tensor draw(Rng rng, int count);
}

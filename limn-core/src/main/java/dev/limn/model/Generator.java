package dev.limn.model;

import dev.limn.torch.Tensor;

/// A trained generator, ready to draw: noise and a condition in, pictures out.
public non-sealed interface Generator extends Model {
  /// The side of the square pictures in pixels.
  int resolution();

  /// The width of the noise.
  int noise();

  /// The width of the condition that it was trained with: of text features; the number of classes
  /// where it draws classes; 0 where it draws from noise alone.
  int conditionWidth();

  /// Draws in evaluation mode, without a graph.
  ///
  /// @param z `[N, noise]`, N(0, 1)
  /// @param condition `[N, conditionWidth]`: text features, or one-hot rows of classes
  /// @return pictures `[N, 3, R, R]`, float32 in [−1, 1]
  Tensor draw(Tensor z, Tensor condition);
}

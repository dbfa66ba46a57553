package dev.limn.model;

import dev.limn.torch.Tensor;

/// A trained generator, ready to draw: noise and text features, a class or nothing in, pictures
/// out.
public interface Generator extends AutoCloseable {
  /// The side of the square pictures in pixels.
  int resolution();

  /// The width of the noise.
  int noise();

  /// The width of the text features that it was trained with; the number of classes where it draws
  /// classes; 0 where it draws from noise alone.
  int textWidth();

  /// Draws in evaluation mode, without a graph.
  ///
  /// @param z `[N, noise]`, N(0, 1)
  /// @param text `[N, textWidth]`; of classes one-hot rows
  /// @return pictures `[N, 3, R, R]`, float32 in [−1, 1]
  Tensor draw(Tensor z, Tensor text);

  @Override
  void close();
}

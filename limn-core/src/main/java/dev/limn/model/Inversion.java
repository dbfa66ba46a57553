package dev.limn.model;

import dev.limn.image.Image;
import java.nio.file.Path;

/// A trained network that reads off a picture the noise from which a generator would draw it. It
/// belongs to that one generator.
public interface Inversion extends AutoCloseable {
  /// The noise of one picture of any size: as many numbers as its generator takes.
  float[] encode(Image picture);

  /// Writes it beside its generator's model, each file whole or not at all.
  ///
  /// @throws ModelException when the folder cannot be written
  void write(Path directory);

  @Override
  void close();
}

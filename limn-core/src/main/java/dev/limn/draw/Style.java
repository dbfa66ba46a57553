package dev.limn.draw;

import dev.limn.image.ImageDecoder;
import dev.limn.io.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// What a model's style encoder reads off a picture: the noise that would draw its background, pose
/// and light.
///
/// @param name of the picture, for people
/// @param hash the first ten hexadecimal digits of the SHA-256 of the picture's file
/// @param noise as wide as the model's
public record Style(String name, String hash, float[] noise) {
  public Style {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(hash, "hash");
    noise = noise.clone();
  }

  @Override
  public float[] noise() {
    return noise.clone();
  }

  /// The file that a style is read off.
  ///
  /// @throws DrawException when it is not there, or cannot be read
  static byte[] bytes(Path picture) {
    if (!Files.isRegularFile(picture)) {
      String what = Files.exists(picture) ? ": not a file" : ": no such file";
      throw new DrawException(picture + what + "; expected a picture");
    }
    try {
      return RegularFile.bytes(picture, ImageDecoder.MAX_BYTES);
    } catch (IOException e) {
      throw new DrawException(
          picture + ": cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
    }
  }
}

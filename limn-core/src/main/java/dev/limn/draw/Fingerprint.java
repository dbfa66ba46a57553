package dev.limn.draw;

import dev.limn.data.Sha256;
import dev.limn.model.ModelException;
import java.io.IOException;
import java.nio.file.Path;

/// The first ten hexadecimal digits of the SHA-256, as pictures name models and styles.
final class Fingerprint {
  private static final int DIGITS = 10;

  private Fingerprint() {}

  static String of(byte[] bytes) {
    return Sha256.of(bytes).substring(0, DIGITS);
  }

  /// @throws ModelException when the file cannot be read
  static String of(Path file) {
    try {
      return Sha256.of(file).substring(0, DIGITS);
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}

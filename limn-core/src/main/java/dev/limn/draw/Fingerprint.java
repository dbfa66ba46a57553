package dev.limn.draw;

import dev.limn.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The first ten hexadecimal digits of the SHA-256, as pictures name models and styles.
final class Fingerprint {
  private static final int DIGITS = 10;

  private Fingerprint() {}

  static String of(byte[] bytes) {
    return digits(sha256().digest(bytes));
  }

  /// @throws ModelException when the file cannot be read
  static String of(Path file) {
    try (var stream = Files.newInputStream(file)) {
      MessageDigest digest = sha256();
      byte[] buffer = new byte[1 << 16];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return digits(digest.digest());
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String digits(byte[] digest) {
    return HexFormat.of().formatHex(digest).substring(0, DIGITS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new ModelException("this Java has no SHA-256: " + e.getMessage(), e);
    }
  }
}

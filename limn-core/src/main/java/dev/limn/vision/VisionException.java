package dev.limn.vision;

import dev.limn.LimnException;
import java.nio.file.Path;

/// A network that describes pictures and cannot be learnt or read. The message names the file or
/// value, what was found and what was expected.
public final class VisionException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file or value, what was found and what was expected
  public VisionException(String message) {
    super(message);
  }

  /// @param message names the file or value, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public VisionException(String message, Throwable cause) {
    super(message, cause);
  }

  /// What is wrong with a file, which is named once.
  static VisionException of(Path file, RuntimeException cause) {
    return new VisionException(about(file, cause), cause);
  }
}

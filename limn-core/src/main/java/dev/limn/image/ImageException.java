package dev.limn.image;

import dev.limn.LimnException;

/// A picture that cannot be read, written or processed. The message names the file or the value,
/// what was found and what was expected.
public final class ImageException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file or value, what was found and what was expected
  public ImageException(String message) {
    super(message);
  }

  /// @param message names the file or value, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.limn.train;

import dev.limn.LimnException;

/// Training that cannot start, go on or be resumed. The message names the file or the value, what
/// was found and what was expected.
public final class TrainException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file or value, what was found and what was expected
  public TrainException(String message) {
    super(message);
  }

  /// @param message names the file or value, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public TrainException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.limn.train.log;

import dev.limn.LimnException;

/// A log that cannot be written or read. The message names the file.
public final class LogException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file and what was wrong
  public LogException(String message) {
    super(message);
  }

  /// @param message names the file and what was wrong
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public LogException(String message, Throwable cause) {
    super(message, cause);
  }
}

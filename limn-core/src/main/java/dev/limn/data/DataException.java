package dev.limn.data;

import dev.limn.LimnException;

/// A data set, a cache of one or a loader's configuration that cannot be used. The message names
/// the file or value, what was found and what was expected.
public final class DataException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file or value, what was found and what was expected
  public DataException(String message) {
    super(message);
  }

  /// @param message names the file or value, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}

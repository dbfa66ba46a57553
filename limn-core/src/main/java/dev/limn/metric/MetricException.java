package dev.limn.metric;

import dev.limn.LimnException;

/// A measure that cannot be taken. The message names the file or value, what was found and what was
/// expected.
public final class MetricException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file or value, what was found and what was expected
  public MetricException(String message) {
    super(message);
  }

  /// @param message names the file or value, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public MetricException(String message, Throwable cause) {
    super(message, cause);
  }
}

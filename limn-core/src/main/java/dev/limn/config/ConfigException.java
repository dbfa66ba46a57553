package dev.limn.config;

import dev.limn.LimnException;

/// Settings that cannot be read, or one with a value that it cannot have.
public final class ConfigException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message names the key, the value and what was expected
  public ConfigException(String message) {
    super(message);
  }

  /// @param message names the file or key, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}

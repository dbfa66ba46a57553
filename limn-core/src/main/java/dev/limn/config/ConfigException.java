package dev.limn.config;

import dev.limn.LimnException;

/// A setting with a value that it cannot have.
public final class ConfigException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message names the key, the value and what was expected
  public ConfigException(String message) {
    super(message);
  }
}

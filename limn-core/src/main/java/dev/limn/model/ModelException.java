package dev.limn.model;

import dev.limn.LimnException;

/// A model or its settings cannot be used: the message names the file or key, what was found and
/// what was expected.
public final class ModelException extends LimnException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}

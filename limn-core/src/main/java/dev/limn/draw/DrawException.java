package dev.limn.draw;

import dev.limn.LimnException;

/// A drawing cannot be made: the message names the value, and what was expected.
public final class DrawException extends LimnException {
  private static final long serialVersionUID = 1L;

  public DrawException(String message) {
    super(message);
  }

  public DrawException(String message, Throwable cause) {
    super(message, cause);
  }
}

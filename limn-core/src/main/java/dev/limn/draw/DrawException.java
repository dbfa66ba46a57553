package dev.limn.draw;

/// A drawing cannot be made: the message names the value, and what was expected.
public final class DrawException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DrawException(String message) {
    super(message);
  }

  public DrawException(String message, Throwable cause) {
    super(message, cause);
  }
}

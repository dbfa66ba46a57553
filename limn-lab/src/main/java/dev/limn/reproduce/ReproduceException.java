package dev.limn.reproduce;

import dev.limn.LimnException;

/// An experiment that cannot be run: an unknown name, data that are missing, a folder that is
/// taken.
public final class ReproduceException extends LimnException {
  private static final long serialVersionUID = 1L;

  public ReproduceException(String message) {
    super(message);
  }

  public ReproduceException(String message, Throwable cause) {
    super(message, cause);
  }
}

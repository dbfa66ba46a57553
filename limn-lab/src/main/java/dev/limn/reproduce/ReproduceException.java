package dev.limn.reproduce;

/// An experiment that cannot be run: an unknown name, data that are missing, a folder that is
/// taken.
public final class ReproduceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ReproduceException(String message) {
    super(message);
  }

  public ReproduceException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.limn.plot;

/// A plot that cannot be drawn.
public final class PlotException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message what is missing, and what to do
  /// @param cause what lies beneath
  public PlotException(String message, Throwable cause) {
    super(message, cause);
  }
}

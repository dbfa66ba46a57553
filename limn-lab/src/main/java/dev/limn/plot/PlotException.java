package dev.limn.plot;

import dev.limn.LimnException;

/// A plot that cannot be drawn.
public final class PlotException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// @param message what is missing, and what to do
  /// @param cause what lies beneath
  public PlotException(String message, Throwable cause) {
    super(message, cause);
  }
}

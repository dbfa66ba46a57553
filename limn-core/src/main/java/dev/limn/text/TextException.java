package dev.limn.text;

/// A caption, a vocabulary or a text encoder that cannot be used. The message names the file or
/// value, what was found and what was expected.
public final class TextException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file or value, what was found and what was expected
  public TextException(String message) {
    super(message);
  }

  /// @param message names the file or value, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public TextException(String message, Throwable cause) {
    super(message, cause);
  }
}

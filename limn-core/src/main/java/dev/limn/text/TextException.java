package dev.limn.text;

import dev.limn.LimnException;
import java.nio.file.Path;

/// A caption, a vocabulary or a text encoder that cannot be used. The message names the file or
/// value, what was found and what was expected.
public final class TextException extends LimnException {
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

  /// What is wrong with a file, which is named once.
  static TextException of(Path file, RuntimeException cause) {
    return new TextException(about(file, cause), cause);
  }
}

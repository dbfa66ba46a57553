package dev.limn;

import java.nio.file.Path;

/// What is wrong with what Limn was given, in one sentence for a person: it names the file or the
/// key, the value, and what was expected. Each part of Limn has one final kind of it.
///
/// Whatever else is thrown is a mistake in a program, Limn's own or the caller's. The command line
/// tells the two apart by this type.
public abstract class LimnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file or value, what was found and what was expected
  protected LimnException(String message) {
    super(message);
  }

  /// @param message names the file or value, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  protected LimnException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The message of a reason, with the file that it is about in front, once.
  public static String about(Path file, Throwable reason) {
    String message = String.valueOf(reason.getMessage());
    return message.startsWith(file + ":") ? message : file + ": " + message;
  }
}

package dev.limn.data.table;

/// A table or text that cannot be read as a whole; the message is a clause that follows the file's
/// name, such as `not UTF-8 text; …`.
public final class TableException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what is wrong and what was expected, without the file's name
  public TableException(String message) {
    super(message);
  }

  /// @param message what is wrong and what was expected, without the file's name
  /// @param cause what the library said
  public TableException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.limn.data;

import dev.limn.LimnException;

/// A data set, a cache of one or a loader's configuration that cannot be used. The message names
/// the file or value, what was found and what was expected.
public final class DataException extends LimnException {
  private static final long serialVersionUID = 1L;

  private final boolean choice;

  /// @param message names the file or value, what was found and what was expected
  public DataException(String message) {
    this(message, null, false);
  }

  /// @param message names the file or value, what was found and what was expected
  /// @param cause what lies beneath, such as an [java.io.IOException]
  public DataException(String message, Throwable cause) {
    this(message, cause, false);
  }

  /// A choice that only the user can make, such as which column holds the captions: no other way of
  /// reading the folder is tried in its place.
  static DataException choice(String message, Throwable cause) {
    return new DataException(message, cause, true);
  }

  private DataException(String message, Throwable cause, boolean choice) {
    super(message, cause);
    this.choice = choice;
  }

  /// Whether the user has to choose.
  boolean choice() {
    return choice;
  }
}

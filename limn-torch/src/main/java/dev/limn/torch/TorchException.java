package dev.limn.torch;

import dev.limn.LimnException;
import java.util.List;

/// Everything that goes wrong in the engine, with the first line of its message and what was
/// expected.
public final class TorchException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// What kind of mistake it was, for programs that react to it.
  public enum Kind {
    /// A tensor, network or scope was used after its end.
    CLOSED,
    /// No scope is open on this thread, scopes are closed in the wrong order, or a tensor belongs
    /// to another thread.
    SCOPE,
    /// Shapes, types or devices do not fit.
    ARGUMENT,
    /// Memory of the machine or of the device is exhausted.
    MEMORY,
    /// A file is damaged or of another kind.
    FILE,
    /// Anything else that the engine refused.
    ENGINE
  }

  /// What allocators say when there is no more: the processor's, the card's, C++'s, and oneDNN's
  /// when it has no room for the code that it compiles.
  private static final List<String> EXHAUSTED =
      List.of(
          "can't allocate memory", "out of memory", "bad_alloc", "could not create a primitive");

  private final Kind kind;

  public TorchException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public TorchException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /// An argument of the wrong shape, type or value.
  public static TorchException argument(String message) {
    return new TorchException(Kind.ARGUMENT, message);
  }

  /// Passes `value` on.
  ///
  /// @param what names it in the message
  /// @throws TorchException if it is null
  public static <T> T present(T value, String what) {
    if (value == null) {
      throw argument(what + " is null");
    }
    return value;
  }

  /// What libtorch threw during `operation`: its first line as the message, the whole as the cause.
  static TorchException of(String operation, RuntimeException thrown) {
    if (thrown instanceof TorchException already) {
      return already;
    }
    String text = String.valueOf(thrown.getMessage());
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    if (thrown instanceof NullPointerException) {
      return text.contains("ointer address") // the binding's words for a freed object
          ? new TorchException(Kind.CLOSED, operation + ": an argument was closed", thrown)
          : new TorchException(Kind.ARGUMENT, operation + ": an argument is null", thrown);
    }
    boolean memory = EXHAUSTED.stream().anyMatch(text::contains);
    return new TorchException(memory ? Kind.MEMORY : Kind.ENGINE, operation + ": " + first, thrown);
  }
}

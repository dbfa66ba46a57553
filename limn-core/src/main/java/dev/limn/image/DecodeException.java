package dev.limn.image;

import dev.limn.LimnException;
import java.util.Objects;

/// A file that cannot become an [Image]. The message names the file, what was found and what was
/// expected; [#reason()] is the same for a program.
public final class DecodeException extends LimnException {
  private static final long serialVersionUID = 1L;

  /// Why a file was refused.
  public enum Reason {
    /// No bytes at all.
    EMPTY,
    /// The content is not a picture, whatever the file is called.
    NOT_A_PICTURE,
    /// A picture of a kind that is not read.
    UNSUPPORTED,
    /// The header announces more pixels than the limits allow; nothing was decoded.
    TOO_LARGE,
    /// A picture whose data ends early or is damaged.
    BROKEN
  }

  private final Reason reason;

  /// @param reason the kind of fault
  /// @param message names the file, what was found and what was expected
  public DecodeException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason);
  }

  /// @param reason the kind of fault
  /// @param message names the file, what was found and what was expected
  /// @param cause the decoder's own complaint
  public DecodeException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason);
  }

  /// The kind of fault.
  public Reason reason() {
    return reason;
  }
}

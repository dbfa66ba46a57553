package dev.limn.torch.io;

import dev.limn.torch.TorchException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/// Words for what is wrong with a file. Text that comes out of a file is quoted and cut, so that it
/// cannot forge lines or flood a log.
final class FileFaults {
  private static final int SHOWN = 80;

  private FileFaults() {}

  static TorchException fault(Path file, String what) {
    return new TorchException(TorchException.Kind.FILE, file + ": " + what);
  }

  static TorchException fault(Path file, String what, Throwable cause) {
    return new TorchException(TorchException.Kind.FILE, file + ": " + what, cause);
  }

  static TorchException of(Path file, String doing, IOException e) {
    String reason =
        e instanceof NoSuchFileException
            ? "there is no such file"
            : e.getClass().getSimpleName() + ": " + e.getMessage();
    return fault(file, "cannot be " + doing + ": " + reason, e);
  }

  /// The text in single quotes on one line, at most 80 characters of it.
  static String quoted(String text) {
    var out = new StringBuilder("'");
    int end = Math.min(text.length(), SHOWN);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean plain =
          !Character.isISOControl(c)
              && !Character.isSurrogate(c)
              && Character.getType(c) != Character.FORMAT
              && Character.getType(c) != Character.LINE_SEPARATOR
              && Character.getType(c) != Character.PARAGRAPH_SEPARATOR;
      if (plain) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return out.append(end < text.length() ? "…'" : "'").toString();
  }
}

package dev.limn.cli;

import dev.limn.data.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/// A count of pictures on standard error. A terminal sees one line that is written over; a file
/// gets a line every ten seconds, so that a quick pass leaves nothing.
final class ProgressLine implements Progress, AutoCloseable {
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long FILE_NANOS = 10_000_000_000L;

  private final PrintWriter err;
  private final String what;
  private final boolean terminal;
  private long last = System.nanoTime();
  private boolean open;
  private int width;

  ProgressLine(PrintWriter err, String what) {
    this(err, what, System.console() != null && System.console().isTerminal());
  }

  ProgressLine(PrintWriter err, String what, boolean terminal) {
    this.err = err;
    this.what = what;
    this.terminal = terminal;
  }

  @Override
  public void advanced(int done, int total) {
    long now = System.nanoTime();
    boolean finished = terminal && open && done == total;
    if (!finished && now - last < (terminal ? TERMINAL_NANOS : FILE_NANOS)) {
      return;
    }
    last = now;
    write(String.format(Locale.ROOT, "%s %,d of %,d pictures", what, done, total));
  }

  /// Shows any text in place of the one before.
  void show(String text) {
    long now = System.nanoTime();
    if (terminal || now - last >= FILE_NANOS) {
      last = now;
      write(what + ": " + text);
    }
  }

  /// Writes a line that stays.
  void message(String text) {
    close();
    err.println(text);
    err.flush();
  }

  private void write(String text) {
    if (terminal) {
      // behind the text, what is left of a longer one before
      err.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
      width = text.length();
      open = true;
    } else {
      err.println(text);
    }
    err.flush();
  }

  /// Ends the line on a terminal.
  @Override
  public void close() {
    if (open) {
      err.println();
      err.flush();
      open = false;
    }
  }
}

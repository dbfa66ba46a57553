package dev.limn.train.log;

import dev.limn.console.Printable;
import dev.limn.console.TerminalWidth;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// Shows the [Status] of a run on standard error.
///
/// On a terminal it is one line that is rewritten in place. Anywhere else, such as in a file, it is
/// a line now and then: the first, then at least 30 seconds apart, and the last. Messages stand
/// between, and are never overwritten.
///
/// Safe for more than one thread: signal handlers say things too.
public final class StatusLine implements AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration PLAIN = Duration.ofSeconds(30);
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final int width;
  private final InstantSource clock;
  private Optional<Instant> shown = Optional.empty();
  private Optional<Status> latest = Optional.empty();
  private boolean latestIsShown = true;

  StatusLine(PrintStream out, boolean terminal, InstantSource clock) {
    this(out, terminal, clock, Status.WIDTH);
  }

  /// @param width columns of the terminal
  StatusLine(PrintStream out, boolean terminal, InstantSource clock, int width) {
    this.width = width;
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  /// A line on standard error.
  public static StatusLine onStandardError() {
    var console = Optional.ofNullable(System.console());
    boolean terminal = console.isPresent() && console.get().isTerminal();
    return new StatusLine(
        System.err,
        terminal,
        InstantSource.system(),
        terminal ? TerminalWidth.columns().orElse(Status.WIDTH) : Status.WIDTH);
  }

  /// Lines for someone else to show, as they would stand in a file.
  ///
  /// @param show hears each line, without its end
  public static StatusLine onLines(Consumer<String> show) {
    var out =
        new OutputStream() {
          private final ByteArrayOutputStream line = new ByteArrayOutputStream();

          @Override
          public void write(int b) {
            if (b == '\n') {
              show.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
              line.reset();
            } else {
              line.write(b);
            }
          }
        };
    return new StatusLine(
        new PrintStream(out, false, StandardCharsets.UTF_8), false, InstantSource.system());
  }

  /// Shows a status, unless the last one was shown a moment ago.
  public synchronized void update(Status status) {
    latest = Optional.of(status);
    latestIsShown = false;
    var now = clock.instant();
    var pause = terminal ? REDRAW : PLAIN;
    if (shown.isEmpty() || !now.isBefore(shown.get().plus(pause))) {
      shown = Optional.of(now);
      draw();
    }
  }

  /// Prints a line that stays.
  public synchronized void message(String line) {
    if (terminal && latest.isPresent()) {
      out.print(CLEAR);
    }
    out.println(Printable.lines(line));
    if (terminal && latest.isPresent()) {
      draw();
    }
    out.flush();
  }

  /// Shows the last status once more if it was not shown, and leaves the line.
  @Override
  public synchronized void close() {
    if (!latestIsShown) {
      draw();
    }
    if (terminal && latest.isPresent()) {
      out.println();
    }
    latest = Optional.empty();
    latestIsShown = true;
    out.flush();
  }

  private void draw() {
    String line = latest.orElseThrow().line(width);
    if (terminal) {
      // Without wrapping, so that a line that is too long is cut rather than left behind in pieces.
      out.print(CLEAR + "\u001b[?7l" + line + "\u001b[?7h");
    } else {
      out.println(line);
    }
    out.flush();
    latestIsShown = true;
  }
}

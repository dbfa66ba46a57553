package dev.limn.console;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// How many columns the terminal has, as `COLUMNS` or the terminal itself says.
public final class TerminalWidth {
  private static final int LEAST = 20;
  private static final int MOST = 10_000;
  private static final File TERMINAL = new File("/dev/tty");

  private TerminalWidth() {}

  /// Empty where nobody says.
  public static OptionalInt columns() {
    var said = columns(System.getenv("COLUMNS"));
    return said.isPresent() ? said : ofTerminal();
  }

  static OptionalInt columns(String text) {
    if (text == null || !text.strip().matches("[0-9]{1,5}")) {
      return OptionalInt.empty();
    }
    int columns = Integer.parseInt(text.strip());
    return columns >= LEAST && columns <= MOST ? OptionalInt.of(columns) : OptionalInt.empty();
  }

  /// Asks `stty`, which every Unix has: Java does not know.
  private static OptionalInt ofTerminal() {
    if (!TERMINAL.canRead()) {
      return OptionalInt.empty();
    }
    try {
      var asked =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!asked.waitFor(1, TimeUnit.SECONDS)) {
        asked.destroyForcibly();
        return OptionalInt.empty();
      }
      var answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return columns(answer.replaceAll("^\\S*\\s+", "")); // behind the number of rows
    } catch (IOException _) {
      return OptionalInt.empty(); // a line of the usual width will do
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }
}

package dev.limn.train.log;

import dev.limn.console.Printable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// `log.txt`: what the trainer says, with the time, as well as wherever else it says it. A resumed
/// run goes on in the same file.
public final class RunLog implements AutoCloseable {
  private final Path file;
  private final Writer writer;
  private final Consumer<String> alsoTo;
  private final InstantSource clock;

  private RunLog(Path file, Writer writer, Consumer<String> alsoTo, InstantSource clock) {
    this.file = file;
    this.writer = writer;
    this.alsoTo = alsoTo;
    this.clock = clock;
  }

  /// Goes on behind the end of a file, or begins it.
  ///
  /// @param alsoTo gets every line without the time, such as [StatusLine#message]
  /// @throws LogException when the file cannot be written
  public static RunLog open(Path file, Consumer<String> alsoTo) {
    return open(file, alsoTo, InstantSource.system());
  }

  static RunLog open(Path file, Consumer<String> alsoTo, InstantSource clock) {
    try {
      var writer =
          Files.newBufferedWriter(
              file,
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.APPEND);
      return new RunLog(file, writer, alsoTo, clock);
    } catch (IOException e) {
      throw new LogException("cannot write " + file + ": " + e, e);
    }
  }

  /// Says a text, line by line. Control characters, which a caption may hold, are shown as `?`, and
  /// others that change how a line is shown by their numbers: a log is read in terminals that obey
  /// them.
  public synchronized void line(String text) {
    try {
      String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      for (String line : text.lines().toList()) {
        String printable = Printable.of(line.replace("\t", "    ").replaceAll("\\p{Cc}", "?"));
        writer.write(time + " " + printable + "\n");
        alsoTo.accept(printable);
      }
      writer.flush();
    } catch (IOException e) {
      throw new LogException("cannot write " + file + ": " + e, e);
    }
  }

  /// Does what may fail; the reason for which it does is said here too.
  public <T> T during(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      try {
        line("failed: " + (e.getMessage() == null ? e : e.getMessage()));
      } catch (LogException unsaid) { // such as on a full disk, which is the reason, too
        e.addSuppressed(unsaid);
      }
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new LogException("cannot write " + file + ": " + e, e);
    }
  }
}

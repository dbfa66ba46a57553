package dev.limn.cli;

import dev.limn.draw.DrawException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Standard output as the place of one file, which `--out -` names: the bytes of the file go there,
/// and nothing else does.
final class StandardOutput {
  private static final Path NAME = Path.of("-");

  /// What makes a file.
  @FunctionalInterface
  interface Work {
    /// @param file to write; it is not there yet
    void write(Path file) throws IOException;
  }

  private StandardOutput() {}

  /// Whether a file that is named is standard output.
  static boolean is(Path file) {
    return file.equals(NAME);
  }

  /// @throws DrawException when a person would see the bytes: they are no text
  static void requireNoTerminal() {
    if (System.console() != null && System.console().isTerminal()) {
      throw new DrawException(
          "--out -: standard output is a terminal, which shows no files; expected a pipe or a"
              + " file behind it, as in: limn draw \"a red bird\" --out - > bird.png");
    }
  }

  /// Has a file written, and sends it.
  ///
  /// @param ending of its name, such as `.png`
  static void send(String ending, Work work) {
    try {
      Path folder = Files.createTempDirectory("limn");
      Path file = folder.resolve("out" + ending);
      try {
        work.write(file);
        send(file);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends what is in a file.
  private static void send(Path file) throws IOException {
    Files.copy(file, System.out);
    System.out.flush();
    if (System.out.checkError()) {
      throw new IOException("standard output: cannot be written to");
    }
  }
}

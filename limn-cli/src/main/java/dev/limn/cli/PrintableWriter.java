package dev.limn.cli;

import dev.limn.console.Printable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/// Lets no character through by which a prompt, a caption or a file's name could command the
/// terminal: everything that a verb prints goes through here.
final class PrintableWriter extends FilterWriter {
  private PrintableWriter(Writer out) {
    super(out);
  }

  /// @param out what is written to; flushed with every line
  static PrintWriter over(PrintWriter out) {
    return new PrintWriter(new PrintableWriter(out), true);
  }

  @Override
  public void write(int c) throws IOException {
    write(Character.toString((char) c));
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    write(new String(text, from, length));
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    write(text.substring(from, from + length));
  }

  @Override
  public void write(String text) throws IOException {
    out.write(Printable.lines(text));
  }
}

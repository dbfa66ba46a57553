package dev.limn.console;

import java.util.Locale;

/// Text that came from elsewhere, such as a prompt, a caption or a file's name, for terminals and
/// logs: characters that a terminal obeys, or that turn around or hide what stands beside them, are
/// shown by their numbers, as in `\u202e`.
///
/// What is escaped: controls, formats (the marks that turn the direction of writing among them) and
/// the separators of lines and paragraphs. The joiners that Arabic, Indic and emoji are written
/// with stay.
public final class Printable {
  private static final int NON_JOINER = 0x200c;
  private static final int JOINER = 0x200d;

  private Printable() {}

  /// All of a text in one line.
  public static String of(String text) {
    return escaped(text, "");
  }

  /// The same with line ends and tabulators as they are.
  public static String lines(String text) {
    return escaped(text, "\n\r\t");
  }

  private static String escaped(String text, String kept) {
    if (text.codePoints().allMatch(point -> isPlain(point) || kept.indexOf(point) >= 0)) {
      return text;
    }
    var out = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (isPlain(point) || kept.indexOf(point) >= 0) {
                out.appendCodePoint(point);
              } else {
                for (char unit : Character.toChars(point)) {
                  out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              }
            });
    return out.toString();
  }

  /// Whether a terminal shows a character in its place and does nothing else.
  static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      case Character.FORMAT -> point == JOINER || point == NON_JOINER;
      default -> true;
    };
  }
}

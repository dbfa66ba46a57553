package dev.limn.console;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Commands that can be pasted into a shell (sh, bash, zsh): each word is one word there, whatever
/// it holds. Words of letters, digits and a few signs stay as they are.
public final class ShellWords {
  private static final String PLAIN = "[A-Za-z0-9_./,:@%+-][A-Za-z0-9_./,:@%+=-]*";

  private ShellWords() {}

  /// A command of words, with a blank between them.
  public static String of(String... words) {
    return of(Arrays.asList(words));
  }

  /// A command of words, with a blank between them.
  public static String of(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  /// One word. What came from a file does not become a command of its own, and controls, which a
  /// terminal would obey when the command is printed, are written as numbers.
  public static String quoted(String word) {
    if (word.matches(PLAIN)) {
      return word;
    }
    var out = new StringBuilder("'");
    word.codePoints()
        .forEach(
            point -> {
              if (point == '\'') {
                out.append("'\\''");
              } else if (Printable.isPlain(point)) {
                out.appendCodePoint(point);
              } else {
                out.append("'$'").append(bytes(point)).append("''");
              }
            });
    return out.append("'").toString();
  }

  /// A sentence, as people type it: in double quotes, which the shells of Windows know, too, where
  /// it holds nothing that these mean something by.
  public static String sentence(String text) {
    return text.matches("[\\p{L}\\p{M}\\p{N} .,;:()?'/+-]+") ? '"' + text + '"' : quoted(text);
  }

  /// The word for a path: one that begins with a dash is no option.
  public static String path(Path path) {
    return path(path.toString());
  }

  /// The word for a path, as [#path(Path)].
  public static String path(String path) {
    return path.startsWith("-") ? "./" + path : path;
  }

  /// As `\xe2\x80\xae`, which older shells know, too.
  private static String bytes(int point) {
    var escaped = new StringBuilder();
    for (byte unit : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
      escaped.append(String.format(Locale.ROOT, "\\x%02x", unit & 0xff));
    }
    return escaped.toString();
  }
}

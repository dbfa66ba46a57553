package dev.limn.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Parts a caption into words.
///
/// The rule: Unicode NFC, lower case, apostrophes (`'` and `’`) deleted, then every longest run of
/// letters, digits and combining marks is a word. So "five-petaled" is two words and "bird's" is
/// one, `birds`.
public final class Tokenizer {
  private Tokenizer() {}

  /// The words in order; none when the caption has no letter and no digit.
  public static List<String> words(String caption) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    withoutApostrophes(normal(caption))
        .codePoints()
        .forEach(
            point -> {
              if (belongs(point)) {
                word.appendCodePoint(point);
              } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
              }
            });
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return List.copyOf(words);
  }

  /// NFC once more: a mark behind an apostrophe now stands behind a letter.
  private static String withoutApostrophes(String text) {
    return Normalizer.normalize(text.replaceAll("['’]", ""), Normalizer.Form.NFC);
  }

  /// NFC and lower case.
  public static String normal(String caption) {
    return Normalizer.normalize(
        Normalizer.normalize(caption, Normalizer.Form.NFC).toLowerCase(Locale.ROOT),
        Normalizer.Form.NFC);
  }

  private static boolean belongs(int point) {
    if (Character.isLetterOrDigit(point)) {
      return true;
    }
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}

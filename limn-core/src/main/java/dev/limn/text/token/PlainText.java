package dev.limn.text.token;

import java.text.Normalizer;
import java.util.Locale;

/// What all rules do to a text before they look for words.
public final class PlainText {
  private PlainText() {}

  /// NFC and lower case, the same on every machine: a Turkish one makes no dotless i of an I.
  public static String lower(String text) {
    return composed(composed(text).toLowerCase(Locale.ROOT));
  }

  /// NFC once more: a mark behind an apostrophe now stands behind a letter.
  static String withoutApostrophes(String text) {
    return composed(text.replaceAll("['’]", ""));
  }

  static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /// Letters, digits and the marks that combine with them.
  static boolean isPart(int point) {
    if (Character.isLetterOrDigit(point)) {
      return true;
    }
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}

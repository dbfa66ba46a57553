package dev.limn.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a person may have meant by a word that is not known.
public final class Suggestions {
  private static final int LEAST = 2;

  private Suggestions() {}

  /// The known word that is nearest to another, if one is near: a letter in three is wrong,
  /// missing, too many, or changed places with its neighbour; or it is a part of the known one.
  public static Optional<String> nearest(String word, Collection<String> known) {
    String sought = plain(word);
    int most = Math.max(LEAST, sought.length() / 3);
    return known.stream()
        .filter(other -> distance(sought, other) <= most)
        .min(
            Comparator.<String>comparingInt(other -> distance(sought, other))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// ` (did you mean 'X'?)`, or nothing.
  public static String hint(String word, Collection<String> known) {
    return nearest(word, known).map(other -> " (did you mean '" + other + "'?)").orElse("");
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("^-+", "");
  }

  /// Damerau and Levenshtein's, of neighbours that changed places once; 1 for a whole part between
  /// dashes or dots.
  private static int distance(String word, String other) {
    if (word.length() > LEAST && List.of(other.split("[-.]")).contains(word)) {
      return 1;
    }
    var before = new int[other.length() + 1];
    var above = new int[other.length() + 1];
    var row = new int[other.length() + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= word.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = word.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
        if (i > 1
            && j > 1
            && word.charAt(i - 1) == other.charAt(j - 2)
            && word.charAt(i - 2) == other.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] spare = before;
      before = above;
      above = row;
      row = spare;
    }
    return above[other.length()];
  }
}

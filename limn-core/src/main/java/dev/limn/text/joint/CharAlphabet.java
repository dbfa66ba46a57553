package dev.limn.text.joint;

import dev.limn.text.TextException;
import dev.limn.text.token.PlainText;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The 70-character alphabet of Reed et al.'s text encoder (Zhang et al. 2015's, with a space).
///
/// `-` occurs twice in it, and the later place wins, so that one column is never used and 69 are
/// live. A caption is 201 characters: longer ones are cut, shorter ones padded with nothing. Any
/// other character, upper-case letters among them, is a row of zeros, so captions are put in lower
/// case first.
public final class CharAlphabet {
  /// All characters, in order.
  public static final String CHARACTERS =
      "abcdefghijklmnopqrstuvwxyz0123456789-,;.!?:'\"/\\|_@#$%^&*~`+-=<>()[]{} ";

  /// Characters of a caption that are read.
  public static final int LENGTH = 201;

  private static final Map<Integer, Integer> COLUMNS = columns();

  private CharAlphabet() {}

  private static Map<Integer, Integer> columns() {
    var columns = new HashMap<Integer, Integer>();
    for (int i = 0; i < CHARACTERS.length(); i++) {
      columns.put((int) CHARACTERS.charAt(i), i);
    }
    return Map.copyOf(columns);
  }

  /// The column of a character, or -1.
  public static int column(int codePoint) {
    return COLUMNS.getOrDefault(codePoint, -1);
  }

  /// Letters and digits of a caption that have no column, each once, in order.
  static List<String> unread(String caption) {
    return PlainText.lower(caption)
        .codePoints()
        .filter(point -> Character.isLetterOrDigit(point) && column(point) < 0)
        .distinct()
        .mapToObj(Character::toString)
        .toList();
  }

  /// Whether no character of a word has a column.
  static boolean isNothing(String word) {
    return word.codePoints().allMatch(point -> column(point) < 0);
  }

  /// The share of letters and digits of some captions that have a column, 0 to 1.
  static double readable(Collection<String> captions) {
    long all = 0;
    long read = 0;
    for (String caption : captions) {
      int[] points =
          PlainText.lower(caption).codePoints().filter(Character::isLetterOrDigit).toArray();
      all += points.length;
      read += Arrays.stream(points).filter(point -> column(point) >= 0).count();
    }
    return all == 0 ? 0 : (double) read / all;
  }

  /// How many characters a caption has.
  static int length(String caption) {
    return (int) PlainText.lower(caption).codePoints().count();
  }

  /// One-hot columns.
  ///
  /// @return FLOAT32 `[N, 70, 201]`
  /// @throws TextException when a caption is blank
  public static Tensor oneHot(List<String> captions) {
    int size = CHARACTERS.length();
    var values = new float[captions.size() * size * LENGTH];
    for (int n = 0; n < captions.size(); n++) {
      if (captions.get(n).isBlank()) {
        throw new TextException("an empty caption; expected at least one character");
      }
      int[] points = PlainText.lower(captions.get(n)).codePoints().limit(LENGTH).toArray();
      for (int t = 0; t < points.length; t++) {
        int column = column(points[t]);
        if (column >= 0) {
          values[(n * size + column) * LENGTH + t] = 1;
        }
      }
    }
    return Tensors.of(values, captions.size(), size, LENGTH); // [N, 70, 201]
  }
}

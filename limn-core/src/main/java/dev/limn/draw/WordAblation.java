package dev.limn.draw;

import dev.limn.image.Image;
import dev.limn.text.token.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// What each word of a sentence does to its drawings: each is left out in turn, the noise stays.
///
/// @param whole the drawings of the whole sentence, one a seed
/// @param words in the sentence's order
public record WordAblation(List<Drawing> whole, List<Word> words) {
  public WordAblation {
    whole = List.copyOf(whole);
    words = List.copyOf(words);
  }

  /// One word left out.
  ///
  /// @param word as it stands in the sentence
  /// @param drawings without it, one a seed
  /// @param change how much the drawings differ from those of the whole sentence: root mean square
  ///   over all pixels and channels, as a share of the whole range, 0 to 1
  public record Word(String word, List<Drawing> drawings, double change) {
    public Word {
      drawings = List.copyOf(drawings);
    }
  }

  /// The sentence without each of its words in turn. Words are what stands between blanks, or, in
  /// scripts without these, what the tokenizer parts; what holds no word, such as a dash, stays.
  ///
  /// @param tokenizer of the model
  /// @throws DrawException when there are fewer than two
  static List<Part> parts(String sentence, Tokenizer tokenizer) {
    var pieces = tokenizer.pieces(sentence);
    var parts = new ArrayList<Part>();
    for (int i = 0; i < pieces.size(); i++) {
      if (!tokenizer.words(pieces.get(i).text()).isEmpty()) {
        parts.add(new Part(pieces.get(i).text(), without(pieces, i)));
      }
    }
    if (parts.size() < 2) {
      throw new DrawException(
          "\"" + sentence + "\" has one word; expected at least two, to leave each out in turn");
    }
    return parts;
  }

  private static String without(List<Tokenizer.Piece> pieces, int left) {
    var rest = new StringBuilder();
    boolean blank = false;
    for (int i = 0; i < pieces.size(); i++) {
      blank |= !pieces.get(i).joined();
      if (i != left) {
        rest.append(blank && !rest.isEmpty() ? " " : "").append(pieces.get(i).text());
        blank = false;
      }
    }
    return rest.toString();
  }

  /// A word and the sentence without it.
  record Part(String word, String rest) {}

  static double change(List<Drawing> whole, List<Drawing> without) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < whole.size(); i++) {
      Image a = whole.get(i).image();
      Image b = without.get(i).image();
      for (int p = 0; p < a.rgb().length; p++) {
        double difference = (a.rgb()[p] & 0xFF) - (b.rgb()[p] & 0xFF);
        sum += difference * difference;
      }
      count += a.rgb().length;
    }
    return Math.sqrt(sum / count) / 255;
  }
}

package dev.limn.text.token;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Parts a caption into words, by one of the rules that models were trained with.
///
/// A model keeps its rule for good, since its vocabulary is made of it: the rule's number stands
/// beside the encoder's sizes, and in the settings of a run. A model without a number has the first
/// rule; new trainings take [#LATEST]. Of captions in English both make the same words, up to
/// emoji.
///
/// Both put the text into Unicode's NFC and lower case, whatever the language of the machine,
/// delete apostrophes (`'` and `’`), and take every longest run of letters, digits and combining
/// marks for a word. So "five-petaled" is two words and "bird's" is one, `birds`.
public enum Tokenizer {
  /// Nothing but these runs: a sentence in Thai, Japanese or Chinese is one word.
  RUNS(1),
  /// Runs as they are read: characters that are not to be seen, such as soft hyphens, vanish;
  /// joiners stay within words; where a script has no blanks between words, they are found by a
  /// dictionary; an emoji is a word. See [ScriptWords].
  SCRIPTS(2);

  /// What new trainings take.
  public static final Tokenizer LATEST = SCRIPTS;

  private final int version;

  Tokenizer(int version) {
    this.version = version;
  }

  /// The number by which models name it.
  public int version() {
    return version;
  }

  /// The rule of a number.
  ///
  /// @throws IllegalArgumentException when there is none
  public static Tokenizer of(int version) {
    return Arrays.stream(values())
        .filter(rule -> rule.version == version)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "tokenizer " + version + "; expected 1 to " + LATEST.version));
  }

  /// The words in order; none when the caption has no letter, no digit and, by the latest rule, no
  /// emoji.
  public List<String> words(String caption) {
    return switch (this) {
      case RUNS -> runs(PlainText.withoutApostrophes(PlainText.lower(caption)));
      case SCRIPTS -> ScriptWords.of(ScriptWords.plain(caption));
    };
  }

  /// Whether this could be a word that [#words] made, of one sentence or another: dictionaries part
  /// the same letters differently in different places.
  public boolean makes(String word) {
    return switch (this) {
      case RUNS -> words(word).equals(List.of(word));
      case SCRIPTS -> ScriptWords.isWord(word);
    };
  }

  /// The text as it stands, cut where a word may be left out: at blanks, and by the latest rule
  /// also between words that have none between them. Without the blanks; a piece that follows
  /// another without one is joined to it.
  public List<Piece> pieces(String text) {
    var pieces = new ArrayList<Piece>();
    for (String part : text.strip().split("\\s+")) {
      var cuts = this == RUNS ? List.of(part) : ScriptWords.cut(part);
      for (int i = 0; i < cuts.size(); i++) {
        pieces.add(new Piece(cuts.get(i), i > 0));
      }
    }
    return List.copyOf(pieces);
  }

  /// A part of a text.
  ///
  /// @param text as it stands there
  /// @param joined whether no blank is before it, and it is not the first
  public record Piece(String text, boolean joined) {}

  private static List<String> runs(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (PlainText.isPart(point)) {
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
}

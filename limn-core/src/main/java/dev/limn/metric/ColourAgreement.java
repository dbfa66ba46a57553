package dev.limn.metric;

import dev.limn.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// How often drawings have the colour that their sentence names.
///
/// For each of ten colour words, so many pictures of "this flower has *word* petals." are drawn,
/// each of another seed; one agrees when [PetalColour] finds one of the colours that the word
/// accepts.
public final class ColourAgreement {
  /// The sentence that is drawn; `{}` stands for the word.
  public static final String SENTENCE = "this flower has {} petals.";

  private static final String PLACE = "{}";

  /// A colour word.
  ///
  /// @param word as the sentence says it
  /// @param accepted what [PetalColour] may find; shades accept the colours that they can pass for
  public record Word(String word, Set<PetalColour> accepted) {
    public Word {
      accepted = Set.copyOf(accepted);
    }

    /// A sentence with this word in its place.
    ///
    /// @throws MetricException when the sentence has no place `{}`
    public String in(String sentence) {
      if (!sentence.contains(PLACE)) {
        throw new MetricException(
            String.format(
                Locale.ROOT,
                "the sentence '%s' has no place for a colour; expected {} in it",
                sentence));
      }
      return sentence.replace(PLACE, word);
    }
  }

  /// The ten words.
  public static final List<Word> WORDS =
      List.of(
          new Word("red", Set.of(PetalColour.RED)),
          new Word("orange", Set.of(PetalColour.ORANGE)),
          new Word("yellow", Set.of(PetalColour.YELLOW)),
          new Word("white", Set.of(PetalColour.WHITE)),
          new Word("blue", Set.of(PetalColour.BLUE)),
          new Word("purple", Set.of(PetalColour.PURPLE)),
          new Word("pink", Set.of(PetalColour.PINK)),
          new Word("violet", Set.of(PetalColour.PURPLE)),
          new Word("lavender", Set.of(PetalColour.PURPLE)),
          new Word("magenta", Set.of(PetalColour.PINK, PetalColour.PURPLE)));

  private ColourAgreement() {}

  /// What came of one word.
  ///
  /// @param word the word
  /// @param found the colour of each drawing; empty where nothing was coloured
  public record Row(Word word, List<Optional<PetalColour>> found) {
    public Row {
      found = List.copyOf(found);
    }

    /// Drawings that agree.
    public int agreed() {
      return (int)
          found.stream().filter(c -> c.filter(word.accepted()::contains).isPresent()).count();
    }
  }

  /// Looks at drawings.
  ///
  /// @param drawings for each of [#WORDS], in order, its pictures
  /// @throws MetricException when these are not as many rows as words, or one is empty
  public static List<Row> of(List<List<Image>> drawings) {
    if (drawings.size() != WORDS.size() || drawings.stream().anyMatch(List::isEmpty)) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d rows of drawings; expected one with at least one drawing for each of the %d colours",
              drawings.size(),
              WORDS.size()));
    }
    var rows = new ArrayList<Row>();
    for (int i = 0; i < WORDS.size(); i++) {
      rows.add(new Row(WORDS.get(i), drawings.get(i).stream().map(PetalColour::of).toList()));
    }
    return List.copyOf(rows);
  }

  /// The share of all drawings that agree, 0 to 1.
  public static double share(List<Row> rows) {
    int drawn = rows.stream().mapToInt(row -> row.found().size()).sum();
    return rows.stream().mapToInt(Row::agreed).sum() / (double) Math.max(1, drawn);
  }
}

package dev.limn.text;

import dev.limn.io.AtomicFile;
import dev.limn.io.RegularFile;
import dev.limn.text.token.Tokenizer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The words that a text encoder knows, each with a number.
///
/// 0 is padding and 1 stands for every other word; then come the words of the training captions,
/// the commonest first, ties by alphabet. Saved as `vocab.txt`, UTF-8, one word a line, where the
/// number of the line, from 0, is that of the word.
public final class Vocabulary {
  /// The file's name beside a model.
  public static final String FILE = "vocab.txt";

  /// The number of padding.
  public static final int PAD = 0;

  /// The number of a word that is not known.
  public static final int UNKNOWN = 1;

  private static final List<String> SPECIAL = List.of("<pad>", "<unk>");
  private static final int MOST = 10_000_000;

  private final Tokenizer tokenizer;
  private final List<String> words;
  private final Map<String, Integer> numbers;

  private Vocabulary(Tokenizer tokenizer, List<String> all) {
    this.tokenizer = tokenizer;
    words = List.copyOf(all);
    numbers = HashMap.newHashMap(words.size());
    for (int i = 0; i < words.size(); i++) {
      numbers.put(words.get(i), i);
    }
  }

  /// The words that occur at least `least` times in the captions, by the latest rule.
  ///
  /// @param captions repeated ones count as often as they come
  public static Vocabulary of(Iterable<String> captions, int least) {
    return of(Tokenizer.LATEST, captions, least);
  }

  /// The words that occur at least `least` times in the captions.
  ///
  /// @param tokenizer makes words of captions, and does so for good
  /// @param captions repeated ones count as often as they come
  public static Vocabulary of(Tokenizer tokenizer, Iterable<String> captions, int least) {
    if (least < 1) {
      throw new TextException("words that occur at least " + least + " times; expected 1 or more");
    }
    var counts = new HashMap<String, Integer>();
    for (String caption : captions) {
      tokenizer.words(caption).forEach(word -> counts.merge(word, 1, Integer::sum));
    }
    var all = new ArrayList<>(SPECIAL);
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= least)
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> all.add(entry.getKey()));
    return new Vocabulary(tokenizer, all);
  }

  /// The same with only the commonest words.
  ///
  /// @param most how many, padding and unknown not counted
  public Vocabulary commonest(int most) {
    int count = (int) Math.min(words.size(), (long) most + SPECIAL.size());
    return count == words.size() ? this : new Vocabulary(tokenizer, words.subList(0, count));
  }

  /// Reads `vocab.txt`.
  ///
  /// @param tokenizer that its words were made by, which stands beside it
  /// @throws TextException naming the file and line that is wrong
  public static Vocabulary read(Path file, Tokenizer tokenizer) {
    List<String> lines;
    try {
      lines = RegularFile.text(file, RegularFile.WORDS).lines().toList();
    } catch (CharacterCodingException e) {
      throw new TextException(file + ": not UTF-8 text", e);
    } catch (IOException e) {
      throw new TextException(file + ": cannot be read (" + e + ")", e);
    }
    if (lines.size() < SPECIAL.size()
        || lines.size() > MOST
        || !lines.subList(0, SPECIAL.size()).equals(SPECIAL)) {
      throw new TextException(
          String.format(
              Locale.ROOT,
              "%s: %d lines that begin with %s; expected %s first",
              file,
              lines.size(),
              lines.subList(0, Math.min(lines.size(), SPECIAL.size())),
              SPECIAL));
    }
    var seen = new LinkedHashSet<>(SPECIAL);
    for (String line : lines.subList(SPECIAL.size(), lines.size())) {
      if (!tokenizer.makes(line)) {
        throw new TextException(
            String.format(
                Locale.ROOT,
                "%s:%d: '%s' is not one lower-case word",
                file,
                seen.size() + 1,
                line));
      }
      if (!seen.add(line)) {
        throw new TextException(
            String.format(Locale.ROOT, "%s:%d: '%s' again", file, seen.size() + 1, line));
      }
    }
    return new Vocabulary(tokenizer, lines);
  }

  /// Writes `vocab.txt`, whole or not at all.
  public void write(Path file) {
    try {
      AtomicFile.write(file, String.join("\n", words) + "\n");
    } catch (IOException e) {
      throw new TextException(file + ": cannot be written (" + e + ")", e);
    }
  }

  /// What makes words of captions.
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /// Words, padding and unknown included.
  public int size() {
    return words.size();
  }

  /// All words by number.
  public List<String> words() {
    return words;
  }

  /// Whether a word is known; it is compared as the [Tokenizer] makes it.
  public boolean knows(String word) {
    return number(word) > UNKNOWN;
  }

  /// The number of a word, [#UNKNOWN] if there is none.
  public int number(String word) {
    return numbers.getOrDefault(word, UNKNOWN);
  }

  /// The numbers of a caption's words; a caption without words is one unknown word.
  ///
  /// @throws TextException when the caption is blank
  public int[] numbers(String caption) {
    if (caption.isBlank()) {
      throw new TextException("an empty caption; expected at least one word");
    }
    int[] found = tokenizer.words(caption).stream().mapToInt(this::number).toArray();
    return found.length == 0 ? new int[] {UNKNOWN} : found;
  }

  /// The words of a caption that are not known, each once, in order; a caption without words is
  /// one.
  public List<String> unknown(String caption) {
    var words = tokenizer.words(caption);
    if (words.isEmpty()) {
      return List.of(caption.strip());
    }
    var unknown = new LinkedHashSet<String>();
    for (String word : words) {
      if (!knows(word)) {
        unknown.add(word);
      }
    }
    return List.copyOf(unknown);
  }

  /// The share of a caption's words that are known, 0 to 1; 0 without words.
  public double coverage(String caption) {
    var words = tokenizer.words(caption);
    return words.isEmpty() ? 0 : (double) words.stream().filter(this::knows).count() / words.size();
  }
}

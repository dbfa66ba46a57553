package dev.limn.draw;

import dev.limn.text.token.Tokenizer;
import java.text.Normalizer;
import java.util.Locale;
import java.util.OptionalInt;

/// What to draw: a sentence, and which of the many pictures that it may mean.
///
/// Picture `k` of a prompt is the picture of seed `seed + k`, whatever else is drawn with it.
///
/// @param text the sentence, or a class's name; empty for models that draw from noise alone. Kept
///   in Unicode's NFC, without blanks at its ends. At most 1,000 code points, no control
///   characters, at least one word if it is not empty
/// @param seed of the noise, 0 to 4,294,967,295: the engine's random numbers have no more seeds
/// @param count of pictures, 1 to 10,000
/// @param truncation factor of the noise, 0 to 2. 1 draws as in training; less gives more typical
///   and less varied pictures, at 0 a single one
public record Prompt(String text, long seed, int count, double truncation) {
  /// The largest seed.
  public static final long MAX_SEED = 0xFFFF_FFFFL;

  private static final int LONGEST = 1000;
  private static final int MOST = 10_000;
  private static final double WIDEST = 2;

  /// @throws DrawException naming the value that is wrong
  public Prompt {
    text = checked(text);
    if (seed < 0 || seed > MAX_SEED) {
      throw new DrawException("seed " + seed + "; expected 0 to " + MAX_SEED);
    }
    if (count < 1 || count > MOST) {
      throw new DrawException(count + " pictures; expected 1 to " + MOST);
    }
    if (seed + count - 1 > MAX_SEED) {
      throw new DrawException(
          String.format(
              Locale.ROOT, "%d pictures from seed %d; the last seed is %d", count, seed, MAX_SEED));
    }
    if (!(truncation >= 0 && truncation <= WIDEST)) { // NaN, too
      throw new DrawException("truncation " + truncation + "; expected 0 to 2");
    }
  }

  /// One picture of seed 0, not truncated.
  ///
  /// @throws DrawException when the text has no word
  public static Prompt of(String text) {
    if (text.isEmpty()) {
      throw withoutWord(text);
    }
    return new Prompt(text, 0, 1, 1);
  }

  /// One picture of seed 0, not truncated, from noise alone.
  public static Prompt ofNoise() {
    return new Prompt("", 0, 1, 1);
  }

  /// The same with another seed.
  public Prompt withSeed(long other) {
    return new Prompt(text, other, count, truncation);
  }

  /// The same with another number of pictures.
  public Prompt withCount(int other) {
    return new Prompt(text, seed, other, truncation);
  }

  /// The same with another truncation.
  public Prompt withTruncation(double other) {
    return new Prompt(text, seed, count, other);
  }

  private static String checked(String text) {
    int length = text.codePointCount(0, text.length());
    if (length > LONGEST) {
      throw new DrawException(
          String.format(
              Locale.ROOT, "a sentence of %,d characters; expected at most %,d", length, LONGEST));
    }
    OptionalInt control = text.codePoints().filter(Prompt::isForbidden).findFirst();
    if (control.isPresent()) {
      throw new DrawException(
          String.format(
              Locale.ROOT,
              "the sentence holds U+%04X; expected no control characters",
              control.getAsInt()));
    }
    if (!text.isEmpty() && Tokenizer.LATEST.words(text).isEmpty()) {
      throw withoutWord(text);
    }
    return Normalizer.normalize(text, Normalizer.Form.NFC).strip();
  }

  private static DrawException withoutWord(String text) {
    return new DrawException("the sentence \"" + text + "\" has no word; expected at least one");
  }

  /// Control characters, halves of surrogate pairs, and line ends of any kind.
  private static boolean isForbidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}

package dev.limn.text.token;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Words of any script: the rule [Tokenizer#SCRIPTS].
///
/// A run of letters, digits and marks is a word; a joiner within it is kept, since it tells letters
/// of Indic and Arabic scripts apart. A run in a script without blanks (Chinese, Japanese, Thai,
/// Lao, Khmer, Burmese) is parted by ICU's dictionaries; the JDK has one for Thai alone. ICU is
/// asked nowhere else: it would keep "3.5" and "x:y" together, which models of captions in English
/// do not.
final class ScriptWords {
  private static final int NON_JOINER = 0x200C;
  private static final int JOINER = 0x200D;

  /// Where the symbols begin that are drawn as pictures; before them are ©, ™ and the like.
  private static final int FIRST_SYMBOL = 0x2190;

  /// Characters that are not to be seen and part no words: soft hyphens, marks of direction, byte
  /// order marks, and what chooses between shapes of one character. Not the space of no width,
  /// U+200B, which parts words in Thai and Khmer.
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\x{AD}\\x{34F}\\x{61C}\\x{180B}-\\x{180F}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}"
              + "\\x{2060}-\\x{2064}\\x{2066}-\\x{206F}\\x{FE00}-\\x{FE0F}\\x{FEFF}"
              + "\\x{E0100}-\\x{E01EF}]");

  /// Hebrew's own apostrophes, and the quotation mark that stands for one within a word.
  private static final Pattern GERESH =
      Pattern.compile("[\\x{5F3}\\x{5F4}]|(?<=\\p{IsHebrew})\"(?=\\p{IsHebrew})");

  /// What becomes of a capital I with a dot in lower case: the dot is the i's own.
  private static final String DOTTED = "i\u0307";

  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private enum Kind {
    LETTERS,
    SYMBOL,
    BETWEEN
  }

  /// Characters of one kind; joiners at the end of letters are not among them.
  private record Run(Kind kind, String text) {
    boolean hasBlanks() {
      return kind == Kind.LETTERS && text.codePoints().noneMatch(ScriptWords::isUnspaced);
    }
  }

  /// ICU's rules and dictionaries, read when the first text needs them. The prototype is shared, so
  /// each text takes a copy.
  private static final class Dictionaries {
    private static final BreakIterator WORDS = BreakIterator.getWordInstance(ULocale.ROOT);
  }

  private ScriptWords() {}

  /// The text in which words are looked for.
  static String plain(String caption) {
    String text = PlainText.lower(INVISIBLE.matcher(caption).replaceAll(""));
    text = GERESH.matcher(text.replace(DOTTED, "i")).replaceAll("");
    return PlainText.withoutApostrophes(text);
  }

  /// The words of a plain text.
  static List<String> of(String plain) {
    var words = new ArrayList<String>();
    for (var run : runs(plain)) {
      if (run.kind() != Kind.BETWEEN) {
        words.addAll(parted(run));
      }
    }
    return List.copyOf(words);
  }

  /// Whether this is one run, as it stands.
  static boolean isWord(String text) {
    var runs = runs(text);
    return plain(text).equals(text)
        && runs.size() == 1
        && runs.getFirst().kind() != Kind.BETWEEN
        && runs.getFirst().text().equals(text);
  }

  /// A text without blanks, cut before and after words of scripts that have none, and symbols. What
  /// stands between words stays with the one before.
  static List<String> cut(String text) {
    var pieces = new ArrayList<String>();
    var piece = new StringBuilder();
    boolean bare = false; // whether the piece ends with a word that no blank need follow
    boolean filled = false; // whether it holds a word
    for (var run : runs(text)) {
      for (String part : run.kind() == Kind.BETWEEN ? List.of(run.text()) : parted(run)) {
        if (run.kind() != Kind.BETWEEN) {
          if (filled && (bare || !run.hasBlanks())) {
            pieces.add(piece.toString());
            piece.setLength(0);
          }
          bare = !run.hasBlanks();
          filled = true;
        }
        piece.append(part);
      }
    }
    pieces.add(piece.toString());
    return List.copyOf(pieces);
  }

  private static List<Run> runs(String text) {
    var runs = new ArrayList<Run>();
    var between = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      int end = at;
      var kind = Kind.BETWEEN;
      if (PlainText.isPart(point)) {
        end = endOfLetters(text, at);
        kind = Kind.LETTERS;
      } else if (isSymbol(point)) {
        end = endOfCluster(text, at);
        kind = Kind.SYMBOL;
      }
      if (kind == Kind.BETWEEN) {
        between.appendCodePoint(point);
        at += Character.charCount(point);
        continue;
      }
      if (!between.isEmpty()) {
        runs.add(new Run(Kind.BETWEEN, between.toString()));
        between.setLength(0);
      }
      runs.add(new Run(kind, text.substring(at, end)));
      at = end;
    }
    if (!between.isEmpty()) {
      runs.add(new Run(Kind.BETWEEN, between.toString()));
    }
    return runs;
  }

  /// Behind the last letter, digit or mark; joiners are passed where another one follows them.
  private static int endOfLetters(String text, int from) {
    int end = from;
    for (int at = from; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (PlainText.isPart(point)) {
        end = at;
      } else if (point != JOINER && point != NON_JOINER) {
        break;
      }
    }
    return end;
  }

  private static int endOfCluster(String text, int from) {
    var cluster = CLUSTER.matcher(text).region(from, text.length());
    return cluster.lookingAt() ? cluster.end() : from + Character.charCount(text.codePointAt(from));
  }

  private static boolean isSymbol(int point) {
    boolean regional = point >= 0x1F1E6 && point <= 0x1F1FF; // two of these are a flag
    return point >= FIRST_SYMBOL
        && (regional
            || Character.isExtendedPictographic(point)
            || Character.isEmojiPresentation(point));
  }

  /// Whether a character is of a script whose words have no blanks between them.
  private static boolean isUnspaced(int point) {
    return switch (UnicodeScript.of(point)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }

  private static List<String> parted(Run run) {
    if (run.kind() == Kind.SYMBOL || run.hasBlanks()) {
      return List.of(run.text());
    }
    var words = new ArrayList<String>();
    var breaks = Dictionaries.WORDS.clone();
    breaks.setText(run.text());
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
      words.add(run.text().substring(from, to));
    }
    return words;
  }
}

package dev.limn.text;

import dev.limn.text.token.Tokenizer;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts text into sentences.
///
/// A sentence ends at `.`, `!`, `?` or `…` as the Unicode rules (UAX 29) have it, and at the end of
/// a line or paragraph; what has no word in it is left out.
final class Sentences {
  private Sentences() {}

  /// The sentences of a text in order.
  static List<String> of(String text, Corpus.Lines lines) {
    List<String> each = text.lines().map(String::strip).toList();
    boolean wrapped =
        switch (lines) {
          case EACH -> false;
          case WRAPPED -> true;
          case AUTO -> hasBlankBetween(each);
        };
    var sentences = new ArrayList<String>();
    for (String piece : wrapped ? paragraphs(each) : each) {
      cut(piece, sentences);
    }
    return sentences;
  }

  private static boolean hasBlankBetween(List<String> lines) {
    int last = lines.size() - 1;
    while (last >= 0 && lines.get(last).isEmpty()) {
      last--;
    }
    return lines.subList(0, last + 1).contains("");
  }

  private static List<String> paragraphs(List<String> lines) {
    var paragraphs = new ArrayList<String>();
    var paragraph = new StringBuilder();
    for (String line : lines) {
      if (line.isEmpty()) {
        paragraphs.add(paragraph.toString());
        paragraph.setLength(0);
      } else {
        paragraph.append(paragraph.isEmpty() ? "" : " ").append(line);
      }
    }
    paragraphs.add(paragraph.toString());
    return paragraphs;
  }

  private static void cut(String piece, List<String> into) {
    var breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(piece);
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
      String sentence = piece.substring(start, end).strip();
      if (!Tokenizer.LATEST.words(sentence).isEmpty()) {
        into.add(sentence);
      }
    }
  }
}

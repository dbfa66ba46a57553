package dev.limn.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What an encoder makes of a sentence before it encodes it; for warnings, and for choosing between
/// models.
///
/// @param caption the sentence
/// @param unknown words the training captions did not have, each once, in order
/// @param coverage the share of its words that are known, 0 to 1
/// @param unread its letters and digits that are no characters to an encoder that reads characters,
///   each once, in order; none where words are read
/// @param cut words or characters beyond the longest caption, which are left out; 0 usually
/// @param units what `cut` counts: `words` or `characters`
public record CaptionCoverage(
    String caption,
    List<String> unknown,
    double coverage,
    List<String> unread,
    int cut,
    String units) {
  public CaptionCoverage {
    unknown = List.copyOf(unknown);
    unread = List.copyOf(unread);
  }

  /// One sentence for each thing a person should know; none when all is well.
  public List<String> warnings() {
    var warnings = new ArrayList<String>();
    if (!unknown.isEmpty()) {
      warnings.add(
          (unknown.size() == 1 ? "the model never saw the word " : "the model never saw the words ")
              + String.join(", ", unknown));
    }
    if (!unread.isEmpty()) {
      warnings.add(
          (unread.size() == 1
                  ? "the model cannot read the character "
                  : "the model cannot read the characters ")
              + String.join(", ", unread)
              + "; it reads a to z, digits and punctuation");
    }
    if (cut > 0) {
      warnings.add(
          String.format(
              Locale.ROOT, "the caption is too long: its last %d %s are left out", cut, units));
    }
    return List.copyOf(warnings);
  }
}

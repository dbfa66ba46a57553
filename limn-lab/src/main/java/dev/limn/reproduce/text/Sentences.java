package dev.limn.reproduce.text;

import dev.limn.draw.DrawException;
import dev.limn.draw.Prompt;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.Report;
import dev.limn.reproduce.ReproduceException;
import dev.limn.text.TextEncoder;
import dev.limn.torch.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The sentences that the user named for the picture, held to the rules of [Prompt].
final class Sentences {
  private static final int MOST = 24;

  private Sentences() {}

  /// As they are drawn; none where the user named none.
  ///
  /// @throws ReproduceException if one is too long or has no word, or there are too many
  static List<String> named(Context context) {
    if (context.captions().size() > MOST) {
      throw new ReproduceException(
          String.format(
              Locale.ROOT,
              "--caption: %d sentences; expected at most %d",
              context.captions().size(),
              MOST));
    }
    try {
      return context.captions().stream().map(caption -> Prompt.of(caption).text()).toList();
    } catch (DrawException e) {
      throw new ReproduceException("--caption: " + e.getMessage(), e);
    }
  }

  /// Tells of words that the encoder never saw, and of sentences that it cuts off.
  ///
  /// @param folder the encoder that all systems read with
  static void warn(Context context, Report report, Path folder) {
    var sentences = named(context);
    if (sentences.isEmpty()) {
      return;
    }
    try (var encoder = TextEncoder.open(folder, Device.CPU)) {
      for (String sentence : sentences) {
        var reading = encoder.reading(sentence);
        var warnings = new ArrayList<>(reading.warnings());
        if (reading.coverage() == 0) {
          warnings.add("it knows no word of it, so the drawings do not depend on it");
        }
        for (String warning : warnings) {
          String line = "\"" + sentence + "\": " + warning;
          context.warn(line);
          report.paragraph("Warning: " + line + ".");
        }
      }
    }
  }
}

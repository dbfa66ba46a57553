package dev.limn.run;

import dev.limn.model.ModelException;
import dev.limn.text.training.TextConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How long a text encoder learns: the steps of its settings, but no more than [#PASSES] passes
/// over the data, so that a folder of three hundred pictures is not gone through 640 times.
///
/// It is the key `passes` of the section `encoder`: 0 for as many as the steps take, which is what
/// somebody who says the steps wants, what the papers' presets have, and what runs of earlier
/// versions did. Sets of 1,920 pictures or more are trained on as long as ever.
final class EncoderLength {
  /// The key in a configuration's section `encoder`, beside the keys of the encoder's own settings.
  static final String KEY = "passes";

  /// Passes when nothing else is said.
  static final int PASSES = 100;

  private static final int MOST = 1_000_000;

  private EncoderLength() {}

  /// The section without the key: the settings of the encoder's training.
  static Map<String, Object> settings(Map<String, Object> section) {
    var own = new LinkedHashMap<>(section);
    own.remove(KEY);
    return own;
  }

  /// What is meant.
  ///
  /// @param said the key's value; null when nothing was said
  /// @param free whether the length is somebody's own or a paper's
  /// @throws ModelException when it is no number of passes
  static int passes(Object said, boolean free) {
    if (said == null) {
      return free ? 0 : PASSES;
    }
    String text = String.valueOf(said).strip();
    if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) > MOST) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "text encoder: passes: %s; expected 0 for any number, to %,d",
              said,
              MOST));
    }
    return Integer.parseInt(text);
  }

  /// What is asked, without the limit where another run of an earlier version has none.
  static RunConfig asIn(RunConfig there, RunConfig asked) {
    return there.encoder().containsKey(KEY)
        ? asked
        : asked.withSections(asked.settings(), settings(asked.encoder()));
  }

  /// The settings with the steps that are taken.
  ///
  /// @param section of the run's configuration
  /// @param samples to learn from
  static TextConfig fitted(TextConfig config, Map<String, Object> section, int samples) {
    int passes = passes(section.getOrDefault(KEY, 0), true);
    return passes == 0 ? config : config.withMostPasses(passes, samples);
  }
}

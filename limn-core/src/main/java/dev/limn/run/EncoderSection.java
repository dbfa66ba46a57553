package dev.limn.run;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.model.ModelException;
import dev.limn.text.training.EncoderFamily;
import dev.limn.text.training.TextConfig;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The section `encoder` of a run's configuration: the settings of a text encoder's training, and
/// what a run adds to them.
final class EncoderSection {
  /// Stands before the section's keys on the command line.
  static final String PREFIX = "encoder.";

  private EncoderSection() {}

  /// What a family of text encoders trains, which its settings must not contradict.
  static void settle(EncoderFamily<?> family, Map<String, Object> encoder) {
    var own = family.architectures();
    Object wanted = encoder.get("encoder");
    if (own.size() == 1) {
      String only = own.iterator().next();
      if (wanted != null && !wanted.equals(only)) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "encoder %s in family %s; expected %s, or none",
                wanted,
                family.name(),
                only));
      }
      encoder.put("encoder", only);
    } else if (wanted != null && !own.contains(String.valueOf(wanted))) {
      var other = EncoderFamily.training(Optional.of(String.valueOf(wanted)));
      if (!other.name().equals(family.name())) {
        throw new ModelException("encoder " + wanted + " is trained with --family " + other.name());
      }
    }
  }

  /// What was said of the passes of a text encoder's training, taken out of its settings.
  ///
  /// @param settings said on the command line: steps that are said there overrule the passes of a
  ///   file
  /// @param length whether the length was said otherwise
  /// @param paper whether it is a paper's
  static Passes passes(
      Map<String, Object> encoder, Map<String, String> settings, boolean length, boolean paper) {
    boolean own = encoder.containsKey("steps") || length;
    boolean steps = settings.containsKey("steps") || settings.containsKey(PREFIX + "steps");
    boolean passes =
        settings.containsKey(EncoderLength.KEY) || settings.containsKey(PREFIX + EncoderLength.KEY);
    Object said = encoder.remove(EncoderLength.KEY);
    return new Passes(Optional.ofNullable(steps && !passes ? null : said), own || paper);
  }

  /// @param said in words or as a number
  /// @param free whether the length is somebody's own or a paper's
  record Passes(Optional<Object> said, boolean free) {}

  /// The section of a text encoder in a file.
  static Map<String, Object> section(TextConfig text, Passes passes) {
    var section = Settings.toMap((Record) text);
    boolean paper = EncoderFamily.ofPaper(text);
    section.put(
        EncoderLength.KEY,
        EncoderLength.passes(passes.said().orElse(null), passes.free() || paper));
    return section;
  }

  static <C extends Record & TextConfig> C encoder(
      EncoderFamily<C> family, String preset, Map<String, Object> overrides) {
    try {
      String first = family.presets().keySet().iterator().next();
      return family.config(preset.isEmpty() ? first : preset, overrides);
    } catch (ConfigException | ModelException e) {
      throw new ModelException("text encoder: " + e.getMessage(), e);
    }
  }

  /// The config of a text encoder's training as a run has it; what was not known to the version
  /// that wrote it is the default of its kind, but for what that version did not do.
  static TextConfig encoder(Map<String, Object> settings) {
    return encoderOf(settings).config();
  }

  /// The settings in a run's section `encoder`, with what a version that did not know one did.
  static Map<String, Object> encoderSettings(Map<String, Object> section) {
    var own = EncoderLength.settings(section);
    TokenizerSettings.complete(own);
    return own;
  }

  /// The family of text encoders that a run's section `encoder` means, with its config.
  static EncoderFamily.Chosen<?> encoderOf(Map<String, Object> settings) {
    var architecture = Optional.ofNullable(settings.get("encoder")).map(String::valueOf);
    try {
      return EncoderFamily.Chosen.stored(
          EncoderFamily.training(architecture), encoderSettings(settings));
    } catch (ConfigException | ModelException e) {
      throw new ModelException("text encoder: " + e.getMessage(), e);
    }
  }
}

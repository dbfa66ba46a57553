package dev.limn.run;

import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.PrecisionChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The arithmetic that a run's networks learn in: decided when the run begins, where nothing was
/// said, and kept from then on.
///
/// It is the key `precision` of a family's settings and of a text encoder's. [PrecisionChoice] is
/// the rule; here stands what a run does with it.
public final class PrecisionSettings {
  /// The key, in both sections.
  static final String KEY = "precision";

  private static final String OF_ENCODER = "encoder." + KEY;
  private static final String AUTO = name(Precision.AUTO);

  private PrecisionSettings() {}

  /// The same run with what its device takes wherever nothing was said.
  public static RunConfig decided(RunConfig config) {
    if (!open(config.settings()) && !open(config.encoder())) {
      return config;
    }
    String taken = name(PrecisionChoice.of(Device.parse(config.device())).precision());
    return config.withSections(
        open(config.settings()) ? with(config.settings(), taken) : config.settings(),
        open(config.encoder()) ? with(config.encoder(), taken) : config.encoder());
  }

  /// What is asked, with what another run decided wherever nothing was said.
  static RunConfig asIn(RunConfig there, RunConfig asked) {
    return asked.withSections(
        asIn(there.settings(), asked.settings()), asIn(there.encoder(), asked.encoder()));
  }

  private static Map<String, Object> asIn(Map<String, Object> there, Map<String, Object> asked) {
    Object known = there.get(KEY);
    return open(asked) && known != null ? with(asked, String.valueOf(known)) : asked;
  }

  /// Whether this key of `-o` says a precision.
  public static boolean isKey(String key) {
    return key.equals(KEY) || key.equals(OF_ENCODER);
  }

  /// The same run with other precisions.
  ///
  /// @param said `precision`, of a text encoder's run the encoder's, and `encoder.precision`
  /// @param device where `auto` is decided
  /// @throws ModelException for a value that is none, or of a section that has no precision
  static RunConfig with(RunConfig config, Map<String, String> said, String device) {
    var settings = config.settings();
    var encoder = config.encoder();
    for (var entry : said.entrySet()) {
      boolean ofEncoder = config.ofEncoder() || entry.getKey().equals(OF_ENCODER);
      Map<String, Object> section = ofEncoder ? encoder : settings;
      if (!section.containsKey(KEY)) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "%s=%s: %s of this run has no precision",
                entry.getKey(),
                entry.getValue(),
                ofEncoder ? "the text encoder" : "family " + config.family()));
      }
      Map<String, Object> other = with(section, name(parse(entry.getKey(), entry.getValue())));
      if (ofEncoder) {
        encoder = other;
      } else {
        settings = other;
      }
    }
    return decided(config.withSections(settings, encoder).on(device, config.threads()))
        .on(config.device(), config.threads());
  }

  private static Precision parse(String key, String text) {
    for (Precision precision : Precision.values()) {
      if (name(precision).equals(text.toLowerCase(Locale.ROOT))) {
        return precision;
      }
    }
    throw new ModelException(
        String.format(Locale.ROOT, "%s: %s; expected one of auto, float32, bfloat16", key, text));
  }

  private static boolean open(Map<String, Object> section) {
    return AUTO.equals(section.get(KEY));
  }

  private static Map<String, Object> with(Map<String, Object> section, String precision) {
    var other = new LinkedHashMap<>(section);
    other.put(KEY, precision);
    return other;
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  /// What a person should know of a run's precision on this device: which it is and why, or what it
  /// costs here.
  ///
  /// @param run its directory, for the command that goes on in another one
  static List<String> notes(RunConfig config, Device device, String run) {
    var notes = new ArrayList<String>();
    Object own = config.settings().get(KEY);
    boolean encoderToo = config.textEncoder().isEmpty() && config.encoder().containsKey(KEY);
    Object text = encoderToo ? config.encoder().get(KEY) : own;
    if (own != null) {
      notes.add("precision: " + note(own, KEY, device, run));
    }
    if (text != null && !text.equals(own)) {
      String key = config.ofEncoder() ? KEY : OF_ENCODER;
      String what = config.ofEncoder() ? "precision: " : "precision of the text encoder: ";
      notes.add(what + note(text, key, device, run));
    }
    return notes;
  }

  private static String note(Object value, String key, Device device, String run) {
    PrecisionChoice choice = PrecisionChoice.of(device);
    Precision precision = parse(key, String.valueOf(value)).resolved(device);
    if (precision == choice.precision()) {
      return String.format(Locale.ROOT, "%s (%s)", name(precision), choice.reason());
    }
    return String.format(
        Locale.ROOT,
        "%s; a convolution takes %.1f times as long as in %s here. To change it, stop and"
            + " 'limn train --resume %s -o %s=auto', which is not bit-exact",
        name(precision),
        choice.cost(precision),
        name(choice.precision()),
        run,
        key);
  }

  /// What [RunConfig#essence] says of the same run in other precisions, and what those are called:
  /// their checkpoints are continued, though not bit for bit.
  ///
  /// @param essence of a run, which has its settings as JSON
  static Map<String, String> others(String essence) {
    var others = new LinkedHashMap<String, String>();
    for (Precision now : Precision.values()) {
      for (Precision before : Precision.values()) {
        if (now != before && essence.contains(json(now))) {
          others.put(
              essence.replace(json(now), json(before)),
              "precision was " + name(before) + ", is " + name(now));
        }
      }
    }
    return others;
  }

  private static String json(Precision precision) {
    return String.format(Locale.ROOT, "\"%s\" : \"%s\"", KEY, name(precision));
  }
}

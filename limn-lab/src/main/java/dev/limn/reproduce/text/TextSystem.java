package dev.limn.reproduce.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A system of the literature: a family of models and what is set in it.
///
/// @param name in figures and tables
/// @param run the name of its training run
/// @param family as `limn train --family` takes it
/// @param settings that make it this system
/// @param matching whether its discriminator learns to reject real pictures with wrong sentences
record TextSystem(
    String name, String run, String family, Map<String, String> settings, boolean matching) {
  /// GAN-INT-CLS, which the default is held against.
  static final String INT_CLS = "GAN-INT-CLS";

  /// The one-stage generator.
  static final String ONE_STAGE = "one stage (DF-GAN)";

  /// From the plainest to the latest, as papers list them.
  static final List<TextSystem> ALL =
      List.of(
          reed("GAN", "gan", false),
          reed("GAN-CLS", "cls", true),
          reed("GAN-INT", "int", false),
          reed(INT_CLS, "int_cls", true),
          new TextSystem("StackGAN", "stackgan", "stackgan", Map.of(), true),
          new TextSystem(ONE_STAGE, "df-gan", "df-gan", Map.of(), true));

  private static TextSystem reed(String name, String mode, boolean matching) {
    return new TextSystem(
        name, "reed-" + mode.replace('_', '-'), "reed", Map.of("mode", mode), matching);
  }

  /// The preset that a quick run trains, whatever the family takes by itself, or the paper's.
  String preset(boolean full) {
    return full ? "paper" : "small";
  }

  /// The settings of a run. A quick one would be over before the one-stage generator's slow
  /// beginning is.
  Map<String, String> settings(boolean full) {
    if (full || !name.equals(ONE_STAGE)) {
      return settings;
    }
    var all = new HashMap<>(Map.of("warm-up-kimg", "0"));
    all.putAll(settings);
    return Map.copyOf(all);
  }
}

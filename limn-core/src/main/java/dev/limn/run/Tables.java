package dev.limn.run;

import dev.limn.console.Suggestions;
import dev.limn.data.VectorFile;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.model.mlp.MlpFamily;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a configuration means when its data are a table of numbers: which families learn from one,
/// and what is usual there.
final class Tables {
  /// Families that are presets of [MlpFamily] here, with those presets.
  private static final Map<String, String> PRESETS = Map.of("wgan", "gp", "unrolled", "unrolled");

  private static final Map<String, Integer> INTERVALS =
      Map.of(
          "tick-kimg",
          RunConfigs.TABLE_TICK_KIMG,
          "preview-kimg",
          RunConfigs.TABLE_SAVE_KIMG,
          "save-kimg",
          RunConfigs.TABLE_SAVE_KIMG);

  private Tables() {}

  static boolean is(Object data) {
    return data != null && VectorFile.is(Path.of(String.valueOf(data)));
  }

  /// Checks that family and data go together, and completes what was said.
  ///
  /// @param all a configuration's keys; `family`, `preset` and the intervals are set here
  /// @param said which of them are not defaults
  static void settle(Map<String, Object> all, Map<String, Object> said) {
    String family = String.valueOf(all.get("family"));
    if (family.equals("semi-supervised")) {
      throw new ModelException(
          "family semi-supervised learns to name classes, not to draw; 'limn reproduce"
              + " semi-supervised --data DIR' trains it");
    }
    var families = families();
    if (!families.contains(family)) {
      throw new ModelException(
          "family '"
              + family
              + "'"
              + Suggestions.hint(family, families)
              + "; known are "
              + String.join(", ", families));
    }
    if (!is(all.get("data"))) {
      if (family.equals(MlpFamily.NAME) || family.equals("unrolled")) {
        throw new ModelException(
            String.format(
                    Locale.ROOT,
                    "family %s learns from a table of numbers; --data %s: expected a file that ends with",
                    family,
                    all.get("data"))
                + " .csv or .tsv");
      }
      return;
    }
    var known = new HashMap<>(PRESETS);
    known.put(MlpFamily.NAME, MlpFamily.presets().getFirst());
    String preset = said.containsKey("family") ? known.get(family) : known.get(MlpFamily.NAME);
    if (preset == null) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "family %s draws pictures; %s is a table, which %s learn from",
              family,
              all.get("data"),
              String.join(", ", known.keySet().stream().sorted().toList())));
    }
    all.put("family", MlpFamily.NAME);
    if (all.get("preset").equals("")) {
      all.put("preset", preset);
    }
    INTERVALS.forEach(
        (key, value) -> {
          if (!said.containsKey(key)) {
            all.put(key, value);
          }
        });
  }

  /// All that can be asked for, in the order of the alphabet.
  private static SortedSet<String> families() {
    var known = new TreeSet<>(Family.all().stream().map(Family::name).toList());
    known.addAll(RunConfig.TEXT_FAMILIES);
    known.addAll(PRESETS.keySet());
    known.addAll(List.of(RunConfig.STYLE_ENCODER, MlpFamily.NAME));
    return known;
  }

  /// Complete settings of the family, pictures' or numbers'.
  static Map<String, Object> settings(String family, String preset, Map<String, Object> own) {
    return family.equals(MlpFamily.NAME)
        ? MlpFamily.settings(preset, own)
        : Family.named(family).settings(preset, own);
  }

  static List<String> presets(String family) {
    return family.equals(MlpFamily.NAME) ? MlpFamily.presets() : Family.named(family).presets();
  }
}

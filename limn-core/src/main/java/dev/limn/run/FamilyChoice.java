package dev.limn.run;

import dev.limn.console.Suggestions;
import dev.limn.data.VectorFile;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.model.RowFamily;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which family a configuration means. A family of rows may be meant by the name of one of its
/// presets, which on pictures may be another family's.
final class FamilyChoice {
  /// What is usual where rows are learned from, which are many more than pictures.
  private static final Map<String, Integer> ROW_INTERVALS =
      Map.of(
          "tick-kimg",
          RunConfigs.TABLE_TICK_KIMG,
          "preview-kimg",
          RunConfigs.TABLE_SAVE_KIMG,
          "save-kimg",
          RunConfigs.TABLE_SAVE_KIMG);

  private FamilyChoice() {}

  static boolean isTable(Object data) {
    return data != null && VectorFile.is(Path.of(String.valueOf(data)));
  }

  /// The only family that has a setting, where one may be named by it.
  static Optional<String> having(String setting) {
    return Family.all().stream()
        .filter(family -> family.namedBy().contains(setting))
        .<String>map(Family::name)
        .findFirst();
  }

  /// Checks that family and data go together, and completes what was said.
  ///
  /// @param all a configuration's keys; `family`, and of rows `preset` and the intervals, are set
  ///   here
  /// @param said which of them are not defaults
  /// @return the family
  /// @throws ModelException when there is no such family, or it learns from something else
  static Family<?> settle(Map<String, Object> all, Map<String, Object> said) {
    String name = String.valueOf(all.get("family"));
    requireKnown(name);
    return isTable(all.get("data")) ? ofRows(name, all, said) : ofPictures(name, all.get("data"));
  }

  private static void requireKnown(String name) {
    if (Family.ELSEWHERE.containsKey(name)) {
      throw new ModelException("family " + name + " " + Family.ELSEWHERE.get(name));
    }
    var known = new TreeSet<String>();
    for (Family<?> family : Family.all()) {
      known.add(family.name());
      known.addAll(family.aliases().keySet());
    }
    if (!known.contains(name)) {
      throw new ModelException(
          "family '"
              + name
              + "'"
              + Suggestions.hint(name, known)
              + "; known are "
              + String.join(", ", known));
    }
  }

  private static Family<?> ofPictures(String name, Object data) {
    boolean rows =
        Family.all().stream()
            .noneMatch(family -> family.name().equals(name) && !(family instanceof RowFamily<?>));
    if (rows) {
      throw new ModelException(
          String.format(
                  Locale.ROOT,
                  "family %s learns from a table of numbers; --data %s: expected a file that ends with",
                  name,
                  data)
              + " .csv or .tsv");
    }
    return Family.named(name);
  }

  private static Family<?> ofRows(String name, Map<String, Object> all, Map<String, Object> said) {
    List<RowFamily<?>> families = rowFamilies();
    var byName = new TreeMap<String, RowFamily<?>>();
    for (RowFamily<?> family : families) {
      family.aliases().keySet().forEach(alias -> byName.put(alias, family));
      byName.put(family.name(), family);
    }
    RowFamily<?> family =
        said.containsKey("family") ? byName.get(name) : families.stream().findFirst().orElse(null);
    if (family == null) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "family %s draws pictures; %s is a table, which %s learn from",
              name,
              all.get("data"),
              String.join(", ", byName.keySet())));
    }
    all.put("family", family.name());
    if (all.get("preset").equals("") && said.containsKey("family")) {
      all.put("preset", family.aliases().getOrDefault(name, ""));
    }
    ROW_INTERVALS.forEach(
        (key, value) -> {
          if (!said.containsKey(key)) {
            all.put(key, value);
          }
        });
    return family;
  }

  /// By name, so that the first is the same on every machine.
  private static List<RowFamily<?>> rowFamilies() {
    return Family.all().stream()
        .<RowFamily<?>>mapMulti(
            (family, take) -> {
              if (family instanceof RowFamily<?> rows) {
                take.accept(rows);
              }
            })
        .sorted(Comparator.comparing(Family::name))
        .toList();
  }
}

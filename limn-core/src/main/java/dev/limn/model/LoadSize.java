package dev.limn.model;

import java.util.LinkedHashMap;
import java.util.Map;

/// How far pictures are enlarged before a random crop is cut from them, where a resolution is named
/// and no size.
public final class LoadSize {
  private LoadSize() {}

  /// The overrides with a `load` that is as much larger than their `resolution` as a preset's.
  ///
  /// @param overrides keys of a family's settings; returned as they are where they name no
  ///   resolution, one that is no number, or a load size
  /// @param resolution of the preset
  /// @param load of the preset
  public static Map<String, ?> following(Map<String, ?> overrides, int resolution, int load) {
    Object named = overrides.get("resolution");
    if (named == null || overrides.containsKey("load")) {
      return overrides;
    }
    var all = new LinkedHashMap<String, Object>(overrides);
    try {
      all.put("load", Math.round(Double.parseDouble(named.toString()) * load / resolution));
    } catch (NumberFormatException _) {
      return overrides; // the configuration's own check says what is wrong with the resolution
    }
    return all;
  }
}

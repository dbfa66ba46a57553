package dev.limn.model.stackgan;

import java.util.LinkedHashMap;
import java.util.Map;

/// A step's figures, summed over its micro-batches.
final class Figures {
  private static final String[] ORDER = {
    "loss/d", "loss/g", "d/real", "d/wrong", "d/fake", "kl", "learning-rate"
  };

  private final Map<String, Double> values = new LinkedHashMap<>();

  /// Starts these anew.
  void begin(String... names) {
    for (String name : names) {
      values.remove(name);
    }
  }

  void add(String name, double value, double weight) {
    values.merge(name, value * weight, Double::sum);
  }

  void put(String name, double value) {
    values.put(name, value);
  }

  boolean finite(String name) {
    return Double.isFinite(values.get(name));
  }

  /// In the order in which they are shown.
  Map<String, Double> inOrder() {
    var ordered = new LinkedHashMap<String, Double>();
    for (String name : ORDER) {
      if (values.containsKey(name)) {
        ordered.put(name, values.get(name));
      }
    }
    return ordered;
  }
}

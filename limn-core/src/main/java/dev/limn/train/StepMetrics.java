package dev.limn.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A step's figures, summed over its micro-batches.
public final class StepMetrics {
  private final List<String> order;
  private final Map<String, Double> values = new LinkedHashMap<>();

  /// @param order in which they are shown; a name that is not among them is not. Without any, all
  ///   are shown as they come
  public StepMetrics(String... order) {
    this.order = List.of(order);
  }

  /// A copy of those of now, for [#reset].
  public Map<String, Double> all() {
    return new LinkedHashMap<>(values);
  }

  /// Goes back to those of before.
  public void reset(Map<String, Double> before) {
    values.clear();
    values.putAll(before);
  }

  /// Adds a micro-batch's share.
  public void add(String name, double value, double weight) {
    values.merge(name, value * weight, Double::sum);
  }

  public void put(String name, double value) {
    values.put(name, value);
  }

  public boolean finite(String name) {
    return Double.isFinite(values.get(name));
  }

  public Map<String, Double> inOrder() {
    if (order.isEmpty()) {
      return all();
    }
    var ordered = new LinkedHashMap<String, Double>();
    for (String name : order) {
      if (values.containsKey(name)) {
        ordered.put(name, values.get(name));
      }
    }
    return ordered;
  }
}

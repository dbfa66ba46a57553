package dev.limn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one step says: named figures in the order in which they are shown.
///
/// Names that status lines know: `loss/d`, `loss/g`, `logits/real`, `logits/fake`, `logits/wrong`
/// (as probabilities `d/real`, `d/fake`, `d/wrong`).
///
/// @param figures by name
/// @param applied false if a loss or a gradient was not finite and nothing was changed
/// @param notes what a person should read; most steps have none
public record StepReport(Map<String, Double> figures, boolean applied, List<String> notes) {
  public StepReport {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    notes = List.copyOf(notes);
  }

  /// A step without notes.
  public StepReport(Map<String, Double> figures, boolean applied) {
    this(figures, applied, List.of());
  }
}

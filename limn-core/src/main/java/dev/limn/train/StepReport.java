package dev.limn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What one step says: named figures in the order in which they are shown.
///
/// Names that status lines know: `loss/d`, `loss/g`, `logits/real`, `logits/fake` (as probabilities
/// `d/real`, `d/fake`).
///
/// @param figures by name
/// @param applied false if a loss or a gradient was not finite and nothing was changed
public record StepReport(Map<String, Double> figures, boolean applied) {
  public StepReport {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }
}

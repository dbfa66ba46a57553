package dev.limn.train;

import dev.limn.torch.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Everything that the next step of a [Learner] depends on.
///
/// @param tensors weights, moments, averages: live, by unique names such as `generator/values`
/// @param values counters, positions and random states as text
/// @param moments the names of those tensors that are an optimiser's, not a network's
public record LearnerState(
    Map<String, Tensor> tensors, Map<String, String> values, Set<String> moments) {
  public LearnerState {
    moments = Set.copyOf(moments);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// As it was stored: which tensors are an optimiser's is not known.
  public LearnerState(Map<String, Tensor> tensors, Map<String, String> values) {
    this(tensors, values, Set.of());
  }
}

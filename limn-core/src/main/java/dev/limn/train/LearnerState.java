package dev.limn.train;

import dev.limn.torch.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Everything that the next step of a [Learner] depends on.
///
/// @param tensors weights, moments, averages: live, by unique names such as `generator/values`
/// @param values counters, positions and random states as text
public record LearnerState(Map<String, Tensor> tensors, Map<String, String> values) {
  public LearnerState {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}

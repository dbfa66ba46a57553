package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Asserts that a restored learner goes on as if nothing had been.
public final class Exactly {
  private Exactly() {}

  /// Five steps, a copy, three more; against three steps of a new learner from the copy.
  public static void resumes(Supplier<Learner> first, Supplier<Learner> second) {
    try (var one = first.get();
        var two = second.get();
        var _ = Scope.open()) {
      for (int step = 0; step < 5; step++) {
        assertThat(one.step().applied()).isTrue();
      }
      var saved = copy(one.state());
      two.step();
      two.restore(saved);
      for (int step = 0; step < 3; step++) {
        assertThat(two.step()).isEqualTo(one.step());
      }
      assertThat(text(two.state())).isEqualTo(text(one.state()));
      assertThat(text(one.state())).isNotEqualTo(text(saved));
    }
  }

  /// A copy of everything, as a checkpoint would hold it.
  public static LearnerState copy(LearnerState state) {
    var tensors = new LinkedHashMap<String, Tensor>();
    state.tensors().forEach((name, tensor) -> tensors.put(name, tensor.detach().copy()));
    return new LearnerState(tensors, state.values());
  }

  private static Map<String, String> text(LearnerState state) {
    var text = new LinkedHashMap<>(state.values());
    state
        .tensors()
        .forEach(
            (name, tensor) -> text.put(name, Base64.getEncoder().encodeToString(tensor.toBytes())));
    return text;
  }
}

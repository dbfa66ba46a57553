package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.reed.Tiny;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

class DiversityTest {
  /// Of a generator that draws so, from noise and conditions of three numbers.
  private static Diversity of(BinaryOperator<Tensor> draw) {
    try (var rng = new Rng(1);
        var network = new Network<>(new Linear(rng, 1, 1), Device.CPU);
        var _ = Scope.open()) {
      return Diversity.of(network, 3, Tensors.randn(rng, 8, 3), 2, Device.CPU, draw);
    }
  }

  @Test
  void whatIsNotLookedAtMakesNoDifference() {
    Diversity blind = of((_, condition) -> condition);
    assertThat(blind.noise()).hasValue(0);
    assertThat(blind.condition().getAsDouble()).isBetween(0.1, 2.0);
    Diversity deaf = of((z, _) -> z);
    assertThat(deaf.noise().getAsDouble()).isBetween(0.1, 2.0);
    assertThat(deaf.condition()).hasValue(0);
  }

  @Test
  void lookingChangesNothingThatTheNextStepDependsOn() {
    try (var learner = Tiny.learner()) {
      assertThat(learner.diversity()).isEmpty();
      learner.step();
      String before = Tiny.sha256(learner.state());
      assertThat(learner.diversity().orElseThrow().figures())
          .containsOnlyKeys("diversity/noise", "diversity/condition")
          .allSatisfy((_, value) -> assertThat(value).isPositive());
      assertThat(Tiny.sha256(learner.state())).isEqualTo(before);
    }
  }
}

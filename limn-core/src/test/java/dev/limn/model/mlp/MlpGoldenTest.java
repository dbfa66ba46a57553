package dev.limn.model.mlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.Golden;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Three training steps under every rule of the game against PyTorch, from the same seed:
/// `goldens/mlp/mlp.py`.
final class MlpGoldenTest {
  /// Adam divides by the root of tiny squares: a last bit of a gradient is a larger one of a step.
  private static final double TOLERANCE = 2e-5;

  private static final MlpConfig SMALL =
      MlpConfig.plane()
          .with(
              Map.of(
                  "generator-width", 8,
                  "discriminator-width", 8,
                  "batch", 16,
                  "generator-rate", 0.01,
                  "discriminator-rate", 0.01));

  private static Map<String, Object> descent(String name, double rate) {
    return Map.of("descent", name, "beta1", 0, "generator-rate", rate, "discriminator-rate", rate);
  }

  static Map<String, MlpConfig> cases() {
    MlpConfig descending = SMALL.with(descent("sgd", 0.05));
    return Map.of(
        "plain", SMALL,
        "smoothed-minimax-k2",
            SMALL.with(
                Map.of(
                    "adversarial.loss",
                    "minimax",
                    "adversarial.discriminator-steps",
                    2,
                    "adversarial.real-target",
                    0.9,
                    "adversarial.fake-target",
                    0.1)),
        "rmsprop", SMALL.with(Map.of("descent", "rmsprop", "beta2", 0.9)),
        "hinge-r1", descending.with(Map.of("adversarial.loss", "hinge", "adversarial.r1", 0.5)),
        "least-squares-sgd", descending.with(Map.of("adversarial.loss", "least_squares")),
        "wgan-clip",
            descending.with(
                Map.of(
                    "adversarial.loss",
                    "wasserstein",
                    "adversarial.discriminator-steps",
                    2,
                    "adversarial.clip",
                    0.05)),
        "wgan-gp",
            descending.with(
                Map.of(
                    "adversarial.loss",
                    "wasserstein",
                    "adversarial.discriminator-steps",
                    2,
                    "adversarial.gradient-penalty",
                    0.1)),
        "instance-noise", SMALL.with(Map.of("adversarial.instance-noise", 0.5)),
        "unrolled-adam", SMALL.with(Map.of("unrolling", 3)),
        "unrolled-sgd-minimax",
            descending.with(Map.of("unrolling", 3, "adversarial.loss", "minimax")));
  }

  static java.util.Set<String> names() {
    return new java.util.TreeSet<>(cases().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void threeStepsAreThoseOfPyTorch(String name) {
    int threads = Engine.threads();
    Engine.threads(1);
    try (var _ = Scope.open();
        var learner =
            new MlpLearner(cases().get(name), Mixture.ring(8, 2, 0.1), 7, 3 * 16, Device.CPU)) {
      var golden = Golden.read("mlp/steps");
      for (int i = 0; i < 3; i++) {
        assertThat(learner.step().applied()).isTrue();
      }
      int compared = 0;
      for (var entry : learner.state().tensors().entrySet()) {
        Tensor expected = golden.get(name + "/" + entry.getKey());
        if (expected != null) {
          assertThat(entry.getValue().minus(expected).abs().max().item())
              .as(entry.getKey())
              .isLessThan(TOLERANCE);
          compared++;
        }
      }
      assertThat(compared).isEqualTo(12);
    } finally {
      Engine.threads(threads);
    }
  }
}

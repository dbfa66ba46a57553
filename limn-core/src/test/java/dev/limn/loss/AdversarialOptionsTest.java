package dev.limn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.torch.Autograd;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdversarialOptionsTest {
  private static final AdversarialOptions PLAIN = AdversarialOptions.plain();

  @Test
  void valuesThatCannotBeAreRefusedByName() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> PLAIN.withDiscriminatorSteps(0))
        .withMessage("discriminator-steps (k) is 0; expected at least 1");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> PLAIN.withTargets(0, 0))
        .withMessageContaining("real-target is 0.0");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> PLAIN.withTargets(0.5, 0.5))
        .withMessageContaining("fake-target");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> PLAIN.withInstanceNoise(Double.NaN, 1))
        .withMessageContaining("instance-noise is NaN");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> PLAIN.withInstanceNoise(0.1, 1.5))
        .withMessageContaining("instance-noise-span");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> AdversarialOptions.wgan().withGradientPenalty(10))
        .withMessageContaining("one of them");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> PLAIN.withR1(-1))
        .withMessageContaining("r1 is -1.0");
  }

  @Test
  void settingsNameThemWithDashes() {
    var map = Settings.toMap(AdversarialOptions.wganGp(10));
    assertThat(map).containsEntry("loss", "wasserstein").containsEntry("discriminator-steps", 5);
    assertThat(Settings.of(map, AdversarialOptions.class)).isEqualTo(AdversarialOptions.wganGp(10));
    record Outer(int width, AdversarialOptions adversarial) {}
    var outer =
        Settings.with(
            new Outer(3, PLAIN),
            Outer.class,
            Map.of("adversarial.loss", "hinge", "adversarial.r1", 2.5));
    assertThat(outer.adversarial())
        .isEqualTo(AdversarialOptions.of(AdversarialLoss.HINGE).withR1(2.5));
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> Settings.with(outer, Outer.class, Map.of("adversarial.colour", 1))))
        .hasMessageStartingWith("unknown setting 'adversarial.colour'; known are clip,");
  }

  @Test
  void noiseFallsToNothingOverItsSpan() {
    var options = PLAIN.withInstanceNoise(0.4, 0.5);
    assertThat(options.noiseAt(0, 1000)).isEqualTo(0.4);
    assertThat(options.noiseAt(250, 1000)).isCloseTo(0.2, within(1e-12));
    assertThat(options.noiseAt(500, 1000)).isZero();
    assertThat(options.noiseAt(900, 1000)).isZero();
    assertThat(PLAIN.withInstanceNoise(0.4, 0).noiseAt(900, 1000)).isEqualTo(0.4);
  }

  @Test
  void smoothedTargetsAreCrossEntropyAgainstThem() {
    try (var _ = Scope.open()) {
      Tensor real = Tensors.of(new float[] {0.7f}, 1);
      Tensor fake = Tensors.of(new float[] {-0.2f}, 1);
      double p = 1 / (1 + Math.exp(-0.7));
      double q = 1 / (1 + Math.exp(0.2));
      double expected =
          -0.9 * Math.log(p) - 0.1 * Math.log(1 - p) - 0.2 * Math.log(q) - 0.8 * Math.log(1 - q);
      assertThat(PLAIN.withTargets(0.9, 0.2).discriminator(real, fake).item())
          .isCloseTo(expected, within(1e-6));
    }
  }

  /// D(x) = w·x has the slope ‖w‖ everywhere, so both penalties and their gradients are known.
  @Test
  void penaltiesOfALinearDiscriminatorAreThoseOfItsWeight() {
    try (var _ = Scope.open();
        var rng = new Rng(1)) {
      Tensor w = Tensors.of(new float[] {3, 4}, 1, 2).requiresGrad(true);
      Tensor real = Tensors.randn(rng, 8, 2);
      Tensor fake = Tensors.randn(rng, 8, 2);
      Tensor gp =
          AdversarialOptions.wganGp(10)
              .penalty(x -> x.matmul(w.t()), real, fake, rng)
              .orElseThrow();
      assertThat(gp.item()).isCloseTo(10 * 16, within(1e-3)); // (5 − 1)²
      // 10 · 2 · (‖w‖ − 1) · w/‖w‖
      assertThat(Autograd.grad(gp, w, false).toFloats())
          .containsExactly(new float[] {48, 64}, within(1e-3f));
      Tensor r1 = PLAIN.withR1(2).penalty(x -> x.matmul(w.t()), real, fake, rng).orElseThrow();
      assertThat(r1.item()).isCloseTo(25, within(1e-4)); // ½ · 2 · ‖w‖²
      assertThat(Autograd.grad(r1, w, false).toFloats())
          .containsExactly(new float[] {6, 8}, within(1e-4f));
      assertThat(PLAIN.penalty(x -> x, real, fake, rng)).isEmpty();
    }
  }

  @Test
  void clippingBoundsEveryParameter() {
    try (var rng = new Rng(1);
        var network = new Network<>(new Linear(rng, 4, 4), Device.CPU)) {
      AdversarialOptions.wgan().clip(network);
      try (var _ = Scope.open()) {
        assertThat(network.values().abs().max().item()).isCloseTo(0.01, within(1e-8));
      }
    }
  }
}

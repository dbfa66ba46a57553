package dev.limn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Losses and slopes as plain numbers against those of the graph.
final class LogitSlopesTest {
  private static final int HALF = 8;

  @ParameterizedTest
  @CsvSource({
    "NON_SATURATING,1,0",
    "NON_SATURATING,.9,.1",
    "MINIMAX,.9,0",
    "HINGE,1,0",
    "LEAST_SQUARES,.8,.2",
    "WASSERSTEIN,1,0"
  })
  void theDiscriminatorsAreThoseOfTheGraph(AdversarialLoss loss, double real, double fake) {
    var rules = AdversarialOptions.of(loss).withTargets(real, fake);
    try (var _ = Scope.open();
        var rng = new Rng(3)) {
      Tensor logits = Tensors.randn(rng, 2 * HALF).times(3).detach().requiresGrad(true);
      Tensor expected =
          rules.discriminator(logits.narrow(0, 0, HALF), logits.narrow(0, HALF, HALF));
      same(logits, expected, LogitSlopes.discriminator(rules, logits.toFloats()));
    }
  }

  @ParameterizedTest
  @EnumSource(AdversarialLoss.class)
  void theGeneratorsAreThoseOfTheGraph(AdversarialLoss loss) {
    var rules = AdversarialOptions.of(loss);
    try (var _ = Scope.open();
        var rng = new Rng(4)) {
      Tensor logits = Tensors.randn(rng, HALF).times(3).detach().requiresGrad(true);
      same(logits, rules.generator(logits), LogitSlopes.generator(rules, logits.toFloats()));
    }
  }

  private static void same(Tensor logits, Tensor expected, LogitSlopes got) {
    assertThat(got.loss()).isCloseTo(expected.item(), within(1e-5));
    float[] slopes = dev.limn.torch.Autograd.grad(expected, logits, false).toFloats();
    for (int i = 0; i < slopes.length; i++) {
      assertThat(got.slopes()[i]).as("slope %d", i).isCloseTo(slopes[i], within(1e-6f));
    }
  }
}

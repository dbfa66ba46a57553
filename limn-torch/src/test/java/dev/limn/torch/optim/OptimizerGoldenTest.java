package dev.limn.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.torch.Autograd;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Golden;
import dev.limn.torch.OneThread;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Activation;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.nn.Sequential;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Ten steps of every optimiser against PyTorch's, and a penalty on gradients.
@ExtendWith(OneThread.class)
final class OptimizerGoldenTest {
  record Case(String golden, Function<Network<?>, Optimizer> make) {
    @Override
    public String toString() {
      return golden;
    }
  }

  static final List<Case> CASES =
      List.of(
          new Case("Adam", network -> new Adam(network, Adam.Config.of(2e-3, 0.5))),
          new Case("Adam-default", network -> new Adam(network, Adam.Config.of(1e-2, 0.9))),
          new Case("RmsProp", network -> new RmsProp(network, RmsProp.Config.of(1e-3))),
          new Case("Sgd", network -> new Sgd(network, new Sgd.Config(1e-2, 0, false))),
          new Case("Sgd-momentum", network -> new Sgd(network, new Sgd.Config(1e-2, 0.9, false))),
          new Case("Sgd-nesterov", network -> new Sgd(network, new Sgd.Config(1e-2, 0.9, true))),
          new Case("Sgd-clipped", network -> new Sgd(network, new Sgd.Config(1e-2, 0.9, false))));

  @ParameterizedTest
  @FieldSource("CASES")
  void tenStepsAreAsInPyTorch(Case test) {
    try (var rng = new Rng(1);
        var network =
            new Network<>(
                new Sequential(
                    new Linear(rng, 6, 8), Activation.leakyRelu(0.2), new Linear(rng, 8, 3)),
                Device.CPU);
        var optimizer = test.make().apply(network);
        var _ = Scope.open()) {
      var golden = Golden.read(test.golden());
      network.load(golden.part("state."));
      double[] losses = golden.get("loss").toDoubles();
      for (double expected : losses) {
        network.zeroGrad();
        Tensor loss =
            Functional.mse(network.block().forward(golden.get("in.0")), golden.get("in.1"));
        loss.backward();
        if (test.golden().endsWith("clipped")) {
          assertThat(network.clipGradNorm(0.1)).isPositive();
        }
        optimizer.step();
        assertThat(loss.item()).isCloseTo(expected, within(1e-5));
      }
      assertThat(optimizer.steps()).isEqualTo(losses.length);
      golden
          .part("final.")
          .keySet()
          .forEach(name -> golden.compare("final." + name, network.state().get(name)));
    }
  }

  @Test
  void aPenaltyOnTheGradientIsAsInPyTorch() {
    try (var rng = new Rng(1);
        var network =
            new Network<>(
                new Sequential(
                    new Conv2d(rng, 3, 8, 4, 2, 1, false),
                    Activation.leakyRelu(0.2),
                    new Conv2d(rng, 8, 16, 4, 2, 1, false),
                    new BatchNorm2d(16),
                    Activation.leakyRelu(0.2),
                    new Conv2d(rng, 16, 1, 4, 1, 0, true)),
                Device.CPU);
        var _ = Scope.open()) {
      var golden = Golden.read("R1");
      network.load(golden.part("state."));
      Tensor x = golden.get("in.0").requiresGrad(true);
      Tensor gradient = Autograd.grad(network.block().forward(x).sum(), x, true);
      Tensor penalty = gradient.square().sum(false, 1, 2, 3).mean();
      golden.compare("out", penalty);
      penalty.backward();
      golden
          .part("grad.")
          .keySet()
          .forEach(name -> golden.compare("grad." + name, network.state().get(name).grad()));
    }
  }

  @Test
  void scheduledRatesDependOnPicturesOnly() {
    assertThat(new LearningRate.Constant(2e-4).at(1_000_000)).isEqualTo(2e-4);
    var steps = new LearningRate.Steps(2e-4, 0.5, 1000);
    assertThat(List.of(steps.at(0), steps.at(999), steps.at(1000), steps.at(2500)))
        .containsExactly(2e-4, 2e-4, 1e-4, 5e-5);
    var decay = new LearningRate.LinearDecay(1, 100, 200);
    assertThat(List.of(decay.at(0), decay.at(100), decay.at(150), decay.at(200), decay.at(999)))
        .containsExactly(1.0, 1.0, 0.5, 0.0, 0.0);
    var warm = new LearningRate.WarmUp(decay, 50);
    assertThat(List.of(warm.at(0), warm.at(25), warm.at(50), warm.at(150)))
        .containsExactly(0.0, 0.5, 1.0, 0.5);
  }
}

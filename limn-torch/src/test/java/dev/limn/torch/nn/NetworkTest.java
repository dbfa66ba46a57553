package dev.limn.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.optim.Adam;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

final class NetworkTest {
  private static Sequential smallCritic(Rng rng) {
    return new Sequential(
        new Conv2d(rng, 3, 8, 4, 2, 1, false),
        Activation.leakyRelu(0.2),
        new Conv2d(rng, 8, 16, 4, 2, 1, false),
        new BatchNorm2d(16),
        Activation.leakyRelu(0.2),
        new Conv2d(rng, 16, 1, 4, 1, 0, true));
  }

  @Test
  void gradientsAccumulateInTheFlatTensor() {
    try (var rng = new Rng(1);
        var network = new Network<>(smallCritic(rng), Device.CPU);
        var _ = Scope.open()) {
      assertThat(network.parameterCount()).isEqualTo(3 * 8 * 16 + 8 * 16 * 16 + 32 + 16 * 16 + 1);
      Tensor x = Tensors.randn(rng, 4, 3, 16, 16);
      network.block().forward(x).mean().backward();
      double once = network.grads().norm().item();
      assertThat(once).isPositive();
      network.block().training(true);
      network.block().forward(x).mean().backward();
      assertThat(network.grads().norm().item()).isCloseTo(2 * once, within(1e-4 * once));
      assertThat(network.state().get("0.weight").grad().norm().item()).isPositive();
      network.zeroGrad();
      assertThat(network.state().get("0.weight").grad().norm().item()).isZero();
    }
  }

  @Test
  void weightsAreChannelsLastViewsOfTheFlatTensor() {
    try (var rng = new Rng(1);
        var network = new Network<>(new Conv2d(rng, 2, 3, 2, 1, 0, false), Device.CPU);
        var _ = Scope.open()) {
      Tensor weight = network.state().get("weight");
      assertThat(weight.shape().toString()).isEqualTo("[3, 2, 2, 2]");
      float[] logical = weight.toFloats();
      float[] flat = network.values().toFloats();
      assertThat(flat[1]).isEqualTo(logical[4]); // the second input channel is next in memory
      network.values().fillInPlace(0.5);
      assertThat(weight.toFloats()).containsOnly(0.5f);
    }
  }

  @Test
  void aNetworkHasItsStoredWeightsOrIsNotThere() {
    try (var rng = new Rng(1);
        var stored = new Network<>(smallCritic(rng), Device.CPU);
        var _ = Scope.open()) {
      long live = Scope.live();
      try (var network = Network.loaded(smallCritic(rng), stored.state(), Device.CPU)) {
        stored
            .state()
            .forEach(
                (name, want) ->
                    assertThat(network.state().get(name).toFloats())
                        .as(name)
                        .isEqualTo(want.toFloats()));
      }
      assertThat(Scope.live()).isEqualTo(live);
      var part = new LinkedHashMap<>(stored.state());
      part.remove("2.weight");
      assertThatThrownBy(() -> Network.loaded(smallCritic(rng), part, Device.CPU))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("tensor '2.weight' is missing");
      assertThat(Scope.live()).isEqualTo(live);
    }
  }

  @Test
  void noGraphIsRecordedForFrozenParametersYetTheInputGetsItsGradient() {
    try (var rng = new Rng(1);
        var network = new Network<>(smallCritic(rng), Device.CPU);
        var _ = Scope.open()) {
      network.requiresGrad(false);
      Tensor x = Tensors.randn(rng, 4, 3, 16, 16).requiresGrad(true);
      network.block().forward(x).mean().backward();
      assertThat(x.grad().norm().item()).isPositive();
      assertThat(network.grads().norm().item()).isZero();
    }
  }

  @Test
  void trainingStepsLeaveNoHandlesBehind() {
    try (var rng = new Rng(1);
        var network = new Network<>(smallCritic(rng), Device.CPU);
        var adam = new Adam(network, Adam.Config.of(1e-3, 0.5))) {
      long live = 0;
      double first = 0;
      double last = 0;
      for (int step = 0; step < 60; step++) {
        try (var _ = Scope.open()) {
          Tensor x = Tensors.ones(4, 3, 16, 16).channelsLast();
          Tensor logits;
          try (var _ = Precision.BFLOAT16.on(Device.CPU)) {
            logits = network.block().forward(x).to(dev.limn.torch.DType.FLOAT32);
          }
          network.zeroGrad();
          Tensor loss = Functional.mse(logits, Tensors.full(3, 4, 1, 1, 1));
          loss.backward();
          adam.step();
          last = loss.item();
          if (step == 0) {
            first = last;
          }
        }
        if (step == 10) {
          live = Scope.live();
        }
      }
      assertThat(Scope.live()).isEqualTo(live);
      assertThat(last).isLessThan(first / 4);
    }
  }

  @Test
  void loadingNamesTheTensorThatDoesNotFit() {
    try (var rng = new Rng(1);
        var network = new Network<>(smallCritic(rng), Device.CPU);
        var _ = Scope.open()) {
      var state = network.state();
      state.put("0.weight", Tensors.zeros(8, 3, 3, 3));
      assertThatThrownBy(() -> network.load(state))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("0.weight")
          .hasMessageContaining("[8, 3, 4, 4]");
      state.remove("0.weight");
      assertThatThrownBy(() -> network.load(state)).hasMessageContaining("missing");
    }
  }
}

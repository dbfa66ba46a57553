package dev.limn.model.dfgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenGeneratorTest {
  /// Affines start as the identity; these do something.
  private static Network<DfGanGenerator> network(DfGanConfig config, Rng rng) {
    var network = new Network<>(new DfGanGenerator(config, Tiny.TEXT, rng), Device.CPU);
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      network.values().normalInPlace(0, 0.2, rng);
    }
    return network;
  }

  @ParameterizedTest
  @CsvSource({"64,1,true", "64,3,true", "64,1,false", "128,2,false"})
  void itDrawsWhatTheTrainedFormDraws(int resolution, int count, boolean selfModulation) {
    DfGanConfig config =
        Tiny.config(
            Map.of(
                "resolution", resolution, "load", resolution, "self-modulation", selfModulation));
    try (var rng = new Rng(4);
        var network = network(config, rng);
        var frozen = new FrozenGenerator(network.block());
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor z = Tensors.randn(rng, count, config.noise()); // [N, Z]
      Tensor text = Tensors.randn(rng, count, Tiny.TEXT); // [N, W]
      Tensor expected = network.block().forward(z, text); // [N, 3, R, R]
      assertThat(expected.std(false, false, 0, 1, 2, 3).item()).isGreaterThan(0.05);
      Tensor drawn = frozen.forward(z, text); // [N, 3, R, R]
      assertThat(drawn.shape()).isEqualTo(expected.shape());
      assertThat(drawn.minus(expected).abs().max().item()).isLessThan(1e-5);
    }
  }

  @Test
  void aPictureDependsOnItsOwnRowsAlone() {
    DfGanConfig config = Tiny.config(Map.of());
    try (var rng = new Rng(5);
        var network = network(config, rng);
        var frozen = new FrozenGenerator(network.block());
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor z = Tensors.randn(rng, 2, config.noise()); // [2, Z]
      Tensor text = Tensors.randn(rng, 2, Tiny.TEXT); // [2, W]
      Tensor both = frozen.forward(z, text); // [2, 3, R, R]
      for (int i = 0; i < 2; i++) {
        Tensor alone = frozen.forward(z.narrow(0, i, 1), text.narrow(0, i, 1)); // [1, 3, R, R]
        assertThat(alone.minus(both.narrow(0, i, 1)).abs().max().item()).isLessThan(1e-5);
      }
    }
  }

  @Test
  void itGivesBackEverything() {
    DfGanConfig config = Tiny.config(Map.of());
    try (var rng = new Rng(6);
        var _ = Scope.open()) {
      Tensor z = Tensors.randn(rng, 2, config.noise()); // [2, Z]
      Tensor text = Tensors.randn(rng, 2, Tiny.TEXT); // [2, W]
      long before = 0;
      for (int i = 0; i < 3; i++) { // the first time makes what lasts as long as the process
        if (i == 1) {
          before = Scope.live();
        }
        try (var drawn = new DfGanGeneratorNetwork(config, Tiny.TEXT, network(config, rng));
            var _ = Scope.open()) {
          drawn.draw(z, text);
          drawn.draw(z.narrow(0, 0, 1), text.narrow(0, 0, 1));
        }
      }
      assertThat(Scope.live()).isEqualTo(before);
    }
  }

  @Test
  void wrongWidthsAreNamed() {
    DfGanConfig config = Tiny.config(Map.of());
    try (var rng = new Rng(7);
        var network = network(config, rng);
        var frozen = new FrozenGenerator(network.block());
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor z = Tensors.randn(rng, 1, config.noise()); // [1, Z]
      assertThatThrownBy(() -> frozen.forward(z, Tensors.randn(rng, 1, Tiny.TEXT + 1)))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("text embedding");
    }
  }
}

package dev.limn.model.mlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.torch.Autograd;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Gradients that are worked out layer by layer against those of the graph.
final class MlpTest {
  private static Network<Mlp> network(MlpConfig.Activation activation, Rng rng) {
    var config =
        MlpConfig.plane().with(Map.of("activation", activation.name(), "discriminator-width", 7));
    return new Network<>(Mlp.discriminator(rng, config, 3), Device.CPU);
  }

  private static void close(Tensor got, Tensor expected, String what) {
    assertThat(got.minus(expected).abs().max().item()).as(what).isLessThan(1e-5);
  }

  @ParameterizedTest
  @EnumSource(MlpConfig.Activation.class)
  void gradientsAreThoseOfTheGraph(MlpConfig.Activation activation) {
    try (var _ = Scope.open();
        var rng = new Rng(1);
        var network = network(activation, rng)) {
      Tensor x = Tensors.randn(rng, 5, 3).detach().requiresGrad(true);
      Tensor slope = Tensors.randn(rng, 5, 1);
      network.zeroGrad();
      network.block().forward(x).times(slope).sum().backward();
      Tensor weights = network.grads().copy();
      Tensor input = Autograd.grad(network.block().forward(x).times(slope).sum(), x, false);

      network.grads().fillInPlace(9); // is written over, but for the padding
      List<Tensor> parameters = network.parameters();
      Mlp.Pass pass = network.block().pass(x.detach(), parameters);
      close(pass.out(), network.block().forward(x), "result");
      Tensor through =
          network.block().back(pass, slope, parameters, network.gradients(), true); // [5, 3]
      close(through, input, "by the input");
      List<Tensor> expected = network.views(weights);
      for (int i = 0; i < expected.size(); i++) {
        close(network.gradients().get(i), expected.get(i), "by weight " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MlpConfig.Activation.class)
  void slopesCarryGradientsAsDifferentiatingTwiceDoes(MlpConfig.Activation activation) {
    try (var _ = Scope.open();
        var rng = new Rng(2);
        var network = network(activation, rng)) {
      Tensor x = Tensors.randn(rng, 5, 3).detach().requiresGrad(true);
      Tensor twice = Autograd.grad(network.block().forward(x), x, true); // [5, 3]
      network.zeroGrad();
      twice.square().sum().backward();
      Tensor expected = network.grads().copy();

      Tensor once = network.block().slopes(x.detach(), network.parameters()); // [5, 3]
      close(once, twice, "slopes");
      network.zeroGrad();
      once.square().sum().backward();
      close(network.grads(), expected, "their gradient");
      assertThat(expected.abs().max().item()).isPositive();
    }
  }

  @Test
  void viewsOfAFlatTensorAreItsPartsAndBecomeItAgain() {
    try (var _ = Scope.open();
        var rng = new Rng(5);
        var network = network(MlpConfig.Activation.RELU, rng)) {
      List<Tensor> views = network.views(network.values());
      for (int i = 0; i < views.size(); i++) {
        close(views.get(i), network.parameters().get(i), "part " + i);
      }
      close(network.flat(views), network.values(), "whole");
      assertThatThrownBy(() -> network.flat(views.subList(1, views.size())))
          .hasMessageContaining("values; expected " + network.values().elements());
    }
  }
}

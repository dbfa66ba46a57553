package dev.limn.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import org.junit.jupiter.api.Test;

/// The shortcut for a single pixel; the general case has its golden in [LayerGoldenTest].
final class ConvTranspose2dTest {
  @Test
  void aSinglePixelGivesWhatTheEnginesConvolutionGives() {
    try (var _ = Scope.open();
        var rng = new Rng(3)) {
      var layer = new ConvTranspose2d(rng, 4, 5, 3, 2, 0, true);
      Tensor x = Tensors.randn(rng, 2, 4, 1, 1);
      Tensor weight = layer.weight();
      Tensor bias = layer.bias().orElseThrow().tensor();

      Tensor have = layer.forward(x);
      Tensor want = Functional.convTranspose2d(x, weight, bias, 2, 0, 0); // [2, 5, 3, 3]

      assertThat(have.shape()).isEqualTo(want.shape());
      assertThat(have.minus(want).abs().max().item()).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void aPixelOfAnotherWidthIsRefused() {
    try (var _ = Scope.open();
        var rng = new Rng(3)) {
      var layer = new ConvTranspose2d(rng, 4, 5, 3, 1, 0, false);
      Tensor x = Tensors.randn(rng, 2, 8, 1, 1);
      assertThatThrownBy(() -> layer.forward(x)).isInstanceOf(TorchException.class);
    }
  }
}

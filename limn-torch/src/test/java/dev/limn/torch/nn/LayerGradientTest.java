package dev.limn.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Golden;
import dev.limn.torch.GradCheck;
import dev.limn.torch.OneThread;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Gradients of every layer, and gradients of their gradients, against finite differences in
/// float64.
@ExtendWith(OneThread.class)
final class LayerGradientTest {
  static final List<LayerGoldenTest.Case> CASES = LayerGoldenTest.CASES;

  /// A layer whose parameters are float64, with its golden input.
  private record Wide(Layer layer, Tensor input, List<Tensor> leaves) {
    static Wide of(LayerGoldenTest.Case test, Rng rng) {
      Layer layer = test.make().apply(rng);
      var golden = Golden.read(test.golden());
      var leaves = new ArrayList<Tensor>();
      layer
          .named()
          .forEach(
              (name, parameter) -> {
                Tensor value = golden.get("state." + name).to(DType.FLOAT64);
                parameter.rebind(value.requiresGrad(parameter.trainable()));
                if (parameter.trainable()) {
                  leaves.add(parameter.tensor());
                }
              });
      // spectral norm moves its vectors in every pass of training: hold them
      layer.training(test.training() && !test.golden().startsWith("SpectralNorm"));
      Tensor input = golden.get("in.0");
      if (input.dtype().isFloating()) {
        input = input.to(DType.FLOAT64).requiresGrad(true);
        leaves.add(input);
      }
      return new Wide(layer, input, leaves);
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void gradientsAreThoseOfFiniteDifferences(LayerGoldenTest.Case test) {
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      var wide = Wide.of(test, rng);
      assertThat(
              GradCheck.check(
                  test.golden(),
                  wide.leaves(),
                  () -> GradCheck.weighted(wide.layer().forward(wide.input()))))
          .isPositive();
      wide.layer().release();
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void gradientsOfGradientsAreThoseOfFiniteDifferences(LayerGoldenTest.Case test) {
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      var wide = Wide.of(test, rng);
      if (wide.input().dtype().isFloating()
          && penalty(wide)
              .requiresGrad()) { // the gradient of a linear layer without weights is fixed
        GradCheck.check(test.golden(), wide.leaves(), () -> penalty(wide));
      }
      wide.layer().release();
    }
  }

  private static Tensor penalty(Wide wide) {
    return GradCheck.penalty(wide.layer().forward(wide.input()), wide.input());
  }

  @Test
  void dropoutScalesWhatItKeepsAndItsGradient() {
    try (var rng = new Rng(3);
        var _ = Scope.open()) {
      var dropout = new Dropout(rng, 0.25);
      Tensor x = Tensors.ones(100, 100).requiresGrad(true);
      Tensor y = dropout.forward(x);
      y.sum().backward();
      float[] out = y.toFloats();
      assertThat(x.grad().toFloats()).containsExactly(out);
      int kept = 0;
      for (float value : out) {
        assertThat(value == 0 || Math.abs(value - 1 / 0.75f) < 1e-6).isTrue();
        kept += value == 0 ? 0 : 1;
      }
      assertThat(kept).isBetween(7300, 7700); // ± 4.6 standard deviations
      byte[] state = rng.state();
      float[] once = dropout.forward(x).toFloats();
      rng.state(state);
      assertThat(dropout.forward(x).toFloats()).containsExactly(once);
      Tensor wide = Tensors.zeros(DType.FLOAT64, Device.CPU, 2, 2).fillInPlace(1);
      assertThat(dropout.forward(wide).dtype()).isEqualTo(DType.FLOAT64);
    }
  }
}

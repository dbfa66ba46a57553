package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Gradients of functions and losses, and gradients of their gradients, against finite differences
/// in float64.
@ExtendWith(OneThread.class)
final class FunctionGradientTest {
  static final List<FunctionGoldenTest.Case> CASES = FunctionGoldenTest.CASES;

  /// The engine has no second derivative of these; it says so.
  private static final Set<String> FIRST_ONLY =
      Set.of("gridSample-zeros", "gridSample-border", "gridSample-reflection");

  private record Inputs(List<Tensor> all, List<Tensor> leaves) {
    static Inputs of(FunctionGoldenTest.Case test) {
      var all = new ArrayList<Tensor>();
      var leaves = new ArrayList<Tensor>();
      for (Tensor input : Golden.read(test.golden()).inputs()) {
        if (input.requiresGrad()) {
          Tensor leaf = input.detach().to(DType.FLOAT64).contiguous().requiresGrad(true);
          all.add(leaf);
          leaves.add(leaf);
        } else {
          all.add(input.dtype().isFloating() ? input.to(DType.FLOAT64) : input);
        }
      }
      return new Inputs(all, leaves);
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void gradientsAreThoseOfFiniteDifferences(FunctionGoldenTest.Case test) {
    try (var _ = Scope.open()) {
      var inputs = Inputs.of(test);
      assertThat(
              GradCheck.check(
                  test.golden(),
                  inputs.leaves(),
                  () -> GradCheck.weighted(test.call().apply(inputs.all()))))
          .isPositive();
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void gradientsOfGradientsAreThoseOfFiniteDifferences(FunctionGoldenTest.Case test) {
    try (var _ = Scope.open()) {
      var inputs = Inputs.of(test);
      Tensor first = inputs.leaves().getFirst();
      if (FIRST_ONLY.contains(test.golden())) {
        assertThatThrownBy(
                () -> GradCheck.penalty(test.call().apply(inputs.all()), first).backward())
            .isInstanceOf(TorchException.class);
      } else if (isCurved(test, inputs, first)) {
        GradCheck.check(
            test.golden(),
            inputs.leaves(),
            () -> GradCheck.penalty(test.call().apply(inputs.all()), first));
      }
    }
  }

  /// A linear function's gradient is a constant, which cannot be differentiated.
  private static boolean isCurved(FunctionGoldenTest.Case test, Inputs inputs, Tensor first) {
    return GradCheck.penalty(test.call().apply(inputs.all()), first).requiresGrad();
  }

  @Test
  void aWrongGradientIsFound() {
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      Tensor x =
          Tensors.empty(DType.FLOAT64, Device.CPU, 4).normalInPlace(0, 1, rng).requiresGrad(true);
      assertThatThrownBy(
              () ->
                  // the detached factor takes half of the square's gradient away
                  GradCheck.check("broken", List.of(x), () -> x.times(x.detach()).sum()))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("broken");
    }
  }
}

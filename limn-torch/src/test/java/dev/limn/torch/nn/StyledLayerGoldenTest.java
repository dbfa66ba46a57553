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
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The blocks that take a picture and a style, a condition or noise, against PyTorch and against
/// finite differences.
@ExtendWith(OneThread.class)
final class StyledLayerGoldenTest {
  /// A block and its forward pass of two inputs.
  private record Styled(Block block, BinaryOperator<Tensor> forward) {}

  record Case(String golden, Function<Rng, Object> make) {
    private Styled styled(Rng rng) {
      return switch (make.apply(rng)) {
        case ConditionalBatchNorm2d norm -> new Styled(norm, norm::forward);
        case AdaptiveInstanceNorm2d norm -> new Styled(norm, norm::forward);
        case NoiseInjection noise -> new Styled(noise, noise::forward);
        case ModulatedConv2d conv -> new Styled(conv, conv::forward);
        case Object other -> throw new AssertionError(other);
      };
    }

    @Override
    public String toString() {
      return golden;
    }
  }

  static final List<Case> CASES =
      List.of(
          new Case(
              "ConditionalBatchNorm2d",
              rng -> new ConditionalBatchNorm2d(rng, 4, 5, layer -> layer)),
          new Case(
              "ConditionalBatchNorm2d-evaluation",
              rng -> new ConditionalBatchNorm2d(rng, 4, 5, layer -> layer)),
          new Case("AdaptiveInstanceNorm2d", rng -> new AdaptiveInstanceNorm2d(rng, 4, 5)),
          new Case("NoiseInjection", _ -> new NoiseInjection(4)),
          new Case("NoiseInjection-one", _ -> new NoiseInjection(1)),
          new Case("ModulatedConv2d", rng -> new ModulatedConv2d(rng, 4, 5, 3, 6, true, false)),
          new Case(
              "ModulatedConv2d-doubling", rng -> new ModulatedConv2d(rng, 4, 5, 3, 6, true, true)),
          new Case(
              "ModulatedConv2d-colours",
              rng -> new ModulatedConv2d(rng, 4, 3, 1, 6, false, false)));

  @ParameterizedTest
  @FieldSource("CASES")
  void blocksAreAsInPyTorch(Case test) {
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      var styled = test.styled(rng);
      try (var network = new Network<>(styled.block(), Device.CPU)) {
        var golden = Golden.read(test.golden());
        assertThat(network.state().keySet())
            .containsExactlyInAnyOrderElementsOf(golden.part("state.").keySet());
        network.load(golden.part("state."));
        styled.block().training(!test.golden().endsWith("-evaluation"));
        List<Tensor> inputs = golden.inputs();
        golden.check(styled.forward().apply(inputs.get(0), inputs.get(1)), inputs);
        golden.part("grad.").keySet().stream()
            .filter(name -> !name.startsWith("in."))
            .forEach(name -> golden.compare("grad." + name, network.state().get(name).grad()));
        golden
            .part("after.")
            .keySet()
            .forEach(name -> golden.compare("after." + name, network.state().get(name)));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void gradientsOfGradientsAreThoseOfFiniteDifferences(Case test) {
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      var styled = test.styled(rng);
      var golden = Golden.read(test.golden());
      var leaves = new ArrayList<Tensor>();
      styled
          .block()
          .named()
          .forEach(
              (name, parameter) -> {
                Tensor value = golden.get("state." + name).to(DType.FLOAT64);
                parameter.rebind(value.requiresGrad(parameter.trainable()));
                if (parameter.trainable()) {
                  leaves.add(parameter.tensor());
                }
              });
      styled.block().training(!test.golden().endsWith("-evaluation"));
      Tensor x = golden.get("in.0").to(DType.FLOAT64).requiresGrad(true);
      Tensor style = golden.get("in.1").to(DType.FLOAT64).requiresGrad(true);
      leaves.add(x);
      leaves.add(style);
      // of noise injection the gradient by x is 1 whatever the weights are
      Tensor by = test.golden().startsWith("Noise") ? style : x;
      GradCheck.check(
          test.golden(), leaves, () -> GradCheck.penalty(styled.forward().apply(x, style), by));
      styled.block().release();
    }
  }
}

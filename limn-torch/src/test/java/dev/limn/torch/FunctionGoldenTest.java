package dev.limn.torch;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Functions and losses against PyTorch: output and gradients of inputs.
@ExtendWith(OneThread.class)
final class FunctionGoldenTest {
  record Case(String golden, Function<List<Tensor>, Tensor> call) {
    static Case one(String golden, UnaryOperator<Tensor> call) {
      return new Case(golden, x -> call.apply(x.get(0)));
    }

    static Case two(String golden, BinaryOperator<Tensor> call) {
      return new Case(golden, x -> call.apply(x.get(0), x.get(1)));
    }

    @Override
    public String toString() {
      return golden;
    }
  }

  static final List<Case> CASES =
      List.of(
          new Case("conv1d", x -> Functional.conv1d(x.get(0), x.get(1), x.get(2), 2, 1)),
          new Case(
              "dilatedConv2d",
              x -> Functional.dilatedConv2d(x.get(0), x.get(1), x.get(2), 1, 2, 2)),
          Case.two("depthwiseConv2d", (x, weight) -> Functional.depthwiseConv2d(x, weight, 2, 1)),
          Case.two(
              "depthwiseConvTranspose2d",
              (x, weight) -> Functional.depthwiseConvTranspose2d(x, weight, 2, 1)),
          Case.two("prelu", Functional::prelu),
          Case.one("softmax", x -> Functional.softmax(x, 1)),
          Case.one("logSoftmax", x -> Functional.logSoftmax(x, 1)),
          Case.one("softplus", Functional::softplus),
          Case.one("elu", Functional::elu),
          Case.one("avgPool2d", x -> Functional.avgPool2d(x, 2, 2)),
          Case.one("maxPool2d", x -> Functional.maxPool2d(x, 3, 2, 1, false)),
          Case.one("maxPool2d-ceil", x -> Functional.maxPool2d(x, 3, 2, 0, true)),
          Case.one("maxPool1d", x -> Functional.maxPool1d(x, 3, 2)),
          Case.one("adaptiveAvgPool2d", x -> Functional.adaptiveAvgPool2d(x, 4, 3)),
          Case.one("upsampleNearest", x -> Functional.upsampleNearest(x, 9, 13)),
          Case.one("upsampleBilinear", x -> Functional.upsampleBilinear(x, 9, 13)),
          Case.one("upsampleBicubic", x -> Functional.upsampleBicubic(x, 9, 13)),
          Case.one("area", x -> Resampling.area(x, 4, 3)),
          Case.one("bilinear", x -> Resampling.bilinear(x, 4, 3)),
          Case.one("bicubic", x -> Resampling.bicubic(x, 4, 3)),
          Case.one("bicubic-larger", x -> Resampling.bicubic(x, 9, 7)),
          Case.one("pixelShuffle", x -> Functional.pixelShuffle(x, 2)),
          Case.one("pad", x -> Functional.pad(x, 1, 2, 3, 0, 0.7)),
          Case.one("reflectionPad", x -> Functional.reflectionPad(x, 2)),
          Case.one("replicationPad", x -> Functional.replicationPad(x, 2)),
          Case.two(
              "gridSample-zeros",
              (x, grid) -> Resampling.gridSample(x, grid, Resampling.Outside.ZEROS)),
          Case.two(
              "gridSample-border",
              (x, grid) -> Resampling.gridSample(x, grid, Resampling.Outside.BORDER)),
          Case.two(
              "gridSample-reflection",
              (x, grid) -> Resampling.gridSample(x, grid, Resampling.Outside.REFLECTION)),
          Case.one("affineGrid", theta -> Resampling.affineGrid(theta, 4, 5)),
          Case.two("bceWithLogits", Functional::bceWithLogits),
          Case.two("mse", Functional::mse),
          Case.two("l1", Functional::l1),
          Case.two("smoothL1", Functional::smoothL1),
          Case.two("crossEntropy", Functional::crossEntropy),
          Case.two("bce", Losses::bce),
          Case.one("logisticReal", Losses::logisticReal),
          Case.one("logisticFake", Losses::logisticFake),
          Case.one("hingeReal", Losses::hingeReal),
          Case.one("hingeFake", Losses::hingeFake),
          Case.two("gaussianKl", Losses::gaussianKl),
          Case.two("klDivergence", (p, q) -> Losses.klDivergence(Functional.logSoftmax(p, 1), q)),
          Case.two("cosineSimilarity", (x, y) -> Losses.cosineSimilarity(x, y, 1)),
          Case.one("eighValues", x -> Linalg.eigh(x.matmul(x.t())).values()),
          Case.one("svdvals", Linalg::svdvals),
          Case.one("variance", x -> x.variance(true, false, 0, 2)),
          Case.two(
              "scatterAdd",
              (x, source) ->
                  Indexing.scatterAdd(x, 1, Tensors.of(new long[] {0, 2, 1, 1}, 2, 2), source)));

  @ParameterizedTest
  @FieldSource("CASES")
  void functionsAreAsInPyTorch(Case test) {
    try (var _ = Scope.open()) {
      var golden = Golden.read(test.golden());
      List<Tensor> inputs = golden.inputs();
      golden.check(test.call().apply(inputs), inputs);
    }
  }
}

package dev.limn.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.torch.Device;
import dev.limn.torch.Golden;
import dev.limn.torch.Linalg;
import dev.limn.torch.OneThread;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.optim.Ema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneThread.class)
final class InitTest {
  private static double largest(Tensor x) {
    return x.abs().max().item();
  }

  @Test
  void drawsHaveTheSpreadOfTheirFans() {
    try (var rng = new Rng(5);
        var _ = Scope.open()) {
      Tensor weight = Tensors.zeros(64, 32, 3, 3); // fan in 288, fan out 576
      Init.kaimingUniform(weight, 0.2, rng);
      double bound = Math.sqrt(2 / 1.04) * Math.sqrt(3.0 / 288);
      assertThat(largest(weight)).isBetween(bound * 0.99, bound);
      Init.kaimingNormal(weight, 0, rng);
      assertThat(weight.norm().item() / Math.sqrt(weight.elements()))
          .isCloseTo(Math.sqrt(2.0 / 288), within(0.002));
      Init.xavierUniform(weight, 1, rng);
      assertThat(largest(weight)).isBetween(Math.sqrt(6.0 / 864) * 0.99, Math.sqrt(6.0 / 864));
      Init.xavierNormal(weight, 1, rng);
      assertThat(weight.norm().item() / Math.sqrt(weight.elements()))
          .isCloseTo(Math.sqrt(2.0 / 864), within(0.001));
      Init.normal(weight, 1, 0.02, rng);
      assertThat(weight.mean().item()).isCloseTo(1, within(0.001));
      assertThatThrownBy(() -> Init.xavierNormal(Tensors.zeros(3), 1, rng))
          .isInstanceOf(TorchException.class);
    }
  }

  @Test
  void orthogonalWeightsKeepLengths() {
    try (var rng = new Rng(5);
        var _ = Scope.open()) {
      Tensor wide = Tensors.zeros(4, 2, 3, 3);
      Init.orthogonal(wide, 2, rng);
      Tensor rows = wide.reshape(4, -1); // [4, 18]
      assertThat(largest(rows.matmul(rows.t()).minus(Tensors.of(identity(4, 4), 4, 4))))
          .isLessThan(1e-5);
      Tensor tall = Tensors.zeros(7, 3);
      Init.orthogonal(tall, 1, rng);
      assertThat(largest(tall.t().matmul(tall).minus(Tensors.of(identity(3, 1), 3, 3))))
          .isLessThan(1e-5);
    }
  }

  private static float[] identity(int size, float scale) {
    float[] values = new float[size * size];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = scale;
    }
    return values;
  }

  @Test
  void spectralNormBringsTheLargestSingularValueToOne() {
    try (var rng = new Rng(5);
        var _ = Scope.open()) {
      var norm = new SpectralNorm(rng, new Linear(rng, 9, 6));
      Tensor weight = norm.weight();
      for (int i = 0; i < 100; i++) {
        weight = norm.weight();
      }
      assertThat(Linalg.svdvals(weight.detach()).max().item()).isCloseTo(1, within(1e-4));
      assertThat(norm.named().keySet())
          .containsExactly(
              "bias",
              "parametrizations.weight.original",
              "parametrizations.weight.0._u",
              "parametrizations.weight.0._v");
      norm.release();
    }
  }

  @Test
  void theAverageMovesByItsHalfLife() {
    try (var rng = new Rng(5);
        var network = new Network<>(new Linear(rng, 3, 3), Device.CPU);
        var average = new Network<>(new Linear(rng, 3, 3), Device.CPU);
        var _ = Scope.open()) {
      network.values().fillInPlace(1);
      average.values().zeroInPlace();
      new Ema(average, 100).update(network, 100, 1_000_000);
      assertThat(largest(average.values().minus(0.5))).isLessThan(1e-6);
      new Ema(average, 100).update(network, 1, 20); // early: half of what was, after one picture
      assertThat(largest(average.values().minus(0.75))).isLessThan(1e-6);
    }
  }

  @Test
  void aWrongOutputIsFound() {
    try (var _ = Scope.open()) {
      var golden = Golden.read("Linear");
      golden.compare("out", golden.get("out").plus(5e-6));
      assertThatThrownBy(() -> golden.compare("out", golden.get("out").plus(2e-4)))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> golden.compare("out", golden.get("out").t()))
          .isInstanceOf(AssertionError.class);
    }
  }
}

package dev.limn.model.dfgan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import org.junit.jupiter.api.Test;

class UpBlockTest {
  @Test
  void theTapsEnlargeAndConvolveAtOnce() {
    try (var _ = Scope.open();
        var rng = new Rng(3)) {
      Tensor weight = Tensors.randn(rng, 5, 3, 3, 3).channelsLast(); // [out, in, 3, 3]
      Tensor x = Tensors.randn(rng, 2, 3, 4, 6); // [2, 3, 4, 6]
      Tensor apart = Functional.conv2d(Functional.upsampleNearest(x, 8, 12), weight, 1, 1);
      Tensor atOnce = Functional.convTranspose2d(x, UpBlock.taps(weight), 2, 1, 0);
      assertThat(atOnce.shape()).isEqualTo(apart.shape());
      assertThat(atOnce.minus(apart).abs().max().item()).isLessThan(1e-5);
    }
  }

  @Test
  void theTapsAreAsExactInARegionOfLessPrecision() {
    try (var _ = Scope.open();
        var rng = new Rng(3)) {
      Tensor weight = Tensors.randn(rng, 5, 3, 3, 3).channelsLast(); // [out, in, 3, 3]
      Tensor taps = UpBlock.taps(weight); // [in, out, 4, 4]
      try (var _ = Precision.BFLOAT16.on(Device.CPU)) {
        Tensor within = UpBlock.taps(weight); // [in, out, 4, 4]
        assertThat(within.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(within.minus(taps).abs().max().item()).isZero();
      }
    }
  }
}

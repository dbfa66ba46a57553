package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallConvolutionTest {
  @ParameterizedTest
  @CsvSource({"3,1,1,true", "3,2,0,true", "4,2,1,false", "2,1,0,false"})
  void aPictureAloneIsConvolvedAsAmongOthers(
      int kernel, int stride, int padding, boolean channelsLast) {
    try (var _ = Scope.open();
        var rng = new Rng(1);
        var _ = NoGrad.on()) {
      Tensor x = Tensors.randn(rng, 2, 6, 7, 9); // [2, 6, 7, 9]
      Tensor weight = Tensors.randn(rng, 5, 6, kernel, kernel); // [5, 6, k, k]
      Tensor bias = Tensors.randn(rng, 5);
      x = channelsLast ? x.channelsLast() : x;
      weight = channelsLast ? weight.channelsLast() : weight;
      Tensor both = Functional.conv2d(x, weight, bias, stride, padding); // [2, 5, H, W]
      Tensor alone =
          Functional.conv2d(x.narrow(0, 1, 1), weight, bias, stride, padding); // [1, 5, H, W]
      Tensor expected = both.narrow(0, 1, 1); // [1, 5, H, W]
      assertThat(alone.shape()).isEqualTo(expected.shape());
      assertThat(alone.minus(expected).abs().max().item()).isLessThan(1e-5);
      Tensor unbiased =
          Functional.conv2d(x.narrow(0, 1, 1), weight, stride, padding); // [1, 5, H, W]
      Tensor difference = alone.minus(bias.reshape(1, 5, 1, 1)).minus(unbiased);
      assertThat(difference.abs().max().item()).isLessThan(1e-5);
    }
  }

  @Test
  void onlyOnePictureInFloat32WithoutAGraphIsASmallOne() {
    try (var _ = Scope.open();
        var rng = new Rng(1)) {
      Tensor x = Tensors.randn(rng, 1, 4, 8, 8); // [1, 4, 8, 8]
      Tensor weight = Tensors.randn(rng, 4, 4, 3, 3); // [4, 4, 3, 3]
      assertThat(SmallConvolution.fits(x, weight)).isFalse();
      try (var _ = NoGrad.on()) {
        boolean available = SmallConvolution.fits(x, weight);
        assertThat(available).isEqualTo(org.bytedeco.pytorch.global.torch.hasMKLDNN());
        Tensor two = Tensors.randn(rng, 2, 4, 8, 8); // [2, 4, 8, 8]
        assertThat(SmallConvolution.fits(two, weight)).isFalse();
        Tensor large = Tensors.randn(rng, 1, 4, 80, 80); // [1, 4, 80, 80]
        assertThat(SmallConvolution.fits(large, weight)).isFalse();
        assertThat(SmallConvolution.fits(x.to(DType.FLOAT64), weight.to(DType.FLOAT64))).isFalse();
        try (var _ = Precision.BFLOAT16.on(Device.CPU)) {
          assertThat(SmallConvolution.fits(x, weight)).isFalse();
        }
      }
    }
  }

  @Test
  void scalesAndShifts() {
    try (var _ = Scope.open();
        var rng = new Rng(2);
        var _ = NoGrad.on()) {
      Tensor x = Tensors.randn(rng, 2, 3, 4, 5).channelsLast(); // [2, 3, 4, 5]
      Tensor scale = Tensors.randn(rng, 2, 3, 1, 1); // [2, 3, 1, 1]
      Tensor shift = Tensors.randn(rng, 2, 3, 1, 1); // [2, 3, 1, 1]
      Tensor expected = x.times(scale).plus(shift);
      Tensor fresh = Functional.scaleShift(x, scale, shift);
      assertThat(fresh.minus(expected).abs().max().item()).isLessThan(1e-6);
      assertThat(Functional.scaleShiftInPlace(x, scale, shift)).isSameAs(x);
      assertThat(x.minus(fresh).abs().max().item()).isZero();
    }
  }
}

package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PictureTanhTest {
  @Test
  void whatIsWhiteInBfloat16CanStillBecomeDarker() {
    assertThat(slope(false)).as("tanh in bfloat16").isZero();
    assertThat(slope(true)).isGreaterThan(0);
  }

  /// Of the last step of a generator at 6, which is white.
  private static double slope(boolean ofPictures) {
    try (var _ = Scope.open()) {
      Tensor x = Tensors.full(6, 1).requiresGrad(true); // [1]
      Tensor white = x.to(DType.BFLOAT16); // [1]
      Tensor y = ofPictures ? Functional.pictureTanh(white) : white.tanh(); // [1]
      y.to(DType.FLOAT32).sum().backward();
      return x.grad().item();
    }
  }
}

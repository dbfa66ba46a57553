package dev.limn.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ImageTest {
  @Test
  void picturesOfTheSameSizeAndSamplesAreEqual() {
    var one = new Image(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
    var same = new Image(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString("Image[2×1]");
    assertThat(one)
        .isNotEqualTo(new Image(2, 1, new byte[] {1, 2, 3, 4, 5, 7}))
        .isNotEqualTo(new Image(1, 2, new byte[] {1, 2, 3, 4, 5, 6}));
  }
}

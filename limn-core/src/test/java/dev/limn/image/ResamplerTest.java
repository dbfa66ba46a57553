package dev.limn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ResamplerTest {
  @TestFactory
  List<DynamicTest> resizingEqualsPillowsBitForBit() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    try (var stream = ResamplerTest.class.getResourceAsStream("/goldens/image/resample.bin");
        var in = new DataInputStream(stream)) {
      while (in.available() > 0) {
        int width = in.readInt();
        int height = in.readInt();
        int seed = in.readInt();
        int targetWidth = in.readInt();
        int targetHeight = in.readInt();
        var filter = Filter.values()[in.readInt()];
        byte[] expected = in.readNBytes(targetWidth * targetHeight * 3);
        tests.add(
            DynamicTest.dynamicTest(
                "%d×%d to %d×%d, %s".formatted(width, height, targetWidth, targetHeight, filter),
                () -> {
                  var source = Pictures.seeded(width, height, seed);
                  var resized = Resampler.resize(source, targetWidth, targetHeight, filter);
                  assertThat(resized.width()).isEqualTo(targetWidth);
                  assertThat(resized.height()).isEqualTo(targetHeight);
                  assertThat(Arrays.mismatch(resized.rgb(), expected)).isEqualTo(-1);
                }));
      }
    }
    assertThat(tests).hasSize(75);
    return tests;
  }

  @Test
  void aTargetWithoutPixelsIsRefused() {
    var source = Pictures.seeded(4, 4, 1);
    assertThatThrownBy(() -> Resampler.resize(source, 0, 4, Filter.BOX))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("0×4");
  }

  @Test
  void aCropIsTheRectangleItNames() {
    var source = Pictures.seeded(9, 7, 3);
    var crop = Resampler.crop(source, 2, 3, 5, 4);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 5; x++) {
        assertThat(Pictures.colour(crop, x, y)).isEqualTo(Pictures.colour(source, x + 2, y + 3));
      }
    }
  }

  @Test
  void aCropThatLeavesThePictureIsRefused() {
    var source = Pictures.seeded(9, 7, 3);
    assertThatThrownBy(() -> Resampler.crop(source, 5, 0, 5, 4))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("9×7");
  }

  @Test
  void flippingTwiceGivesThePictureBack() {
    var source = Pictures.seeded(5, 3, 8);
    var flipped = Resampler.flip(source);
    assertThat(Pictures.colour(flipped, 0, 1)).isEqualTo(Pictures.colour(source, 4, 1));
    assertThat(flipped.rgb()).isNotEqualTo(source.rgb());
    assertThat(Resampler.flip(flipped).rgb()).isEqualTo(source.rgb());
  }
}

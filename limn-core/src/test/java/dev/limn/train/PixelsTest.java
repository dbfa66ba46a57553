package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.Batch;
import dev.limn.data.LoaderConfig;
import dev.limn.draw.ImageTensors;
import dev.limn.image.Image;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PixelsTest {
  private static Image image(int width, int height) {
    var rgb = new byte[width * height * 3];
    new Random(width).nextBytes(rgb);
    rgb[0] = 0;
    rgb[1] = (byte) 255;
    return new Image(width, height, rgb);
  }

  @Test
  void bytesComeBackAsTheyWere() {
    try (var _ = Scope.open()) {
      var images = List.of(image(5, 3), image(5, 3));
      Tensor x = Pixels.of(images, Device.CPU); // [2, 3, 3, 5]
      assertThat(x.shape().toString()).isEqualTo("[2, 3, 3, 5]");
      assertThat(x.select(0, 0).select(0, 0).toFloats()[0]).isEqualTo(-1);
      assertThat(x.select(0, 0).select(0, 1).toFloats()[0]).isEqualTo(1);
      assertThat(ImageTensors.images(x)).usingRecursiveComparison().isEqualTo(images);
    }
  }

  @Test
  void whatIsNoPictureOfOneSizeIsRefused() {
    assertThatThrownBy(() -> Pixels.of(List.of(image(4, 4), image(5, 4)), Device.CPU))
        .hasMessage("picture 1 has 5×4 pixels; expected 4×4, as the first");
    assertThatThrownBy(() -> Pixels.of(List.of(), Device.CPU)).hasMessageContaining("no pictures");
    var none = new int[0];
    var planar =
        new Batch(0, 1, 1, LoaderConfig.Layout.NCHW, new byte[3], new byte[0], none, none, none);
    assertThatThrownBy(() -> Pixels.of(planar, Device.CPU))
        .hasMessage("a batch in layout NCHW; expected NHWC");
  }
}

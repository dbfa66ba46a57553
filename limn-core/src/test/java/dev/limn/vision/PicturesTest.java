package dev.limn.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.data.Dataset;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PicturesTest {
  private static final int SIDE = 4;

  /// Black, white at the left edge.
  private static Image edge() {
    var rgb = new byte[3 * SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int c = 0; c < 3; c++) {
        rgb[3 * SIDE * y + c] = (byte) 255;
      }
    }
    return new Image(SIDE, SIDE, rgb);
  }

  /// What a caption says of the left is not learnt from the mirror image.
  @Test
  void picturesWhoseCaptionsNameSidesStandTwiceAsTheyAre(@TempDir Path folder) throws IOException {
    var captions = List.of("an edge", "an edge at the left", "a bright edge");
    for (int i = 0; i < captions.size(); i++) {
      Png.write(folder.resolve(i + ".png"), edge());
      Files.writeString(folder.resolve(i + ".txt"), captions.get(i));
    }
    try (var _ = Scope.open();
        var leftEdge = new LeftEdge();
        var cache =
            PackedCache.open(Dataset.open(folder), PackSettings.of(SIDE), Progress.SILENT)) {
      Tensor features = Pictures.features(cache, new int[] {1, 2, 0}, SIDE, leftEdge, Device.CPU);
      assertThat(features.select(0, 0).toDoubles()).containsExactly(1, 1, 1);
      assertThat(features.select(0, 1).toDoubles()).containsExactly(1, -1, -1);
    }
  }

  /// The mean of the column at the left.
  private static final class LeftEdge implements PictureFeatures {
    @Override
    public int width() {
      return 1;
    }

    @Override
    public Tensor features(Tensor pictures) {
      return pictures.narrow(3, 0, 1).mean(false, 1, 2, 3).reshape(-1, 1); // [N, 1]
    }

    @Override
    public void close() {}
  }
}

package dev.limn.image;

import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// The orientation that a camera wrote into a picture (Exif 2.3, tag 0x0112), and turning by it.
final class Exif {
  private Exif() {}

  /// 1 to 8; 1, upright, when there is no such tag or it makes no sense.
  ///
  /// @param tiff the Exif data, which are a small TIFF
  static int orientation(byte[] tiff) {
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(tiff))) {
      var entry = new TIFFReader().read(stream).getEntryById(TIFF.TAG_ORIENTATION);
      return entry != null && entry.getValue() instanceof Number number
          ? inRange(number.intValue())
          : 1;
    } catch (IOException | RuntimeException _) {
      // What a camera wrote beside the picture is no reason to lose the picture.
      return 1;
    }
  }

  private static int inRange(int value) {
    return value >= 1 && value <= 8 ? value : 1;
  }

  /// The picture as the camera saw it.
  static Image upright(Image image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    int w = image.width();
    int h = image.height();
    boolean turned = orientation >= 5;
    int width = turned ? h : w;
    int height = turned ? w : h;
    var rgb = new byte[image.rgb().length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int sx =
            switch (orientation) {
              case 2, 3 -> w - 1 - x;
              case 5, 6 -> y;
              case 7, 8 -> w - 1 - y;
              default -> x;
            };
        int sy =
            switch (orientation) {
              case 3, 4 -> h - 1 - y;
              case 5, 8 -> x;
              case 6, 7 -> h - 1 - x;
              default -> y;
            };
        System.arraycopy(image.rgb(), (sy * w + sx) * 3, rgb, (y * width + x) * 3, 3);
      }
    }
    return new Image(width, height, rgb);
  }
}

package dev.limn.image;

/// The orientation that a camera wrote into a JPEG (Exif 2.3, tag 0x0112), and turning by it.
final class Exif {
  private Exif() {}

  /// 1 to 8; 1, upright, when there is no such tag or it makes no sense.
  static int orientation(byte[] jpeg) {
    int at = 2;
    while (at + 4 <= jpeg.length && u8(jpeg, at) == 0xFF) {
      int marker = u8(jpeg, at + 1);
      if (marker == 0xDA) {
        return 1;
      }
      if (marker == 0xFF) {
        at++;
        continue;
      }
      int length = u8(jpeg, at + 2) << 8 | u8(jpeg, at + 3);
      int end = Math.min(jpeg.length, at + 2 + length);
      // Exif, 0, 0, then a TIFF header.
      if (marker == 0xE1
          && end - at >= 18
          && u8(jpeg, at + 4) == 'E'
          && u8(jpeg, at + 5) == 'x'
          && u8(jpeg, at + 6) == 'i'
          && u8(jpeg, at + 7) == 'f') {
        return fromTiff(jpeg, at + 10, end);
      }
      at += 2 + length;
    }
    return 1;
  }

  private static int fromTiff(byte[] b, int tiff, int end) {
    boolean little = u8(b, tiff) == 'I';
    long offset = u32(b, tiff + 4, little);
    long directory = tiff + offset;
    if (directory + 2 > end) {
      return 1;
    }
    int entries = u16(b, (int) directory, little);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (entry + 12 > end) {
        return 1;
      }
      if (u16(b, (int) entry, little) == 0x0112) {
        int value = u16(b, (int) entry + 8, little);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
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

  private static int u8(byte[] b, int at) {
    return b[at] & 255;
  }

  private static int u16(byte[] b, int at, boolean little) {
    return little ? u8(b, at) | u8(b, at + 1) << 8 : u8(b, at) << 8 | u8(b, at + 1);
  }

  private static long u32(byte[] b, int at, boolean little) {
    long first = u16(b, at, little);
    long second = u16(b, at + 2, little);
    return little ? second << 16 | first : first << 16 | second;
  }
}

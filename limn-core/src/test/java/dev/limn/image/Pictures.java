package dev.limn.image;

/// Pictures made by seeded code; `resample.py` beside the goldens makes the same ones.
final class Pictures {
  private Pictures() {}

  static Image seeded(int width, int height, int seed) {
    int state = seed;
    byte[] rgb = new byte[width * height * 3];
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          state = state * 1664525 + 1013904223;
          rgb[i++] =
              (byte)
                  switch ((x + y + channel) % 3) {
                    case 0 -> state >>> 24;
                    case 1 -> (x / 4 + y / 3) % 2 == 1 ? 255 : 0;
                    default -> x * 5 + y * 3 + channel * 40;
                  };
        }
      }
    }
    return new Image(width, height, rgb);
  }

  static Image plain(int width, int height, int colour) {
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) (colour >> 16);
      rgb[i + 1] = (byte) (colour >> 8);
      rgb[i + 2] = (byte) colour;
    }
    return new Image(width, height, rgb);
  }

  static int colour(Image image, int x, int y) {
    int i = (y * image.width() + x) * 3;
    byte[] rgb = image.rgb();
    return (rgb[i] & 0xFF) << 16 | (rgb[i + 1] & 0xFF) << 8 | rgb[i + 2] & 0xFF;
  }
}

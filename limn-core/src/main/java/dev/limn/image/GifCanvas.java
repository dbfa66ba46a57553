package dev.limn.image;

import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.util.Arrays;

/// The logical screen of a GIF, on which its first frame lies somewhere.
///
/// @param width of the screen in pixels
/// @param height of the screen in pixels
/// @param left where the first frame begins
/// @param top where the first frame begins
record GifCanvas(int width, int height, int left, int top) {
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;

  /// Read from the header and the description of the first frame (GIF89a specification, sections 18
  /// to 20); a file that ends before that is left to the decoder, which refuses it.
  static GifCanvas of(byte[] gif) {
    if (gif.length < 13) {
      return new GifCanvas(0, 0, 0, 0);
    }
    int width = u16(gif, 6);
    int height = u16(gif, 8);
    int at = 13 + table(gif[10]);
    while (at + 9 < gif.length) {
      int block = gif[at] & 255;
      if (block == FRAME) {
        return new GifCanvas(width, height, u16(gif, at + 1), u16(gif, at + 3));
      }
      if (block != EXTENSION) {
        break;
      }
      at += 2;
      while (at < gif.length && gif[at] != 0) {
        at += 1 + (gif[at] & 255);
      }
      at++;
    }
    return new GifCanvas(width, height, 0, 0);
  }

  int widthAround(int frame) {
    return Math.max(width, left + frame);
  }

  int heightAround(int frame) {
    return Math.max(height, top + frame);
  }

  /// The whole screen with the frame in its place. Around it is what is transparent, laid on white,
  /// or else the first colour of the palette, as Pillow has it.
  Image around(Image frame, ColorModel colours) {
    int fullWidth = widthAround(frame.width());
    int fullHeight = heightAround(frame.height());
    if (fullWidth == frame.width() && fullHeight == frame.height()) {
      return frame;
    }
    boolean white =
        !(colours instanceof IndexColorModel palette)
            || palette.getTransparentPixel() >= 0
            || palette.getMapSize() == 0;
    int colour = white ? 0xFFFFFF : colours.getRGB(0);
    var rgb = new byte[fullWidth * fullHeight * 3];
    if (white) {
      Arrays.fill(rgb, (byte) 255);
    } else {
      for (int i = 0; i < rgb.length; i += 3) {
        rgb[i] = (byte) (colour >> 16);
        rgb[i + 1] = (byte) (colour >> 8);
        rgb[i + 2] = (byte) colour;
      }
    }
    for (int y = 0; y < frame.height(); y++) {
      System.arraycopy(
          frame.rgb(),
          y * frame.width() * 3,
          rgb,
          ((y + top) * fullWidth + left) * 3,
          frame.width() * 3);
    }
    return new Image(fullWidth, fullHeight, rgb);
  }

  private static int table(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private static int u16(byte[] bytes, int at) {
    return bytes[at] & 255 | (bytes[at + 1] & 255) << 8;
  }
}

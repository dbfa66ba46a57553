package dev.limn.image;

import dev.limn.image.DecodeException.Reason;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/// From AWT's pictures to [Image], by the stored samples.
///
/// `BufferedImage.getRGB` is not used where samples can be read: it treats grey as linear light and
/// brightens it, and applies embedded profiles, neither of which Pillow does.
final class BufferedImages {
  private BufferedImages() {}

  static Image rgb(BufferedImage picture, String name) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    var rgb = new byte[width * height * 3];
    var colours = picture.getColorModel();
    var raster = picture.getRaster();
    if (colours instanceof IndexColorModel palette) {
      fromPalette(raster, palette, rgb);
      return new Image(width, height, rgb);
    }
    int bands = raster.getNumBands();
    int type = colours.getColorSpace().getType();
    boolean grey = type == ColorSpace.TYPE_GRAY && bands == (colours.hasAlpha() ? 2 : 1);
    boolean colour = type == ColorSpace.TYPE_RGB && bands == (colours.hasAlpha() ? 4 : 3);
    if (!grey && !colour) {
      throw new DecodeException(
          Reason.UNSUPPORTED,
          name + ": " + bands + " channels of an unusual colour space; expected grey or RGB");
    }
    var row = new int[width * bands];
    int[] bits = new int[bands];
    for (int band = 0; band < bands; band++) {
      bits[band] = colours.getComponentSize(band);
      if (bits[band] > 16) {
        throw new DecodeException(
            Reason.UNSUPPORTED,
            name + ": " + bits[band] + " bits a sample; expected at most 16 or a palette");
      }
    }
    int alpha = colours.hasAlpha() ? bands - 1 : -1;
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0, i = 0; x < width; x++, i += bands) {
        int a = alpha < 0 ? 255 : to8(row[i + alpha], bits[alpha]);
        for (int channel = 0; channel < 3; channel++) {
          int band = grey ? 0 : channel;
          rgb[at++] = onWhite(to8(row[i + band], bits[band]), a);
        }
      }
    }
    return new Image(width, height, rgb);
  }

  /// Wide samples keep their upper byte; narrow ones, as of a 5-6-5 BMP, are stretched as Pillow
  /// does it.
  private static int to8(int sample, int bits) {
    return bits == 8 ? sample : bits > 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1);
  }

  private static void fromPalette(Raster raster, IndexColorModel palette, byte[] rgb) {
    var table = new byte[palette.getMapSize() * 3];
    for (int i = 0; i < palette.getMapSize(); i++) {
      int a = palette.getAlpha(i);
      table[3 * i] = onWhite(palette.getRed(i), a);
      table[3 * i + 1] = onWhite(palette.getGreen(i), a);
      table[3 * i + 2] = onWhite(palette.getBlue(i), a);
    }
    int width = raster.getWidth();
    var row = new int[width];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int index : row) {
        // An index past the palette is black, as in libpng.
        if (3 * index < table.length) {
          System.arraycopy(table, 3 * index, rgb, at, 3);
        }
        at += 3;
      }
    }
  }

  private static byte onWhite(int value, int alpha) {
    return alpha == 255 ? (byte) value : (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}

package dev.limn.image;

import java.util.Arrays;
import java.util.Objects;

/// An 8-bit RGB picture: interleaved samples, row by row, `rgb[(y * width + x) * 3 + channel]`.
///
/// The array is not copied; whoever hands it over stops writing to it.
///
/// @param width in pixels, at least 1
/// @param height in pixels, at least 1
/// @param rgb `width * height * 3` bytes, each read as unsigned
public record Image(int width, int height, byte[] rgb) {
  public Image {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a picture of " + width + "×" + height + " pixels; expected at least 1×1");
    }
    if (rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          rgb.length
              + " bytes for "
              + width
              + "×"
              + height
              + " pixels; expected width × height × 3");
    }
  }

  /// Whether it is a picture of the same size with the same samples.
  @Override
  public boolean equals(Object other) {
    return other instanceof Image image
        && width == image.width
        && height == image.height
        && Arrays.equals(rgb, image.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(rgb);
  }

  /// Its size.
  @Override
  public String toString() {
    return "Image[" + width + "×" + height + "]";
  }
}

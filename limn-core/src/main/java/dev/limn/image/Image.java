package dev.limn.image;

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
}

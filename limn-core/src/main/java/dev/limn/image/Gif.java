package dev.limn.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Animated GIF files (GIF89a, CompuServe 1990, with Netscape's loop extension).
///
/// All frames share one palette of at most 256 colours, so that a still part does not flicker. For
/// more colours than that write the frames as PNG.
///
/// Written here and not by the JDK's writer: that one quantises each frame by itself (an octree, a
/// palette a frame), which flickers; and what it writes follows the JDK, whereas the same frames
/// give the same bytes here on every machine. A quantiser over all frames is in no library that is
/// used.
public final class Gif {
  private static final int MAX_CODES = 4096;

  private Gif() {}

  /// How an animation plays.
  ///
  /// @param delayMillis time of a frame, 20 to 655,350; kept in hundredths of a second. Browsers
  ///   slow anything faster down to a tenth of a second
  /// @param loops how often it plays, 0 for ever, at most 65,535
  /// @param dither spread the rounding error to the neighbours (Floyd and Steinberg): smoother
  ///   areas, at the price of grain that moves from frame to frame and a larger file
  public record Options(int delayMillis, int loops, boolean dither) {
    /// A tenth of a second a frame, for ever, not dithered.
    public static final Options DEFAULT = new Options(100, 0, false);

    public Options {
      if (delayMillis < 20 || delayMillis > 655_350) {
        throw new ImageException("a delay of " + delayMillis + " ms; expected 20 to 655350");
      }
      if (loops < 0 || loops > 65_535) {
        throw new ImageException(loops + " loops; expected 0 (for ever) to 65535");
      }
    }
  }

  /// Writes an animation; a reader sees the old file or the new one, never a part.
  ///
  /// @throws ImageException as [#encode], and when the file cannot be written
  public static void write(Path file, List<Image> frames, Options options) {
    PictureFile.write(file, encode(frames, options));
  }

  /// The file's bytes.
  ///
  /// @param frames at least one, all of one size, no side above 65,535
  /// @param options how it plays
  /// @throws ImageException when there is no frame or the sizes differ
  public static byte[] encode(List<Image> frames, Options options) {
    check(frames);
    int width = frames.getFirst().width();
    int height = frames.getFirst().height();
    var palette = Palette.of(frames);
    int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(palette.colours().length - 1));
    var out = new ByteArrayOutputStream();
    out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
    twoBytes(out, width);
    twoBytes(out, height);
    // A global table of 2^bits colours; background 0; square pixels.
    out.write(0x80 | 7 << 4 | bits - 1);
    out.write(0);
    out.write(0);
    for (int i = 0; i < 1 << bits; i++) {
      int colour = i < palette.colours().length ? palette.colours()[i] : 0;
      out.write(colour >> 16);
      out.write(colour >> 8);
      out.write(colour);
    }
    // A file without the extension plays once; the extension counts the repeats after that.
    if (frames.size() > 1 && options.loops != 1) {
      out.write(0x21);
      out.write(0xFF);
      out.write(11);
      out.writeBytes("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
      out.write(3);
      out.write(1);
      twoBytes(out, options.loops == 0 ? 0 : options.loops - 1);
      out.write(0);
    }
    for (var frame : frames) {
      // Graphic control: leave the frame in place, no transparency.
      out.writeBytes(new byte[] {0x21, (byte) 0xF9, 4, 1 << 2});
      twoBytes(out, (options.delayMillis + 5) / 10);
      out.write(0);
      out.write(0);
      out.write(0x2C);
      twoBytes(out, 0);
      twoBytes(out, 0);
      twoBytes(out, width);
      twoBytes(out, height);
      out.write(0);
      byte[] indices = options.dither ? dithered(frame, palette) : nearest(frame, palette);
      compress(out, indices, Math.max(2, bits));
    }
    out.write(0x3B);
    return out.toByteArray();
  }

  private static void check(List<Image> frames) {
    if (frames.isEmpty()) {
      throw new ImageException("an animation without frames; expected at least one");
    }
    int width = frames.getFirst().width();
    int height = frames.getFirst().height();
    if (width > 65_535 || height > 65_535) {
      throw new ImageException(
          "a GIF of " + width + "×" + height + " pixels; expected no side above 65535");
    }
    for (int i = 1; i < frames.size(); i++) {
      var frame = frames.get(i);
      if (frame.width() != width || frame.height() != height) {
        throw new ImageException(
            String.format(
                Locale.ROOT,
                "frame %d has %d×%d pixels; expected %d×%d like the first",
                i,
                frame.width(),
                frame.height(),
                width,
                height));
      }
    }
  }

  private static byte[] nearest(Image frame, Palette palette) {
    byte[] rgb = frame.rgb();
    byte[] indices = new byte[rgb.length / 3];
    for (int i = 0; i < indices.length; i++) {
      indices[i] =
          (byte) palette.nearest(rgb[3 * i] & 0xFF, rgb[3 * i + 1] & 0xFF, rgb[3 * i + 2] & 0xFF);
    }
    return indices;
  }

  /// R. Floyd, L. Steinberg, "An adaptive algorithm for spatial grey scale", 1976: 7, 3, 5 and 1
  /// sixteenths of the error go to the right and to the three pixels below.
  private static byte[] dithered(Image frame, Palette palette) {
    int width = frame.width();
    byte[] rgb = frame.rgb();
    byte[] indices = new byte[rgb.length / 3];
    int[] errors = new int[(width + 2) * 3];
    int[] below = new int[(width + 2) * 3];
    int[] sample = new int[3];
    for (int y = 0; y < frame.height(); y++) {
      Arrays.fill(below, 0);
      for (int x = 0; x < width; x++) {
        int pixel = y * width + x;
        int at = (x + 1) * 3;
        for (int c = 0; c < 3; c++) {
          int wanted = (rgb[pixel * 3 + c] & 0xFF) + Math.floorDiv(errors[at + c] + 8, 16);
          sample[c] = Math.clamp(wanted, 0, 255);
        }
        int index = palette.nearest(sample[0], sample[1], sample[2]);
        indices[pixel] = (byte) index;
        int colour = palette.colours()[index];
        for (int c = 0; c < 3; c++) {
          int error = sample[c] - (colour >> 16 - 8 * c & 0xFF);
          errors[at + 3 + c] += 7 * error;
          below[at - 3 + c] += 3 * error;
          below[at + c] += 5 * error;
          below[at + 3 + c] += error;
        }
      }
      int[] swap = errors;
      errors = below;
      below = swap;
    }
    return indices;
  }

  /// LZW with codes that grow from `bits + 1` to 12 bits, in sub-blocks of at most 255 bytes.
  private static void compress(ByteArrayOutputStream out, byte[] indices, int bits) {
    out.write(bits);
    var codes = new Codes(out);
    int clear = 1 << bits;
    int end = clear + 1;
    // child[code << bits | index]: the code of that string with one more index, 0 when there is
    // none.
    short[] child = new short[MAX_CODES << bits];
    int next = end + 1;
    int size = bits + 1;
    codes.write(clear, size);
    int prefix = indices[0] & 0xFF;
    for (int i = 1; i < indices.length; i++) {
      int slot = prefix << bits | indices[i] & 0xFF;
      if (child[slot] != 0) {
        prefix = child[slot];
        continue;
      }
      codes.write(prefix, size);
      prefix = indices[i] & 0xFF;
      if (next < MAX_CODES) {
        // The reader learns this code one step later, hence the growth after the code that fills
        // it.
        if (next == 1 << size) {
          size++;
        }
        child[slot] = (short) next++;
      } else {
        codes.write(clear, size);
        Arrays.fill(child, (short) 0);
        next = end + 1;
        size = bits + 1;
      }
    }
    codes.write(prefix, size);
    // The reader adds one more string on that code, and may count one bit more for the next.
    if (next == 1 << size && size < 12) {
      size++;
    }
    codes.write(end, size);
    codes.finish();
  }

  private static void twoBytes(ByteArrayOutputStream out, int value) {
    out.write(value);
    out.write(value >> 8);
  }

  /// Packs codes from the lowest bit up and cuts them into sub-blocks.
  private static final class Codes {
    private final ByteArrayOutputStream out;
    private final byte[] block = new byte[255];
    private int used;
    private int pending;
    private int pendingBits;

    Codes(ByteArrayOutputStream out) {
      this.out = out;
    }

    void write(int code, int size) {
      pending |= code << pendingBits;
      pendingBits += size;
      while (pendingBits >= 8) {
        put();
        pending >>>= 8;
        pendingBits -= 8;
      }
    }

    void finish() {
      if (pendingBits > 0) {
        put();
      }
      flush();
      out.write(0);
    }

    private void put() {
      block[used++] = (byte) pending;
      if (used == block.length) {
        flush();
      }
    }

    private void flush() {
      if (used > 0) {
        out.write(used);
        out.write(block, 0, used);
        used = 0;
      }
    }
  }
}

package dev.limn.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// 8-bit RGB PNG files with text chunks (PNG specification, third edition, W3C 2025).
///
/// Written here rather than by ImageIO because a drawing that takes a second must not spend half of
/// it on starting AWT, and because the bytes have to be the same on every run: no time, no tool
/// names, chunks in the given order.
public final class Png {
  static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int CHANNELS = 3;

  private Png() {}

  /// The file's bytes, without text.
  public static byte[] encode(Image image) {
    return encode(image, Map.of());
  }

  /// The file's bytes.
  ///
  /// @param image the picture
  /// @param text keys and values of text chunks, written in the map's order; Latin-1 values become
  ///   `tEXt`, others `iTXt`, as does an XMP packet
  /// @throws ImageException when a key is not a PNG keyword or a value holds a NUL character
  public static byte[] encode(Image image, Map<String, String> text) {
    var bytes = new ByteArrayOutputStream(image.rgb().length / 2 + 1024);
    try (var out = new DataOutputStream(bytes)) {
      out.write(SIGNATURE);
      chunk(out, "IHDR", header(image));
      for (var entry : text.entrySet()) {
        text(out, entry.getKey(), entry.getValue());
      }
      chunk(out, "IDAT", deflated(filtered(image)));
      chunk(out, "IEND", new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory failed", e);
    }
    return bytes.toByteArray();
  }

  /// Writes the picture without text; a reader sees the old file or the new one, never a part.
  ///
  /// @throws ImageException when the file cannot be written
  public static void write(Path file, Image image) {
    write(file, image, Map.of());
  }

  /// Writes the picture with text chunks; a reader sees the old file or the new one, never a part.
  ///
  /// @throws ImageException as [#encode(Image, Map)], and when the file cannot be written
  public static void write(Path file, Image image, Map<String, String> text) {
    PictureFile.write(file, encode(image, text));
  }

  /// Writes the picture and where it comes from.
  ///
  /// @throws ImageException as [#encode(Image, Map)], and when the file cannot be written
  public static void write(Path file, Image image, Provenance provenance) {
    write(file, image, provenance.chunks(image.width(), image.height()));
  }

  /// The text chunks of a PNG file (`tEXt`, `zTXt`, `iTXt`) in file order; the first of equal keys.
  ///
  /// @throws ImageException when the file cannot be read or is not a whole PNG file
  public static Map<String, String> metadata(Path file) {
    return PngText.read(file);
  }

  private static byte[] header(Image image) {
    var header = ByteBuffer.allocate(13);
    header.putInt(image.width()).putInt(image.height());
    // Bit depth 8, colour type 2 (RGB), deflate, adaptive filters, not interlaced.
    header.put((byte) 8).put((byte) 2).put((byte) 0).put((byte) 0).put((byte) 0);
    return header.array();
  }

  private static void text(DataOutputStream out, String key, String value) throws IOException {
    boolean keyword =
        !key.isEmpty()
            && key.length() <= 79
            && key.equals(key.strip())
            && key.chars().allMatch(c -> c >= 32 && c <= 126 || c >= 161 && c <= 255);
    if (!keyword) {
      throw new ImageException(
          "PNG text key \"" + key + "\"; expected 1 to 79 printable Latin-1 characters");
    }
    if (value.indexOf('\0') >= 0) {
      throw new ImageException("the value of PNG text \"" + key + "\" holds a NUL character");
    }
    var body = new ByteArrayOutputStream();
    body.write(key.getBytes(StandardCharsets.ISO_8859_1));
    body.write(0);
    if (value.chars().allMatch(c -> c <= 0xFF) && !key.equals(Provenance.XMP)) {
      body.write(value.getBytes(StandardCharsets.ISO_8859_1));
      chunk(out, "tEXt", body.toByteArray());
    } else {
      // Not compressed, no language, no translated keyword.
      body.write(new byte[] {0, 0, 0, 0});
      body.write(value.getBytes(StandardCharsets.UTF_8));
      chunk(out, "iTXt", body.toByteArray());
    }
  }

  private static void chunk(DataOutputStream out, String type, byte[] body) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(body);
    out.writeInt(body.length);
    out.write(name);
    out.write(body);
    out.writeInt((int) crc.getValue());
  }

  private static byte[] deflated(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream(bytes.length / 2 + 64);
    var deflater = new Deflater(6);
    try (var stream = new DeflaterOutputStream(out, deflater, 8192)) {
      stream.write(bytes);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  /// Every row behind the number of its filter: the one whose signed residuals have the smallest
  /// sum, as the specification advises (§12.7).
  private static byte[] filtered(Image image) {
    int stride = image.width() * CHANNELS;
    byte[] out = new byte[Math.multiplyExact(stride + 1, image.height())];
    byte[] rgb = image.rgb();
    byte[] above = new byte[stride];
    byte[] row = new byte[stride];
    byte[] best = new byte[stride];
    byte[] trial = new byte[stride];
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(rgb, y * stride, row, 0, stride);
      long least = Long.MAX_VALUE;
      int chosen = 0;
      for (int filter = 0; filter < 5; filter++) {
        long sum = filter(filter, row, above, trial);
        if (sum < least) {
          least = sum;
          chosen = filter;
          byte[] swap = best;
          best = trial;
          trial = swap;
        }
      }
      out[y * (stride + 1)] = (byte) chosen;
      System.arraycopy(best, 0, out, y * (stride + 1) + 1, stride);
      byte[] swap = above;
      above = row;
      row = swap;
    }
    return out;
  }

  private static long filter(int filter, byte[] row, byte[] above, byte[] out) {
    long sum = 0;
    for (int i = 0; i < row.length; i++) {
      int left = i < CHANNELS ? 0 : row[i - CHANNELS] & 0xFF;
      int up = above[i] & 0xFF;
      int upLeft = i < CHANNELS ? 0 : above[i - CHANNELS] & 0xFF;
      int predicted =
          switch (filter) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            default -> paeth(left, up, upLeft);
          };
      out[i] = (byte) (row[i] - predicted);
      sum += Math.abs(out[i]);
    }
    return sum;
  }

  private static int paeth(int left, int up, int upLeft) {
    int estimate = left + up - upLeft;
    int toLeft = Math.abs(estimate - left);
    int toUp = Math.abs(estimate - up);
    int toUpLeft = Math.abs(estimate - upLeft);
    if (toLeft <= toUp && toLeft <= toUpLeft) {
      return left;
    }
    return toUp <= toUpLeft ? up : upLeft;
  }
}

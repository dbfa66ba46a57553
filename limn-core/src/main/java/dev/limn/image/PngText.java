package dev.limn.image;

import dev.limn.io.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/// Reads the text chunks of PNG files that anybody may have written: every length is checked before
/// it is believed, and compressed text may not grow past a limit.
final class PngText {
  private static final long MAX_FILE = 1L << 30;
  private static final int MAX_TEXT = 8 << 20;

  private PngText() {}

  static Map<String, String> read(Path file) {
    byte[] bytes;
    try {
      RegularFile.require(file);
      long size = Files.size(file);
      if (size > MAX_FILE) {
        throw new ImageException(file + " has " + size + " bytes; expected a PNG below 1 GiB");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ImageException("cannot read " + file + ": " + PictureFile.reason(e), e);
    }
    return parse(file, bytes);
  }

  private static Map<String, String> parse(Path file, byte[] bytes) {
    int length = Png.SIGNATURE.length;
    if (bytes.length < length || Arrays.mismatch(bytes, 0, length, Png.SIGNATURE, 0, length) >= 0) {
      throw new ImageException(file + " is not a PNG file: the signature is missing");
    }
    var texts = new LinkedHashMap<String, String>();
    var in = ByteBuffer.wrap(bytes).position(length);
    while (in.remaining() >= 12) {
      long size = in.getInt() & 0xFFFFFFFFL;
      if (size > in.remaining() - 8) {
        break;
      }
      int start = in.position();
      var type = new String(bytes, start, 4, StandardCharsets.ISO_8859_1);
      byte[] body = Arrays.copyOfRange(bytes, start + 4, start + 4 + (int) size);
      in.position(start + 4 + (int) size);
      int expected = in.getInt();
      var crc = new CRC32();
      crc.update(bytes, start, 4 + (int) size);
      if ((int) crc.getValue() != expected) {
        throw new ImageException(file + ": chunk " + type + " is damaged (checksum differs)");
      }
      switch (type) {
        case "tEXt", "zTXt", "iTXt" -> text(file, type, body, texts);
        case "IEND" -> {
          return Collections.unmodifiableMap(texts);
        }
        default -> {
          // Pixels and colour spaces are not read here.
        }
      }
    }
    throw new ImageException(file + " is cut off: the end chunk is missing");
  }

  private static void text(Path file, String type, byte[] body, Map<String, String> texts) {
    int end = zero(file, type, body, 0);
    var key = new String(body, 0, end, StandardCharsets.ISO_8859_1);
    int at = end + 1;
    String value =
        switch (type) {
          case "tEXt" -> new String(body, at, body.length - at, StandardCharsets.ISO_8859_1);
          case "zTXt" ->
              new String(inflated(file, type, body, at + 1), StandardCharsets.ISO_8859_1);
          default -> international(file, body, at);
        };
    texts.putIfAbsent(key, value);
  }

  private static String international(Path file, byte[] body, int at) {
    if (body.length < at + 2) {
      throw new ImageException(file + ": chunk iTXt is too short");
    }
    boolean compressed = body[at] == 1;
    int language = zero(file, "iTXt", body, at + 2);
    int from = zero(file, "iTXt", body, language + 1) + 1;
    byte[] text =
        compressed
            ? inflated(file, "iTXt", body, from)
            : Arrays.copyOfRange(body, from, body.length);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static int zero(Path file, String type, byte[] body, int from) {
    for (int i = from; i < body.length; i++) {
      if (body[i] == 0) {
        return i;
      }
    }
    throw new ImageException(file + ": chunk " + type + " has no separator");
  }

  private static byte[] inflated(Path file, String type, byte[] body, int from) {
    var source =
        new ByteArrayInputStream(
            body, Math.min(from, body.length), Math.max(0, body.length - from));
    try (var in = new InflaterInputStream(source)) {
      byte[] text = in.readNBytes(MAX_TEXT + 1);
      if (text.length > MAX_TEXT) {
        throw new ImageException(file + ": chunk " + type + " grows past " + MAX_TEXT + " bytes");
      }
      return text;
    } catch (IOException e) {
      throw new ImageException(file + ": chunk " + type + " does not inflate", e);
    }
  }
}

package dev.limn.image;

import dev.limn.image.DecodeException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/// The kinds of file that are read, each known by its first bytes, and each with its own test of
/// being whole.
enum ImageKind {
  PNG {
    @Override
    void requireWhole(byte[] bytes, String name) {
      long at = 8;
      while (at + 12 <= bytes.length) {
        int start = (int) at;
        long length = Integer.toUnsignedLong(int32(bytes, start));
        long end = at + 12 + length;
        if (end > bytes.length) {
          break;
        }
        var type = new String(bytes, start + 4, 4, StandardCharsets.ISO_8859_1);
        // An upper-case first letter marks the chunks without which there is no picture.
        if (Character.isUpperCase(type.charAt(0))) {
          var crc = new CRC32();
          crc.update(bytes, start + 4, (int) length + 4);
          if ((int) crc.getValue() != int32(bytes, (int) end - 4)) {
            throw new DecodeException(
                Reason.BROKEN, name + ": damaged PNG, the checksum of a " + type + " chunk is off");
          }
        }
        if (type.equals("IEND")) {
          return;
        }
        at = end;
      }
      throw truncated(bytes, name, "PNG", "IEND chunk");
    }

    @Override
    Optional<byte[]> exif(byte[] bytes) {
      for (long at = 8; at + 12 <= bytes.length; ) {
        long length = Integer.toUnsignedLong(int32(bytes, (int) at));
        if (at + 12 + length > bytes.length) {
          break;
        }
        if (starts(bytes, (int) at + 4, "eXIf")) {
          return Optional.of(Arrays.copyOfRange(bytes, (int) at + 8, (int) (at + 8 + length)));
        }
        at += 12 + length;
      }
      return Optional.empty();
    }
  },
  JPEG {
    @Override
    void requireWhole(byte[] bytes, String name) {
      int at = 2;
      // Over the header segments to the first scan: an embedded thumbnail has an end marker too.
      while (at + 4 <= bytes.length && (bytes[at] & 255) == 0xFF) {
        int marker = bytes[at + 1] & 255;
        if (marker == 0xFF) {
          at++;
          continue;
        }
        at += 2 + ((bytes[at + 2] & 255) << 8 | bytes[at + 3] & 255);
        if (marker == 0xDA) {
          break;
        }
      }
      for (int i = at; i + 1 < bytes.length; i++) {
        if ((bytes[i] & 255) == 0xFF && (bytes[i + 1] & 255) == 0xD9) {
          return;
        }
      }
      throw truncated(bytes, name, "JPEG", "end marker");
    }

    @Override
    Optional<byte[]> exif(byte[] bytes) {
      int at = 2;
      while (at + 4 <= bytes.length && (bytes[at] & 255) == 0xFF) {
        int marker = bytes[at + 1] & 255;
        if (marker == 0xDA) {
          break;
        }
        if (marker == 0xFF) {
          at++;
          continue;
        }
        int end = at + 2 + ((bytes[at + 2] & 255) << 8 | bytes[at + 3] & 255);
        if (marker == 0xE1 && starts(bytes, at + 4, "Exif\0\0")) {
          return Optional.of(Arrays.copyOfRange(bytes, at + 10, Math.min(end, bytes.length)));
        }
        at = end;
      }
      return Optional.empty();
    }
  },
  WEBP {
    @Override
    void requireWhole(byte[] bytes, String name) {
      long announced = Integer.toUnsignedLong(Integer.reverseBytes(int32(bytes, 4))) + 8;
      if (announced > bytes.length) {
        throw truncated(bytes, name, "WebP", announced + " bytes its header announces");
      }
    }

    @Override
    Optional<byte[]> exif(byte[] bytes) {
      for (long at = 12; at + 8 <= bytes.length; ) {
        long length = Integer.toUnsignedLong(Integer.reverseBytes(int32(bytes, (int) at + 4)));
        if (starts(bytes, (int) at, "EXIF")) {
          // Some writers keep the mark that JPEG has before it.
          int from = (int) at + 8 + (starts(bytes, (int) at + 8, "Exif\0\0") ? 6 : 0);
          int to = (int) Math.min(at + 8 + length, bytes.length);
          return from < to ? Optional.of(Arrays.copyOfRange(bytes, from, to)) : Optional.empty();
        }
        at += 8 + length + length % 2;
      }
      return Optional.empty();
    }
  },
  GIF {
    @Override
    void requireWhole(byte[] bytes, String name) {
      // The reader itself fails on a first frame that ends early.
    }
  },
  BMP {
    @Override
    void requireWhole(byte[] bytes, String name) {
      // The reader itself fails on missing rows.
    }
  },
  TIFF {
    @Override
    void requireWhole(byte[] bytes, String name) {
      // The reader itself fails on missing strips.
    }

    @Override
    Optional<byte[]> exif(byte[] bytes) {
      return Optional.of(bytes);
    }
  };

  /// @throws DecodeException when the data ends early or is damaged
  abstract void requireWhole(byte[] bytes, String name);

  /// The Exif data of a file, a small TIFF; empty when there are none.
  Optional<byte[]> exif(byte[] bytes) {
    return Optional.empty();
  }

  /// @throws DecodeException when the content is none of these
  static ImageKind of(byte[] bytes, String name) {
    if (bytes.length == 0) {
      throw new DecodeException(Reason.EMPTY, name + ": empty file; expected a picture");
    }
    if (starts(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
      return WEBP;
    }
    if (starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a")) {
      return GIF;
    }
    if (starts(bytes, 0, "BM") && bytes.length > 26) {
      return BMP;
    }
    if (starts(bytes, 0, "II*\0")
        || starts(bytes, 0, "MM\0*")
        || starts(bytes, 0, "II+\0")
        || starts(bytes, 0, "MM\0+")) {
      return TIFF;
    }
    var other = UnreadKind.of(bytes);
    if (other.isPresent()) {
      throw new DecodeException(
          other.get().picture() ? Reason.UNSUPPORTED : Reason.NOT_A_PICTURE,
          name
              + ": "
              + other.get().words()
              + (other.get().picture()
                  ? ", which is not read; save it as PNG, JPEG, WebP or TIFF"
                  : "; expected a PNG, JPEG, WebP, GIF, BMP or TIFF picture"));
    }
    throw new DecodeException(
        Reason.NOT_A_PICTURE,
        name + ": " + guess(bytes) + "; expected a PNG, JPEG, WebP, GIF, BMP or TIFF picture");
  }

  private static String guess(byte[] bytes) {
    var head =
        new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.ISO_8859_1)
            .strip()
            .toLowerCase(Locale.ROOT);
    if (head.startsWith("<!doctype html") || head.startsWith("<html")) {
      return "an HTML page";
    }
    if (head.startsWith("version https://git-lfs")) {
      return "a Git LFS pointer, not the file itself";
    }
    if (head.startsWith("<?xml") || head.startsWith("<svg")) {
      return "an XML or SVG text";
    }
    boolean blank = true;
    for (byte b : Arrays.copyOf(bytes, Math.min(bytes.length, 256))) {
      blank &= b == 0;
    }
    return blank ? "nothing but zero bytes" : "not a picture";
  }

  private static DecodeException truncated(byte[] bytes, String name, String kind, String missing) {
    return new DecodeException(
        Reason.BROKEN,
        name + ": truncated " + kind + ", " + bytes.length + " bytes without the " + missing);
  }

  static boolean starts(byte[] bytes, int offset, String magic) {
    if (bytes.length < offset + magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if ((bytes[offset + i] & 255) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int int32(byte[] bytes, int at) {
    return (bytes[at] & 255) << 24
        | (bytes[at + 1] & 255) << 16
        | (bytes[at + 2] & 255) << 8
        | bytes[at + 3] & 255;
  }
}

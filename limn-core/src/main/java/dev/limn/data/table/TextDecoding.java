package dev.limn.data.table;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Bytes to text. A byte order mark decides (UTF-8, UTF-16); without one the text is UTF-8, and
/// what is not UTF-8 is in the charset that the user names.
///
/// A folder often holds both: a text that is valid UTF-8 beyond ASCII is practically never anything
/// else, so the user's charset is tried second, unless it is one whose texts look like UTF-8
/// without being it (UTF-16, ISO-2022-JP, UTF-7 …).
public final class TextDecoding {
  private static final String NOT_UTF_8 =
      "not UTF-8 text; if it is Windows-1252 say --charset windows-1252";

  private TextDecoding() {}

  /// The text without its byte order mark.
  ///
  /// @param charset what the user says of texts that are not UTF-8
  /// @throws TableException when the bytes are no such text, with what to say instead
  public static String decode(byte[] bytes, Optional<Charset> charset) throws TableException {
    if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
      return strict(bytes, 3, StandardCharsets.UTF_8)
          .orElseThrow(
              () ->
                  new TableException(
                      "not UTF-8 text, although it begins with UTF-8's byte order mark"));
    }
    // UTF-32 little endian begins as UTF-16 does, with two zero bytes more.
    if (starts(bytes, 0xFF, 0xFE, 0, 0)) {
      return marked(bytes, 4, Charset.forName("UTF-32LE"));
    }
    if (starts(bytes, 0, 0, 0xFE, 0xFF)) {
      return marked(bytes, 4, Charset.forName("UTF-32BE"));
    }
    if (starts(bytes, 0xFF, 0xFE)) {
      return marked(bytes, 2, StandardCharsets.UTF_16LE);
    }
    if (starts(bytes, 0xFE, 0xFF)) {
      return marked(bytes, 2, StandardCharsets.UTF_16BE);
    }
    if (charset.isPresent() && looksLikeUtf8(charset.get())) {
      return named(bytes, charset.get());
    }
    requireNoUtf16(bytes);
    var text = strict(bytes, 0, StandardCharsets.UTF_8);
    if (text.isPresent()) {
      return text.get();
    }
    return named(bytes, charset.orElseThrow(() -> new TableException(NOT_UTF_8)));
  }

  private static boolean starts(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 255) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static String marked(byte[] bytes, int from, Charset charset) throws TableException {
    return strict(bytes, from, charset)
        .orElseThrow(
            () ->
                new TableException(
                    "not whole "
                        + charset.name()
                        + " text, although it begins with its byte order mark"));
  }

  private static String named(byte[] bytes, Charset charset) throws TableException {
    return strict(bytes, 0, charset)
        .orElseThrow(
            () ->
                new TableException(
                    "neither UTF-8 nor "
                        + charset.name()
                        + " text; expected --charset to name what it is"));
  }

  private static Optional<String> strict(byte[] bytes, int from, Charset charset) {
    try {
      return Optional.of(
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
              .toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static boolean looksLikeUtf8(Charset charset) {
    var name = charset.name().toUpperCase(Locale.ROOT);
    return name.contains("UTF-16")
        || name.contains("UTF-32")
        || name.contains("UTF-7")
        || name.contains("2022");
  }

  /// Text of few letters beyond ASCII has in UTF-16 a zero byte beside nearly each.
  private static void requireNoUtf16(byte[] bytes) throws TableException {
    int even = 0;
    int odd = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        even += 1 - i % 2;
        odd += i % 2;
      }
    }
    if (bytes.length >= 2 && 4L * (even + odd) > bytes.length) {
      throw new TableException(
          "it seems to be UTF-16 without a byte order mark; say --charset "
              + (odd > even ? "utf-16le" : "utf-16be"));
    }
  }
}

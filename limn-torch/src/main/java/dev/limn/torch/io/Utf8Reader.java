package dev.limn.torch.io;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Characters of mapped bytes, decoded as they are asked for, strictly: malformed UTF-8 is an error
/// and not a replacement character.
final class Utf8Reader extends Reader {
  private final ByteBuffer bytes;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  Utf8Reader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (!bytes.hasRemaining()) {
      return -1;
    }
    var out = CharBuffer.wrap(target, offset, length);
    int start = bytes.position();
    CoderResult result = decoder.decode(bytes, out, true);
    if (result.isError()) {
      throw new IOException("malformed UTF-8 near byte " + bytes.position());
    }
    if (out.position() == 0 && bytes.position() == start) {
      // A pair of surrogates does not fit one character.
      throw new IOException("a buffer of " + length + " characters is too small");
    }
    return out.position();
  }

  @Override
  public void close() {
    // The bytes belong to the caller.
  }
}

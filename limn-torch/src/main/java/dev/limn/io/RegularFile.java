package dev.limn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/// Reads files that somebody else put into a folder. What is no regular file is refused before it
/// is opened, since a pipe that nobody writes to would be waited for without end, and a file is
/// never read beyond a bound.
///
/// A failure is an [IOException]; the caller says which file it is.
public final class RegularFile {
  /// The most bytes of a file of settings.
  public static final long SETTINGS = 16 << 20;

  /// The most bytes of a list of words.
  public static final long WORDS = 256 << 20;

  private RegularFile() {}

  /// @throws IOException when it is not there, or is a directory, a pipe, a socket or a device
  public static void require(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IOException(
          "it is "
              + (attributes.isDirectory() ? "a directory" : "a pipe, a socket or a device")
              + "; expected a regular file");
    }
  }

  /// All bytes.
  ///
  /// @param most how many there may be
  /// @throws IOException as [#require], or when there are more
  public static byte[] bytes(Path file, long most) throws IOException {
    require(file);
    try (var channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size > most) {
        throw new IOException(
            String.format(Locale.ROOT, "it has %d bytes; expected at most %d", size, most));
      }
      var bytes = ByteBuffer.allocate(Math.toIntExact(size));
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new IOException("it became shorter while it was read");
        }
      }
      return bytes.array();
    }
  }

  /// All of it as text.
  ///
  /// @param most how many bytes there may be
  /// @throws java.nio.charset.CharacterCodingException when it is not UTF-8
  /// @throws IOException as [#bytes]
  public static String text(Path file, long most) throws IOException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes(file, most)))
        .toString();
  }
}

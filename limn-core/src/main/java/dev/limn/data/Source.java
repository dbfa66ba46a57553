package dev.limn.data;

import dev.limn.image.DecodeException;
import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where one picture's bytes are. Reading is safe from several threads at once.
public sealed interface Source {
  /// Reads and decodes the picture.
  ///
  /// @param name what to call it in messages
  /// @throws DecodeException when the content is refused
  /// @throws IOException when it cannot be read
  Image image(String name) throws IOException;

  /// Changes whenever the bytes may have changed.
  String stamp();

  /// A file of its own.
  ///
  /// @param path the file
  /// @param size in bytes when the data set was opened
  /// @param modified milliseconds since 1970 when the data set was opened
  record InFile(Path path, long size, long modified) implements Source {
    @Override
    public Image image(String name) throws IOException {
      long now = Files.size(path);
      if (now > ImageDecoder.MAX_BYTES) {
        throw new DecodeException(
            DecodeException.Reason.TOO_LARGE,
            name + ": " + now + " bytes; expected at most " + ImageDecoder.MAX_BYTES);
      }
      return ImageDecoder.decode(Files.readAllBytes(path), name);
    }

    @Override
    public String stamp() {
      return size + "@" + modified;
    }
  }

  /// A stretch of an archive.
  ///
  /// @param archive the tar file
  /// @param modified of the archive, milliseconds since 1970
  /// @param offset of the first byte
  /// @param length in bytes
  record InArchive(Path archive, long modified, long offset, int length) implements Source {
    @Override
    public Image image(String name) throws IOException {
      return ImageDecoder.decode(bytes(), name);
    }

    byte[] bytes() throws IOException {
      var buffer = ByteBuffer.allocate(length);
      try (var channel = FileChannel.open(archive, StandardOpenOption.READ)) {
        while (buffer.hasRemaining()) {
          if (channel.read(buffer, offset + buffer.position()) < 0) {
            throw new EOFException(archive + " ends inside an entry");
          }
        }
      }
      return buffer.array();
    }

    @Override
    public String stamp() {
      return offset + "+" + length + "@" + modified;
    }
  }

  /// Grey pixels in memory, as IDX files have them.
  ///
  /// @param grey one byte a pixel, of all pictures of the file
  /// @param offset of this picture's first byte
  /// @param width in pixels
  /// @param height in pixels
  /// @param stamp of the file they came from
  record InMemory(byte[] grey, int offset, int width, int height, String stamp) implements Source {
    @Override
    public Image image(String name) {
      var rgb = new byte[width * height * 3];
      for (int i = 0; i < width * height; i++) {
        rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = grey[offset + i];
      }
      return new Image(width, height, rgb);
    }
  }
}

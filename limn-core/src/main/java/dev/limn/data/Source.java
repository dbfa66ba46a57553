package dev.limn.data;

import dev.limn.image.DecodeException;
import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Where one picture is. Reading is safe from several threads at once.
public sealed interface Source {
  /// Reads and decodes the picture.
  ///
  /// @param name what to call it in messages
  /// @throws DecodeException when the content is refused
  /// @throws IOException when it cannot be read
  Image image(String name) throws IOException;

  /// Changes whenever the picture may have changed.
  String stamp();

  /// The file on the disk that it is read from; empty when it is in memory already.
  Optional<Path> file();

  /// A CRC-32C of what is decoded.
  ///
  /// @throws IOException when it cannot be read
  long sum() throws IOException;

  /// A picture file, by itself or in an archive.
  ///
  /// @param content its bytes
  record Encoded(Content content) implements Source {
    @Override
    public Image image(String name) throws IOException {
      if (content.size() > ImageDecoder.MAX_BYTES) {
        throw new DecodeException(
            DecodeException.Reason.TOO_LARGE,
            name + ": " + content.size() + " bytes; expected at most " + ImageDecoder.MAX_BYTES);
      }
      return ImageDecoder.decode(content.bytes(), name);
    }

    @Override
    public String stamp() {
      return content.stamp();
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(content.file());
    }

    @Override
    public long sum() throws IOException {
      var sum = new CRC32C();
      sum.update(content.bytes());
      return sum.getValue();
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

    @Override
    public Optional<Path> file() {
      return Optional.empty();
    }

    @Override
    public long sum() {
      var sum = new CRC32C();
      sum.update(grey, offset, width * height);
      return sum.getValue();
    }
  }
}

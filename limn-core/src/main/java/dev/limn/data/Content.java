package dev.limn.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The bytes of one file of a data set, wherever they lie. Reading is safe from several threads at
/// once, and keeps nothing open afterwards.
public sealed interface Content {
  /// How many bytes there are.
  long size();

  /// Changes whenever the bytes may have changed.
  String stamp();

  /// The bytes from the first one on.
  InputStream open() throws IOException;

  /// All bytes.
  ///
  /// @throws IOException when they cannot be read
  default byte[] bytes() throws IOException {
    try (var in = open()) {
      return in.readAllBytes();
    }
  }

  /// A file of its own.
  ///
  /// @param path the file
  /// @param size in bytes when the data set was opened
  /// @param modified milliseconds since 1970 when the data set was opened
  record InFile(Path path, long size, long modified) implements Content {
    @Override
    public InputStream open() throws IOException {
      return new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    }

    @Override
    public byte[] bytes() throws IOException {
      return Files.readAllBytes(path);
    }

    @Override
    public String stamp() {
      return size + "@" + modified;
    }
  }

  /// A stretch of an archive that is stored as it is.
  ///
  /// @param archive the tar file
  /// @param modified of the archive, milliseconds since 1970
  /// @param offset of the first byte
  /// @param size in bytes
  record InArchive(Path archive, long modified, long offset, long size) implements Content {
    @Override
    public InputStream open() throws IOException {
      return new ByteArrayInputStream(bytes());
    }

    @Override
    public byte[] bytes() throws IOException {
      var buffer = ByteBuffer.allocate(Math.toIntExact(size));
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
      return offset + "+" + size + "@" + modified;
    }
  }
}

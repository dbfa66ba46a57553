package dev.limn.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A file inside an [Archive]. Archives are opened anew for each file that is read, so any number
/// of threads may read, and a data set holds nothing open.
sealed interface ArchiveContent extends Content {
  /// The most bytes that one file may have: what an array holds.
  int MAX_BYTES = Integer.MAX_VALUE - 16;

  /// The archive.
  Path archive();

  @Override
  default Path file() {
    return archive();
  }

  @Override
  default InputStream open() throws IOException {
    return new ByteArrayInputStream(bytes());
  }

  /// A stretch of an archive that is stored as it is.
  ///
  /// @param archive the tar file
  /// @param modified of the archive, milliseconds since 1970
  /// @param offset of the first byte
  /// @param size in bytes
  record InTar(Path archive, long modified, long offset, long size) implements ArchiveContent {
    @Override
    public byte[] bytes() throws IOException {
      return stretch(archive, offset, size);
    }

    @Override
    public String stamp() {
      return offset + "+" + size + "@" + modified;
    }
  }

  /// A stretch of an archive that was decompressed.
  ///
  /// @param archive the compressed file
  /// @param unpacked its decompressed bytes
  /// @param offset of the first byte
  /// @param size in bytes
  /// @param modified of the archive, milliseconds since 1970
  record InDecompressed(Path archive, Decompressed unpacked, long offset, long size, long modified)
      implements ArchiveContent {
    @Override
    public byte[] bytes() throws IOException {
      return unpacked.stretch(offset, size);
    }

    @Override
    public String stamp() {
      return offset + "+" + size + "@" + modified;
    }
  }

  /// A file of a zip archive; its checksum is held against what is read.
  ///
  /// @param archive the zip file
  /// @param modified of the archive, milliseconds since 1970
  /// @param offset of the first packed byte
  /// @param packed how many packed bytes there are
  /// @param size in bytes, unpacked
  /// @param crc the CRC-32 of the unpacked bytes
  /// @param deflated whether it is packed at all
  record InZip(
      Path archive, long modified, long offset, long packed, long size, long crc, boolean deflated)
      implements ArchiveContent {
    @Override
    public byte[] bytes() throws IOException {
      var raw = stretch(archive, offset, packed);
      var bytes = deflated ? inflated(raw) : raw;
      var sum = new CRC32();
      sum.update(bytes);
      if (sum.getValue() != crc) {
        throw new IOException("its checksum is not the one that the archive says");
      }
      return bytes;
    }

    private byte[] inflated(byte[] raw) throws IOException {
      var bytes = new byte[length(size)];
      var inflater = new Inflater(true);
      try {
        inflater.setInput(raw);
        int at = 0;
        while (at < bytes.length) {
          int read = inflater.inflate(bytes, at, bytes.length - at);
          if (read == 0) {
            throw new EOFException("it ends early inside the archive");
          }
          at += read;
        }
        // More than was announced is not read, and the checksum tells.
        return bytes;
      } catch (DataFormatException e) {
        throw new IOException("damaged inside the archive", e);
      } finally {
        inflater.end();
      }
    }

    @Override
    public String stamp() {
      return offset + "+" + size + "#" + Long.toHexString(crc) + "@" + modified;
    }
  }

  private static int length(long size) throws IOException {
    if (size > MAX_BYTES) {
      throw new IOException(size + " bytes; expected at most " + MAX_BYTES);
    }
    return (int) size;
  }

  /// So many bytes of a file from an offset on.
  private static byte[] stretch(Path file, long offset, long size) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return stretch(channel, offset, size);
    }
  }

  /// So many bytes of an open file from an offset on.
  static byte[] stretch(FileChannel channel, long offset, long size) throws IOException {
    var buffer = ByteBuffer.allocate(length(size));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException("the archive ends inside it");
      }
    }
    return buffer.array();
  }
}

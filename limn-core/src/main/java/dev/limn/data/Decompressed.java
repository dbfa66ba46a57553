package dev.limn.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/// A compressed tar archive, decompressed into a file without a name, since what is inside a
/// compressed stream cannot be read from the middle. The file is gone with the process, or earlier
/// when nothing refers to it any more.
///
/// @param channel the decompressed bytes
/// @param size how many there are
record Decompressed(FileChannel channel, long size) {
  /// A small archive may grow to this, in bytes.
  private static final long ALWAYS = 256L << 20;

  /// A large one to so many times its size: pictures hardly shrink.
  private static final long MOST_TIMES = 100;

  /// Decompresses a file that is compressed by gzip, bzip2, xz or zstd, whatever it is called.
  ///
  /// @param path what to call it in messages
  /// @return empty when it is none of these
  /// @throws DataException when it grows beyond all reason
  /// @throws IOException when it is damaged or the disk is full
  static Optional<Decompressed> of(FileContent file, String path) throws IOException {
    try (var raw = file.open();
        var in = decompressing(raw, file.path())) {
      return in == raw
          ? Optional.empty()
          : Optional.of(copy(in, Math.max(ALWAYS, MOST_TIMES * file.size()), path));
    }
  }

  private static InputStream decompressing(InputStream raw, Path file) throws IOException {
    if (startsWith(file, "\u001f\u008b")) {
      return GzipCompressorInputStream.builder()
          .setInputStream(raw)
          .setDecompressConcatenated(true)
          .get();
    }
    if (startsWith(file, "BZh")) {
      return new BZip2CompressorInputStream(raw, true);
    }
    if (startsWith(file, "\u00fd7zXZ")) {
      return XZCompressorInputStream.builder()
          .setInputStream(raw)
          .setDecompressConcatenated(true)
          .get();
    }
    if (startsWith(file, "\u0028\u00b5\u002f\u00fd")) {
      return new ZstdCompressorInputStream(raw);
    }
    return raw;
  }

  /// Whether a file begins with these bytes, written as characters up to 255.
  static boolean startsWith(Path file, String magic) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file), 64)) {
      return new String(in.readNBytes(magic.length()), StandardCharsets.ISO_8859_1).equals(magic);
    }
  }

  private static Decompressed copy(InputStream in, long most, String path) throws IOException {
    var channel = temporary();
    var buffer = new byte[1 << 16];
    long size = 0;
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        if (size > most) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s: grows beyond %,d bytes, as a bomb does; unpack it yourself if you trust it",
                  path,
                  most));
        }
        var bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    } catch (IOException | DataException e) {
      channel.close();
      throw e;
    }
    channel.position(0);
    return new Decompressed(channel, size);
  }

  /// A new file without a name, below the caches.
  static FileChannel temporary() throws IOException {
    var folder = CachePlace.temporary();
    return FileChannel.open(
        folder.resolve("limn-" + UUID.randomUUID() + ".tar"),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  /// A stretch of the bytes.
  byte[] stretch(long offset, long length) throws IOException {
    return ArchiveContent.stretch(channel, offset, length);
  }
}

package dev.limn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/// Puts a file in place whole, or leaves what was there: written under another name in the same
/// directory, forced to the disk, renamed. Whatever stops the process or the machine, a reader
/// finds the old file or the new one.
///
/// The directory is made where it is missing. A failure is an [IOException] as the file system has
/// it; the caller says what the file is.
public final class AtomicFile {
  private static final AtomicLong COUNT = new AtomicLong();

  private AtomicFile() {}

  /// Writes what `content` writes.
  public static void write(Path file, Disk.Content content) throws IOException {
    put(Disk.REAL, file, content, true);
  }

  /// Writes these bytes.
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, all(bytes));
  }

  /// Writes a text in UTF-8.
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes what another file holds.
  public static void copy(Path from, Path to) throws IOException {
    try (var source = FileChannel.open(from, StandardOpenOption.READ)) {
      write(
          to,
          channel -> {
            long size = source.size();
            for (long at = 0; at < size; ) {
              long sent = source.transferTo(at, size - at, channel);
              if (sent == 0) {
                throw new IOException(from + " became shorter while it was copied");
              }
              at += sent;
            }
          });
    }
  }

  /// As [#write], but does not wait for the disk: for what can be made again. Readers see it whole
  /// all the same; a power cut can take it away.
  public static void writeSoon(Path file, byte[] bytes) throws IOException {
    put(Disk.REAL, file, all(bytes), false);
  }

  private static Disk.Content all(byte[] bytes) {
    return channel -> {
      for (var buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining(); ) {
        channel.write(buffer);
      }
    };
  }

  /// @param lasting waits for the disk
  static void put(Disk disk, Path file, Disk.Content content, boolean lasting) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a directory; expected a file");
    }
    Files.createDirectories(directory);
    // In the same directory: only there is the rename atomic. Not Files.createTempFile: that makes
    // files which only their owner may read.
    String unique = ProcessHandle.current().pid() + "-" + COUNT.getAndIncrement();
    Path temporary = directory.resolve("." + file.getFileName() + "." + unique + ".tmp");
    try {
      disk.write(temporary, content, lasting);
      disk.replace(temporary, file);
      if (lasting) {
        disk.forceDirectory(directory);
      }
    } catch (IOException | RuntimeException e) {
      discard(temporary, e);
      throw e;
    }
  }

  private static void discard(Path temporary, Exception cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}

package dev.limn.image;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/// Writes a file whole or not at all: under another name in the same directory first, then renamed.
final class AtomicFile {
  private static final AtomicLong COUNT = new AtomicLong();

  private AtomicFile() {}

  static void write(Path file, byte[] bytes) {
    Path parent = file.toAbsolutePath().getParent();
    Path temporary = null;
    try {
      if (parent == null || Files.isDirectory(file)) {
        throw new ImageException("cannot write " + file + ": it is a directory; expected a file");
      }
      Files.createDirectories(parent);
      // Not Files.createTempFile: that makes files which only their owner may read.
      temporary =
          parent.resolve(
              ".limn-%d-%d.tmp".formatted(ProcessHandle.current().pid(), COUNT.getAndIncrement()));
      Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      if (temporary != null) {
        discard(temporary, e);
      }
      throw new ImageException(
          "cannot write %s (%d bytes): %s".formatted(file, bytes.length, reason(e)), e);
    }
  }

  private static void discard(Path temporary, IOException cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /// What an exception of the file system says, with its kind: many have only the path as message.
  static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}

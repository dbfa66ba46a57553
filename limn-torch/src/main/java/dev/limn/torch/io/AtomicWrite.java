package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.fault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/// Puts a file in place whole, and lasting through a power cut, or leaves what was there.
final class AtomicWrite {
  private static final AtomicLong COUNT = new AtomicLong();

  private AtomicWrite() {}

  static void to(Path file, SafetensorsWriter content) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || Files.isDirectory(file)) {
      throw fault(file, "cannot be written: it is a directory; expected a file");
    }
    // In the same directory: only there is the rename atomic.
    Path temporary =
        directory.resolve(
            ".%s.%d-%d.tmp"
                .formatted(
                    file.getFileName(), ProcessHandle.current().pid(), COUNT.getAndIncrement()));
    try {
      Files.createDirectories(directory);
      requireSpace(file, directory, content.size());
      try (var channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
      forceDirectory(directory);
    } catch (IOException e) {
      discard(temporary, e);
      throw FileFaults.of(file, "written (" + content.size() + " bytes)", e);
    } catch (RuntimeException e) {
      discard(temporary, e);
      throw e;
    }
  }

  private static void requireSpace(Path file, Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes) {
      throw fault(file, "needs " + bytes + " bytes; only " + free + " are free");
    }
  }

  private static void forceDirectory(Path directory) throws IOException {
    if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      return; // Windows cannot open a directory, and needs no force for a rename
    }
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
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

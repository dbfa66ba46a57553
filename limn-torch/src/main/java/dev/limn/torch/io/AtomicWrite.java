package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.fault;

import dev.limn.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Puts a file of tensors in place as [AtomicFile] does, if there is room for it.
final class AtomicWrite {
  private AtomicWrite() {}

  static void to(Path file, SafetensorsWriter content) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || Files.isDirectory(file)) {
      throw fault(file, "cannot be written: it is a directory; expected a file");
    }
    try {
      Files.createDirectories(directory);
      requireSpace(file, directory, content.size());
      AtomicFile.write(file, content::writeTo);
    } catch (IOException e) {
      throw FileFaults.of(file, "written (" + content.size() + " bytes)", e);
    }
  }

  private static void requireSpace(Path file, Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes) {
      throw fault(file, "needs " + bytes + " bytes; only " + free + " are free");
    }
  }
}

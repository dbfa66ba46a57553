package dev.limn.image;

import dev.limn.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/// Files of pictures, written whole or not at all.
final class PictureFile {
  private PictureFile() {}

  static void write(Path file, byte[] bytes) {
    if (Files.isDirectory(file)) {
      throw new ImageException("cannot write " + file + ": it is a directory; expected a file");
    }
    try {
      AtomicFile.writeSoon(file, bytes); // pictures can be drawn again
    } catch (IOException e) {
      throw new ImageException(
          String.format(
              Locale.ROOT, "cannot write %s (%d bytes): %s", file, bytes.length, reason(e)),
          e);
    }
  }

  /// What an exception of the file system says, with its kind: many have only the path as message.
  static String reason(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}

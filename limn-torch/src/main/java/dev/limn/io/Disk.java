package dev.limn.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The steps of which a write that survives a power cut is made. What is written lies in memory
/// until it is forced; a file's name is an entry of its directory, which has to be forced as well.
///
/// [#REAL] is the machine's. Another one can record the steps, or let one of them fail.
public interface Disk {
  /// The file system as it is.
  Disk REAL = new Disk() {};

  /// What a file will hold.
  @FunctionalInterface
  interface Content {
    /// Writes it all at the channel's position, which may also be read; the caller forces and
    /// closes the channel.
    void writeTo(FileChannel channel) throws IOException;
  }

  /// Makes a new file, and forces it if it shall last.
  ///
  /// @param lasting waits until the content is on the disk
  default void write(Path file, Content content, boolean lasting) throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      content.writeTo(channel);
      if (lasting) {
        force(file, channel);
      }
    }
  }

  /// Waits until a file's content is on the disk.
  default void force(Path file, FileChannel channel) throws IOException {
    channel.force(true);
  }

  /// Makes one directory.
  default void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory);
  }

  /// Gives a file or directory another name, in one step.
  default void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Puts a file where one may be, in one step where the file system can.
  default void replace(Path from, Path to) throws IOException {
    try {
      rename(from, to);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Waits until the names in a directory are on the disk.
  default void forceDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Windows does not open directories, and writes renames through on its own.
      if (!System.getProperty("os.name").startsWith("Windows")) {
        throw e;
      }
    }
  }

  /// Removes a file or an empty directory, if it is there.
  default void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }
}

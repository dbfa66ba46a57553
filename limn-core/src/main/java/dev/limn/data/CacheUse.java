package dev.limn.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/// Marks that caches are in use, so that no other process throws them away: a file beside each that
/// is locked for as long, and whose time says when that was last.
final class CacheUse {
  private static final String ENDING = ".used";

  private static final class Held {
    private FileChannel channel;
    private int count;
  }

  private static final Map<Path, Held> HELD = new HashMap<>();

  private CacheUse() {}

  private static Path mark(Path directory) {
    return directory.resolveSibling(directory.getFileName() + ENDING);
  }

  /// Whether a file of this name is such a mark.
  static boolean isMark(String name) {
    return name.endsWith(ENDING);
  }

  /// Begins the use of a cache; where no mark can be written, nothing needs one.
  static void begin(Path directory) {
    synchronized (HELD) {
      var held = HELD.computeIfAbsent(directory, _ -> new Held());
      held.count++;
      if (held.count > 1) {
        return;
      }
      try {
        held.channel =
            FileChannel.open(
                mark(directory),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        // Several processes may use it, none may throw it away.
        held.channel.tryLock(0, Long.MAX_VALUE, true);
        Files.setLastModifiedTime(mark(directory), FileTime.fromMillis(System.currentTimeMillis()));
      } catch (IOException | OverlappingFileLockException _) {
        // A place that may not be written: nobody can throw anything away there either.
      }
    }
  }

  /// Ends the use of a cache.
  static void end(Path directory) {
    synchronized (HELD) {
      var held = HELD.get(directory);
      if (held == null || --held.count > 0) {
        return;
      }
      HELD.remove(directory);
      try {
        if (held.channel != null) {
          held.channel.close();
        }
      } catch (IOException _) {
        // Closed or not, the process lets go of it at its end.
      }
    }
  }

  /// When a cache was last used, in milliseconds since 1970; when it was packed where no mark says.
  static long last(Path directory) {
    try {
      var mark = mark(directory);
      return Files.getLastModifiedTime(
              Files.exists(mark) ? mark : directory.resolve(CacheIndex.FILE))
          .toMillis();
    } catch (IOException _) {
      return 0;
    }
  }

  /// What is done with a cache that nobody uses.
  interface Work {
    void run() throws IOException;
  }

  /// Does something with a cache unless it is in use, here or elsewhere.
  ///
  /// @return whether it was done
  static boolean whileUnused(Path directory, Work work) throws IOException {
    synchronized (HELD) {
      if (HELD.containsKey(directory)) {
        return false;
      }
      var mark = mark(directory);
      try (var channel =
              FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock == null) {
          return false;
        }
        work.run();
        Files.deleteIfExists(mark);
        return true;
      }
    }
  }
}

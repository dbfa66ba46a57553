package dev.limn.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/// Finds files that were replaced by others of the same size and time, which a fingerprint of sizes
/// and times does not see.
///
/// The system notes when a file was last changed in any way, and nobody can set that time back.
/// Files that it says were changed since the cache was packed, or were about then, are read again,
/// and their sum is held against that of what was packed. Mostly there are none, so this costs a
/// look at each file's times. Where the system keeps no such time (Windows), this sees nothing.
final class SourceCheck {
  /// Clocks of file systems are coarse, and may be another machine's.
  private static final long MARGIN_MILLIS = 2_000;

  private SourceCheck() {}

  /// The sums of a sample's files, in hexadecimal.
  static String sum(Sample sample) throws IOException {
    var sum = Long.toHexString(sample.source().sum());
    return sample.partner().isEmpty()
        ? sum
        : sum + "+" + Long.toHexString(sample.partner().get().sum());
  }

  /// Whether a cache that has the fingerprint of a data set was packed from its pictures as they
  /// are now.
  static boolean same(Dataset dataset, CacheIndex index, Path directory) {
    long now = System.currentTimeMillis();
    long packed;
    try {
      packed = Files.getLastModifiedTime(directory.resolve(CacheIndex.FILE)).toMillis();
    } catch (IOException _) {
      return false;
    }
    var items = new HashMap<String, CacheIndex.Item>();
    index.samples().forEach(item -> items.put(item.name(), item));
    var changes = new HashMap<Path, Long>();
    boolean read = false;
    for (var sample : dataset.samples()) {
      var item = items.get(sample.name());
      long changed = changed(sample, changes);
      if (item == null) {
        // It could not be decoded then; perhaps it can now.
        if (changed > packed + MARGIN_MILLIS) {
          return false;
        }
      } else if (!item.sum().isEmpty() && changed > packed - MARGIN_MILLIS) {
        read = true;
        try {
          if (!item.sum().equals(sum(sample))) {
            return false;
          }
        } catch (IOException _) {
          return false;
        }
      }
    }
    if (read) {
      checked(directory, now);
    }
    return true;
  }

  /// When any of a sample's files was changed, by the system's own time.
  private static long changed(Sample sample, Map<Path, Long> known) {
    long changed =
        sample
            .source()
            .file()
            .map(file -> known.computeIfAbsent(file, SourceCheck::changed))
            .orElse(Long.MAX_VALUE);
    return sample
        .partner()
        .flatMap(Source::file)
        .map(file -> Math.max(changed, known.computeIfAbsent(file, SourceCheck::changed)))
        .orElse(changed);
  }

  private static long changed(Path file) {
    try {
      return ((FileTime) Files.getAttribute(file, "unix:ctime")).toMillis();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return Long.MIN_VALUE;
    }
  }

  /// Notes that a cache was the same as its source at a time: the time of its index says so.
  static void checked(Path directory, long millis) {
    try {
      Files.setLastModifiedTime(directory.resolve(CacheIndex.FILE), FileTime.fromMillis(millis));
    } catch (IOException _) {
      // Then more is read again next time.
    }
  }
}

package dev.limn.data;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Looks after the folders that hold caches: keeps them out of git and backups, below a size, and
/// empties them.
public final class CacheRoots {
  /// The environment variable that bounds each folder of caches, such as `20G`; 0 for no bound.
  public static final String LIMIT = "LIMN_CACHE_LIMIT";

  /// How large a folder of caches grows when nothing is said, in bytes.
  public static final long USUAL_LIMIT = 50L << 30;

  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([KMGT]?)(?:i?B)?");
  private static final String IGNORE = ".gitignore";
  private static final String TAG = "CACHEDIR.TAG";

  private CacheRoots() {}

  /// Chooses the place for all caches of this process, before the environment's `LIMN_CACHE`.
  public static void choose(Path folder) {
    System.setProperty(CachePlace.PROPERTY, folder.toAbsolutePath().normalize().toString());
  }

  /// A cache that is there.
  ///
  /// @param directory its folder
  /// @param bytes its size
  /// @param used when it was last used, in milliseconds since 1970
  public record Cache(Path directory, long bytes, long used) {}

  /// What was done with a cache.
  ///
  /// @param cache which one
  /// @param freed whether it is gone; false when it is in use
  public record Cleaned(Cache cache, boolean freed) {}

  /// Makes a folder of caches what such folders are: ignored by git and by backups.
  static void prepare(Path root) throws IOException {
    Files.createDirectories(root);
    if (!Files.exists(root.resolve(IGNORE))) {
      Files.writeString(root.resolve(IGNORE), "*\n");
    }
    if (!Files.exists(root.resolve(TAG))) {
      Files.writeString(
          root.resolve(TAG),
          "Signature: 8a477f597d28d172789f06886806bc55\n"
              + "# Limn can make all of this again. See https://bford.info/cachedir/\n");
    }
  }

  /// The bound that the environment sets, in bytes; 0 for none.
  ///
  /// @throws DataException when it is no size
  static long limit(String said) {
    if (said == null || said.isBlank()) {
      return USUAL_LIMIT;
    }
    var matcher = SIZE.matcher(said.strip().toUpperCase(Locale.ROOT).replace("IB", "B"));
    if (!matcher.matches()) {
      throw new DataException(LIMIT + " is \"" + said + "\"; expected a size such as 20G, or 0");
    }
    int shift = 10 * "_KMGT".indexOf(matcher.group(2).isEmpty() ? "_" : matcher.group(2));
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
  }

  /// Throws away what was used longest ago until a folder of caches is within the bound; never what
  /// is in use, nor the one that was just made.
  ///
  /// @return what is gone
  static List<Cache> bound(Path root, Path made, long limit) {
    var gone = new ArrayList<Cache>();
    try {
      var all = new ArrayList<>(in(root));
      long sum = all.stream().mapToLong(Cache::bytes).sum();
      all.sort(Comparator.comparingLong(Cache::used));
      for (var cache : all) {
        if (limit == 0 || sum <= limit) {
          break;
        }
        if (!cache.directory.equals(made) && free(root, cache)) {
          gone.add(cache);
          sum -= cache.bytes;
        }
      }
    } catch (IOException _) {
      // A cache that cannot be thrown away is no reason not to train.
    }
    return gone;
  }

  /// The caches below a folder of caches, sorted by their paths.
  static List<Cache> in(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (var files = Files.walk(root, 3)) {
      var caches = new ArrayList<Cache>();
      for (var directory : files.filter(CacheRoots::isCache).sorted().toList()) {
        caches.add(new Cache(directory, size(directory), CacheUse.last(directory)));
      }
      return caches;
    }
  }

  private static boolean isCache(Path directory) {
    return Files.isDirectory(directory)
        && (Files.exists(directory.resolve(CacheIndex.FILE))
            || Files.exists(directory.resolve(Packer.PICTURES))
            || Files.exists(directory.resolve(Packer.PICTURES + Packer.TEMPORARY)));
  }

  private static long size(Path directory) throws IOException {
    long size = 0;
    try (var files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        size += Files.size(file);
      }
    }
    return size;
  }

  private static boolean free(Path root, Cache cache) throws IOException {
    boolean freed =
        CacheUse.whileUnused(
            cache.directory,
            () -> {
              // The index first: without it there is no cache, whatever else is still there.
              for (var name :
                  List.of(
                      CacheIndex.FILE,
                      Packer.PICTURES,
                      CacheIndex.FILE + Packer.TEMPORARY,
                      Packer.PICTURES + Packer.TEMPORARY,
                      Packer.LOCK)) {
                Files.deleteIfExists(cache.directory.resolve(name));
              }
            });
    for (var folder = cache.directory; freed && !folder.equals(root); folder = folder.getParent()) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException _) {
        break; // something that is not ours
      }
    }
    return freed;
  }

  /// The caches of one data set, or of all that lie in the user's own place and in the one that was
  /// chosen.
  ///
  /// @param data the folder of a data set or an archive; empty for the places of all
  /// @param dry only tells what would be freed
  /// @throws DataException when they cannot be thrown away
  public static List<Cleaned> clean(Optional<Path> data, boolean dry) {
    var cleaned = new ArrayList<Cleaned>();
    for (var root : roots(data)) {
      try {
        for (var cache : in(root)) {
          cleaned.add(new Cleaned(cache, dry || free(root, cache)));
        }
        if (!dry && in(root).isEmpty()) {
          tidy(root);
        }
      } catch (IOException e) {
        throw new DataException(root + ": cannot be emptied (" + e + ")", e);
      }
    }
    return cleaned;
  }

  private static List<Path> roots(Optional<Path> data) {
    if (data.isEmpty()) {
      var roots = new ArrayList<Path>();
      CachePlace.chosen().ifPresent(home -> roots.add(home.resolve("data")));
      roots.add(CachePlace.user().resolve("data"));
      return roots.stream().distinct().toList();
    }
    var given = data.get().toAbsolutePath().normalize();
    if (!Files.exists(given)) {
      throw new DataException(given + ": nothing there; expected a folder of pictures");
    }
    if (given.endsWith(CachePlace.INSIDE)) {
      return List.of(given);
    }
    return List.of(
        Files.isDirectory(given)
            ? given.resolve(CachePlace.INSIDE)
            : given.resolveSibling(CachePlace.INSIDE).resolve(given.getFileName()));
  }

  /// Takes away what lies around the caches when none is left.
  private static void tidy(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    Files.deleteIfExists(root.resolve(IGNORE));
    Files.deleteIfExists(root.resolve(TAG));
    try {
      Files.deleteIfExists(root);
    } catch (DirectoryNotEmptyException _) {
      // Something that is not ours lies there.
    }
  }
}

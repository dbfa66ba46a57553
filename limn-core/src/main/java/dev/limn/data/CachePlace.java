package dev.limn.data;

import dev.limn.io.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a cache goes when nobody says: below the place that the user chose for all caches, else
/// into the data set, else, when that may not be written, into the user's folder for caches.
///
/// @param root the folder that holds one cache a size, and is looked after as a whole
/// @param directory this cache
record CachePlace(Path root, Path directory) {
  /// The environment variable that names the place for all caches.
  static final String VARIABLE = "LIMN_CACHE";

  /// The system property that comes before it; the command line's `--cache` sets it.
  static final String PROPERTY = "limn.data.cache";

  static final String INSIDE = ".limn-cache";

  /// The place of a cache that is there and belongs to this state of the data.
  static Optional<CachePlace> existing(Dataset dataset, String fingerprint, PackSettings settings) {
    return all(dataset, fingerprint, settings).stream()
        .filter(place -> Files.exists(place.directory.resolve(CacheIndex.FILE)))
        .filter(place -> place.holds(fingerprint))
        .findFirst();
  }

  /// The place where one is packed.
  static CachePlace packed(Dataset dataset, String fingerprint, PackSettings settings) {
    return all(dataset, fingerprint, settings).getFirst();
  }

  private boolean holds(String fingerprint) {
    try {
      return CacheIndex.read(directory.resolve(CacheIndex.FILE)).fingerprint().equals(fingerprint);
    } catch (DataException _) {
      return false;
    }
  }

  /// The places where it may lie; it is written to the first.
  private static List<CachePlace> all(Dataset dataset, String fingerprint, PackSettings settings) {
    var folder = folder(settings);
    if (settings.cache().isPresent()) {
      return List.of(new CachePlace(settings.cache().get(), settings.cache().get()));
    }
    var root = dataset.root();
    // A lone archive has its cache beside it.
    var data = Files.isDirectory(root) ? root : root.getParent();
    var hidden = data.resolve(INSIDE);
    var inside = data.equals(root) ? hidden : hidden.resolve(root.getFileName());
    var key = fingerprint.substring(0, 16);
    var places = new ArrayList<CachePlace>();
    var own = user().resolve("data");
    chosen().ifPresent(home -> places.add(below(home.resolve("data"), key, folder)));
    if (writable(Files.isDirectory(hidden) ? hidden : data)) {
      places.add(new CachePlace(hidden, inside.resolve(folder)));
      places.add(below(own, key, folder));
    } else {
      // What may not be written is only looked into.
      places.add(below(own, key, folder));
      places.add(new CachePlace(hidden, inside.resolve(folder)));
    }
    // Where the system has another place, older ones lie here.
    var old = Path.of(System.getProperty("user.home", "."), ".cache", "limn", "data");
    places.add(below(old, key, folder));
    return List.copyOf(places);
  }

  private static CachePlace below(Path home, String key, String folder) {
    return new CachePlace(home, home.resolve(key).resolve(folder));
  }

  /// `76`, or `76-centre-crop-lanczos` when it is not the usual way: two runs that want different
  /// pictures do not overwrite each other's cache.
  private static String folder(PackSettings settings) {
    var usual = PackSettings.of(settings.size());
    var name = new StringBuilder().append(settings.size());
    if (settings.fit() != usual.fit()) {
      name.append('-').append(settings.fit().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    if (settings.filter() != usual.filter()) {
      name.append('-').append(settings.filter().name().toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  /// The place that the user chose for all caches.
  static Optional<Path> chosen() {
    var property = System.getProperty(PROPERTY, "");
    var name = property.isBlank() ? System.getenv(VARIABLE) : property;
    return name == null || name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
  }

  /// The user's own folder for what Limn can make again.
  static Path user() {
    return UserCache.directory();
  }

  /// A folder for files that do not outlive the process: beside the caches, which have room for
  /// them, or where the system has it.
  static Path temporary() {
    try {
      return Files.createDirectories(chosen().orElseGet(CachePlace::user).resolve("unpacked"));
    } catch (IOException _) {
      return Path.of(System.getProperty("java.io.tmpdir"));
    }
  }

  /// A folder without any write permission is left alone even by the superuser, whom nothing stops.
  private static boolean writable(Path folder) {
    if (!Files.isWritable(folder)) {
      return false;
    }
    try {
      var permissions = Files.getPosixFilePermissions(folder);
      return permissions.contains(PosixFilePermission.OWNER_WRITE)
          || permissions.contains(PosixFilePermission.GROUP_WRITE)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException _) {
      return true;
    }
  }
}

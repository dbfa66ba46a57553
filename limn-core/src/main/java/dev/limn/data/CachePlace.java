package dev.limn.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;

/// Where a cache goes when nobody says.
final class CachePlace {
  private CachePlace() {}

  static Path of(Dataset dataset, String fingerprint, PackSettings settings) {
    return settings.cache().orElseGet(() -> standard(dataset, fingerprint, folder(settings)));
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

  private static Path standard(Dataset dataset, String fingerprint, String folder) {
    var root = dataset.root();
    // A lone archive has its cache beside it.
    var data = Files.isDirectory(root) ? root : root.getParent();
    var inside = data.resolve(".limn-cache");
    if (writable(Files.isDirectory(inside) ? inside : data)) {
      return (data.equals(root) ? inside : inside.resolve(root.getFileName())).resolve(folder);
    }
    return user().resolve("data").resolve(fingerprint.substring(0, 16)).resolve(folder);
  }

  /// The user's own folder for what Limn can make again.
  static Path user() {
    var xdg = System.getenv("XDG_CACHE_HOME");
    var home =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return home.resolve("limn");
  }

  /// A folder for files that do not outlive the process: beside the caches, which have room for
  /// them, or where the system has it.
  static Path temporary() throws IOException {
    var folder = user().resolve("unpacked");
    try {
      return Files.createDirectories(folder);
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

package dev.limn.io;

import java.nio.file.Path;
import java.util.Locale;

/// Where Limn keeps on this machine what can be made again.
public final class UserCache {
  private UserCache() {}

  /// The folder, which need not be there: that of the property `limn.cache`, else Limn's own in the
  /// user's cache folder as the system has it (`$XDG_CACHE_HOME` or `~/.cache` on Linux).
  public static Path directory() {
    String said = System.getProperty("limn.cache", "");
    if (!said.isBlank()) {
      return Path.of(said);
    }
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    Path home = Path.of(System.getProperty("user.home", "."));
    if (os.startsWith("mac")) {
      return home.resolve("Library").resolve("Caches").resolve("limn");
    }
    if (os.startsWith("win")) {
      return of("LOCALAPPDATA", home.resolve("AppData").resolve("Local")).resolve("limn");
    }
    return of("XDG_CACHE_HOME", home.resolve(".cache")).resolve("limn");
  }

  /// A folder that the environment names absolutely, or another one.
  private static Path of(String variable, Path other) {
    String said = System.getenv().getOrDefault(variable, "");
    return !said.isBlank() && Path.of(said).isAbsolute() ? Path.of(said) : other;
  }
}

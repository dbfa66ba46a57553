package dev.limn.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// Data and weights beside the repository; tests are skipped where they are not.
public final class SharedFolder {
  private SharedFolder() {}

  /// @param name a path within, such as `data/flowers`
  public static Path of(String name) {
    var named = System.getenv("LIMN_SHARED");
    var root =
        named == null
            ? Path.of(System.getProperty("limn.root", "."), "..", "shared")
            : Path.of(named);
    var path = root.resolve(name);
    assumeTrue(Files.exists(path), "shared/" + name + " is not here");
    return path;
  }
}

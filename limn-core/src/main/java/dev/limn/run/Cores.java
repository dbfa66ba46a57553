package dev.limn.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;

/// How many processor cores there are to compute on.
public final class Cores {
  private static final Path LINUX = Path.of("/sys/devices/system/cpu");

  private Cores() {}

  /// The cores that this process may use, two threads of one core counted once where the system
  /// tells (Linux); at least 1. More threads than cores make convolutions slower.
  public static int physical() {
    int logical = Runtime.getRuntime().availableProcessors();
    var cores = new HashSet<String>();
    try (var processors = Files.newDirectoryStream(LINUX, "cpu[0-9]*")) {
      for (Path processor : processors) {
        Path topology = processor.resolve("topology");
        if (Files.exists(topology)) {
          cores.add(
              Files.readString(topology.resolve("physical_package_id")).strip()
                  + " "
                  + Files.readString(topology.resolve("core_id")).strip());
        }
      }
    } catch (IOException _) {
      // Another system, or a sandbox: the logical number will do.
      return logical;
    }
    return cores.isEmpty() ? logical : Math.min(logical, cores.size());
  }
}

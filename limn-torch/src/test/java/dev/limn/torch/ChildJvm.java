package dev.limn.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Java process on the tests' class path, for what may crash or needs a heap of its own.
final class ChildJvm {
  private ChildJvm() {}

  /// Starts it.
  ///
  /// @param directory where it runs and where a crash report would lie
  /// @param out takes what it prints
  /// @param heap in MiB
  /// @param command main class and arguments
  static Process start(Path directory, Path out, int heap, String... command) throws IOException {
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path")));
    line.addAll(List.of(command));
    var builder =
        new ProcessBuilder(line).directory(directory.toFile()).redirectOutput(out.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}

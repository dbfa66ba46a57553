package dev.limn.cli;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether signals reach the processes that tests start: a shell that puts a job into the
/// background starts it, and all below it, with SIGINT ignored, and a JVM leaves it so.
final class Ignored {
  private Ignored() {}

  static void assumeReaches(String signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!signal.equals("INT") || !Files.exists(status)) {
      return;
    }
    boolean ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> new BigInteger(line.substring(7).strip(), 16).testBit(1));
    assumeFalse(ignored, "these tests were started with SIGINT ignored");
  }
}

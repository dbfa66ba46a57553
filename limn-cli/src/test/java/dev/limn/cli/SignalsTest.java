package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class SignalsTest {
  /// Convolves for ever on two threads.
  static final class Busy {
    private Busy() {}

    public static void main(String... args) {
      Signals.endAtOnce();
      try (var rng = new Rng(1);
          var _ = Scope.open()) {
        var x = Tensors.randn(rng, 16, 32, 64, 64);
        var w = Tensors.randn(rng, 32, 32, 3, 3);
        for (int i = 0; ; i++) {
          if (i == 2) {
            System.out.println("busy");
          }
          try (var _ = Scope.open()) {
            Functional.conv2d(x, w, 1, 1).mean().item();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "INT, 130", "TERM, 143"})
  void aSignalEndsAComputingProcessWithoutACrash(String signal, int status, @TempDir Path folder)
      throws IOException, InterruptedException {
    Ignored.assumeReaches(signal);
    var process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Busy.class.getName())
            .directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try (var out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("busy");
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(status);
    } finally {
      process.destroyForcibly();
    }
    try (var left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly("err");
    }
  }
}

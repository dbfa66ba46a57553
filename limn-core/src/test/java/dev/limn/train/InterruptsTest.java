package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals with kill")
final class InterruptsTest {
  @Test
  void controlCFinishesTheStepSavesAndExitsWith130() throws Exception {
    var run = run("INT", "train");
    assertThat(run.lines).contains("saved").anyMatch(line -> line.startsWith("Stopping"));
    assertThat(run.exitCode).isEqualTo(130);
  }

  @Test
  void terminationFinishesTheStepSavesAndExitsWith143() throws Exception {
    var run = run("TERM", "train");
    assertThat(run.lines).contains("saved");
    assertThat(run.exitCode).isEqualTo(143);
  }

  @Test
  void aSecondSignalEndsASaveThatHangs() throws Exception {
    var run = run("TERM", "hang", "INT");
    assertThat(run.lines).contains("saving").doesNotContain("saved");
    assertThat(run.exitCode).isEqualTo(130);
  }

  @Test
  void withoutListenerTerminationEndsAtOnce() throws Exception {
    var run = run("TERM", "deaf");
    assertThat(run.lines).doesNotContain("saved");
    assertThat(run.exitCode).isEqualTo(143);
  }

  @Test
  void withoutSignalNothingIsRequested() {
    try (var interrupts = Interrupts.install(_ -> {})) {
      assertThat(interrupts.requested()).isFalse();
      assertThat(interrupts.exitCode()).isEmpty();
    }
  }

  private record Run(List<String> lines, int exitCode) {}

  private static Run run(String signal, String mode, String... later) throws Exception {
    var child = ChildJvm.start(Trainer.class, mode);
    try (var output = child.inputReader()) {
      var lines = new ArrayList<String>();
      await(output, lines, "step");
      assumeFalse(ignoresInterrupts(child), "this shell starts processes that ignore SIGINT");
      send(child, signal);
      for (var next : later) {
        await(output, lines, "saving");
        send(child, next);
      }
      output.lines().forEach(lines::add);
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Run(lines, child.exitValue());
    } finally {
      child.destroyForcibly();
    }
  }

  private static void await(BufferedReader output, List<String> lines, String wanted)
      throws IOException {
    String line;
    do {
      line = output.readLine();
      assertThat(line).as("a line \"%s\" after %s", wanted, lines).isNotNull();
      lines.add(line);
    } while (!line.equals(wanted));
  }

  private static void send(Process child, String signal) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(child.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /// Background jobs of shells without job control are started so, and a JVM leaves it so.
  private static boolean ignoresInterrupts(Process child) throws IOException {
    var status = Path.of("/proc", String.valueOf(child.pid()), "status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> new BigInteger(line.substring(7).strip(), 16).testBit(1));
  }

  /// Something that takes steps until it is told to stop.
  static final class Trainer {
    private Trainer() {}

    static void main(String[] arguments) throws InterruptedException {
      if (arguments[0].equals("deaf")) {
        work(() -> false);
      }
      try (var interrupts = Interrupts.install(System.out::println)) {
        work(interrupts::requested);
        System.out.println("saving");
        if (arguments[0].equals("hang")) {
          Thread.sleep(60_000);
        }
        System.out.println("saved");
        System.exit(interrupts.exitCode().orElse(0));
      }
    }

    private static void work(BooleanSupplier stop) throws InterruptedException {
      do {
        Thread.sleep(20);
        System.out.println("step");
      } while (!stop.getAsBoolean());
    }
  }
}

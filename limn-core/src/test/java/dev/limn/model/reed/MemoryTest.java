package dev.limn.model.reed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.train.StepReport;
import dev.limn.train.SyntheticExamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What training needs of memory, also under a limit as `ulimit -v` sets it; in a process of its
/// own, whose heap is all there from the start, so that only the engine's memory can grow.
@EnabledOnOs(OS.LINUX)
final class MemoryTest {
  private static final int BATCH = 128;

  @Test
  void outOfMemoryHalvesTheMicroBatchAndTrainingGoesOn() throws Exception {
    var lines = run("limited", "0");
    assertThat(lines).anyMatch(line -> line.startsWith("out of memory: going on with micro-bat"));
    assertThat(lines.getLast()).isEqualTo("3 steps applied");
  }

  @Test
  void microBatchesNeedLessMemory() throws Exception {
    long whole = peak(run("free", "0"));
    long parts = peak(run("free", "16"));
    assertThat(parts).isLessThan(whole * 3 / 4);
  }

  @Test
  void manyStepsLeaveNothingBehind() throws Exception {
    var lines = run("many", "0");
    var growth = lines.stream().mapToLong(Long::parseLong).sorted().toArray();
    // A leak grows in every round; allocators settle in one of them.
    assertThat(growth).hasSize(Child.ROUNDS);
    assertThat(growth[0]).as("kibibytes a round: %s", lines).isLessThan(4 << 10);
  }

  private static long peak(List<String> lines) {
    assertThat(lines.getLast()).isEqualTo("3 steps applied");
    String line = lines.stream().filter(l -> l.startsWith("peak ")).findFirst().orElseThrow();
    return Long.parseLong(line.substring("peak ".length()));
  }

  private static List<String> run(String... arguments) throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prlimit")), "util-linux's prlimit is not here");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xms128m",
            "-Xmx128m",
            "-XX:+AlwaysPreTouch",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Blocks that are freed go back to the system at once, so that the limit means something.
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "65536");
    Process child = builder.start();
    try (var output = child.inputReader()) {
      List<String> lines = output.readAllLines();
      assertThat(child.waitFor()).as(String.join("\n", lines)).isZero();
      return lines;
    } finally {
      child.destroyForcibly();
    }
  }

  /// Takes three steps of the small preset; prints notes and the growth of the peak in KiB. Or
  /// takes many of a tiny one, and prints what stays in memory of each of some rounds.
  static final class Child {
    static final int ROUNDS = 4;
    private static final int ROUND = 300;
    private static final long ROOM = 80L << 20;

    private Child() {}

    static void main(String[] arguments) throws Exception {
      Engine.threads(1);
      if (arguments[0].equals("many")) {
        many();
        return;
      }
      int microBatch = Integer.parseInt(arguments[1]);
      if (arguments[0].equals("limited")) {
        // oneDNN compiles its kernels on first use, and crashes when it has no room for that: here
        // the memory runs out later, as it does when another process takes it.
        for (int size = BATCH; size >= 2; size /= 2) {
          try (var learner = learner(size)) {
            learner.step();
          }
        }
      }
      try (var learner = learner(microBatch)) {
        long before = kibibytes("VmRSS");
        if (arguments[0].equals("limited")) {
          limit((kibibytes("VmSize") << 10) + ROOM);
        }
        int applied = 0;
        for (int i = 0; i < 3; i++) {
          StepReport report = learner.step();
          report.notes().forEach(System.out::println);
          applied += report.applied() ? 1 : 0;
        }
        System.out.println("peak " + (kibibytes("VmHWM") - before));
        System.out.println(applied + " steps applied");
      }
    }

    private static ReedLearner learner(int microBatch) {
      ReedConfig config =
          Tiny.config(
              Map.of(
                  "generator-width",
                  16,
                  "discriminator-width",
                  16,
                  "batch",
                  BATCH,
                  "precision",
                  "float32"));
      return new ReedLearner(
          config,
          Tiny.TEXT,
          1,
          0,
          microBatch,
          Device.CPU,
          new SyntheticExamples(BATCH, Tiny.TEXT, 64),
          _ -> Optional.empty());
    }

    private static void many() throws Exception {
      try (var learner = Tiny.learner()) {
        for (int round = 0; round <= ROUNDS; round++) {
          long before = kibibytes("VmRSS");
          for (int i = 0; i < ROUND; i++) {
            learner.step();
          }
          if (round > 0) { // the first one compiles and fills caches
            System.out.println(kibibytes("VmRSS") - before);
          }
        }
      }
    }

    private static void limit(long bytes) throws Exception {
      new ProcessBuilder(
              "/usr/bin/prlimit",
              "--pid",
              Long.toString(ProcessHandle.current().pid()),
              "--as=" + bytes)
          .inheritIO()
          .start()
          .waitFor();
    }

    private static long kibibytes(String key) throws Exception {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(key + ":")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      throw new IllegalStateException(key);
    }
  }
}

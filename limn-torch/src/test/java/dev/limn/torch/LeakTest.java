package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two thousand training steps in a process with a heap of 64 MiB: the number of native objects and
/// the resident memory stay where they are.
final class LeakTest {
  private record Sample(long live, long resident) {}

  private static List<Sample> run(Path directory, String... arguments) throws Exception {
    Path out = directory.resolve("out.txt");
    // the heap is touched at once and the late compiler is off: neither may look like a leak
    var command =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xms64m",
                "-XX:+AlwaysPreTouch",
                "dev.limn.torch.LeakLoop"));
    command.addAll(List.of(arguments));
    var process = ChildJvm.start(directory, out, 64, command.toArray(String[]::new));
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllLines(out).stream()
        .map(line -> line.split(" "))
        .map(fields -> new Sample(Long.parseLong(fields[0]), Long.parseLong(fields[1])))
        .toList();
  }

  @Test
  void twoThousandStepsLeaveNothingBehind(@TempDir Path directory) throws Exception {
    List<Sample> samples = run(directory, "2000", "tidy");
    assertThat(samples).hasSize(20);
    assertThat(samples.stream().map(Sample::live))
        .allMatch(live -> live <= samples.getFirst().live()); // the collector may still find some
    long[] resident = samples.stream().skip(4).mapToLong(Sample::resident).sorted().toArray();
    long low = resident[resident.length / 10];
    long high = resident[resident.length - 1 - resident.length / 10];
    assertThat(high).as(Arrays.toString(resident)).isLessThanOrEqualTo(low + low * 3 / 100);
  }

  @Test
  void aTensorKeptEveryStepIsSeen(@TempDir Path directory) throws Exception {
    List<Sample> samples = run(directory, "300", "leaking");
    assertThat(samples.getLast().live() - samples.getFirst().live()).isBetween(195L, 200L);
  }
}

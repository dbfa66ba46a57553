package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoresTest {
  @TempDir Path root;

  private void processor(int number, int core, String file, long value) throws IOException {
    Path folder = root.resolve("sys/devices/system/cpu/cpu" + number);
    Files.createDirectories(folder.resolve("topology"));
    Files.writeString(folder.resolve("topology/physical_package_id"), "0\n");
    Files.writeString(folder.resolve("topology/core_id"), core + "\n");
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), value + "\n");
  }

  private void allowed(String list) throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(
        root.resolve("proc/self/status"), "Name:\tjava\nCpus_allowed_list:\t" + list + "\n");
  }

  @Test
  void twoThreadsOfACoreCountOnce() throws IOException {
    for (int i = 0; i < 8; i++) {
      processor(i, i % 4, "cpu_capacity", 1024);
    }
    assertThat(Cores.ofLinux(root, 8)).isEqualTo(4);
  }

  @Test
  void onlyProcessorsThatTheProcessMayUseCount() throws IOException {
    for (int i = 0; i < 8; i++) {
      processor(i, i % 4, "cpu_capacity", 1024);
    }
    allowed("1,5"); // both threads of one core
    assertThat(Cores.ofLinux(root, 2)).isEqualTo(1);
    allowed("0-2");
    assertThat(Cores.ofLinux(root, 3)).isEqualTo(3);
  }

  @Test
  void aControlGroupsLimitIsTheMost() throws IOException {
    for (int i = 0; i < 8; i++) {
      processor(i, i, "cpu_capacity", 1024);
    }
    assertThat(Cores.ofLinux(root, 2)).isEqualTo(2);
    assertThat(Cores.ofLinux(root, 1)).isEqualTo(1);
  }

  @Test
  void slowCoresAreLeftOutWhereAllWouldWaitForThem() throws IOException {
    for (int i = 0; i < 6; i++) {
      processor(i, i, "cpufreq/cpuinfo_max_freq", 5_000_000);
    }
    for (int i = 6; i < 10; i++) {
      processor(i, i, "cpufreq/cpuinfo_max_freq", 3_900_000);
    }
    assertThat(Cores.ofLinux(root, 10)).as("one kind of core").isEqualTo(10);
    Files.createDirectories(root.resolve("sys/devices/cpu_atom"));
    Files.writeString(root.resolve("sys/devices/cpu_atom/cpus"), "6-9\n");
    assertThat(Cores.ofLinux(root, 10)).isEqualTo(6);
    for (int i = 10; i < 22; i++) {
      processor(i, i, "cpufreq/cpuinfo_max_freq", 3_900_000);
    }
    Files.writeString(root.resolve("sys/devices/cpu_atom/cpus"), "6-21\n");
    assertThat(Cores.ofLinux(root, 22)).as("sixteen make up for it").isEqualTo(22);
  }

  @Test
  void capacitiesTellLargeCoresFromSmallOnes() throws IOException {
    for (int i = 0; i < 8; i++) {
      processor(i, i, "cpu_capacity", i < 4 ? 1024 : 250);
    }
    assertThat(Cores.ofLinux(root, 8)).isEqualTo(4);
  }

  @Test
  void aSystemThatTellsNothingHasItsLogicalProcessors() throws IOException {
    assertThat(Cores.ofLinux(root.resolve("none"), 6)).isEqualTo(6);
    Files.createDirectories(root.resolve("sys/devices/system/cpu/cpufreq"));
    assertThat(Cores.ofLinux(root, 6)).isEqualTo(6);
    assertThat(Cores.ofLinux(root, 0)).isEqualTo(1);
  }

  @Test
  void aMacComputesOnItsFastCores() {
    assertThat(Cores.ofMac(10, 8, 10)).isEqualTo(8);
    assertThat(Cores.ofMac(4, 0, 8)).isEqualTo(4);
    assertThat(Cores.ofMac(0, 0, 8)).isEqualTo(8);
    assertThat(Cores.ofMac(10, 8, 2)).isEqualTo(2);
  }

  @Test
  void theEngineTakesNoMoreThanThereAre() {
    assertThat(Cores.usable()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }
}

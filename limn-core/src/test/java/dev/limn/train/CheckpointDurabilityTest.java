package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.io.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The steps of one save, in their order, and what is left when one of them fails.
final class CheckpointDurabilityTest {
  @TempDir Path folder;

  /// Notes the steps, and lets one of them fail.
  private static final class Steps implements Disk {
    private final List<String> taken = new ArrayList<>();
    private int failing = -1;

    private void take(String step) throws IOException {
      taken.add(step);
      if (taken.size() - 1 == failing) {
        throw new IOException("no more");
      }
    }

    void begin(int failingStep) {
      taken.clear();
      failing = failingStep;
    }

    private static String name(Path path) {
      return path.getFileName().toString();
    }

    @Override
    public void write(Path file, Content content, boolean lasting) throws IOException {
      take("write " + name(file));
      Disk.super.write(file, content, lasting);
    }

    @Override
    public void force(Path file, FileChannel channel) throws IOException {
      take("force " + name(file));
      Disk.super.force(file, channel);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
      take("make " + name(directory));
      Disk.super.createDirectory(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      take("rename " + name(from) + " " + name(to));
      Disk.super.rename(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
      take("force " + name(directory) + "/");
      Disk.super.forceDirectory(directory);
    }
  }

  private static Map<String, FileContent> files(String text) {
    return Map.of("a.txt", FileContent.of(text), "b.txt", FileContent.of(text + text));
  }

  private CheckpointStore open(Disk disk) {
    return CheckpointStore.open(folder, CheckpointStore.Retention.DEFAULT, disk);
  }

  @Test
  void everythingIsOnTheDiskBeforeTheNameThatSaysSo() {
    var steps = new Steps();
    try (var store = open(steps)) {
      steps.begin(-1);
      store.save(7, files("x"));
    }
    assertThat(steps.taken)
        .containsExactly(
            "make .tmp-000007",
            "write a.txt",
            "force a.txt",
            "write b.txt",
            "force b.txt",
            "write manifest.json",
            "force manifest.json",
            "force .tmp-000007/",
            "rename .tmp-000007 000007",
            "force " + folder.getFileName() + "/");
  }

  @Test
  void aCheckpointIsReplacedOnlyByOneThatIsWhole() {
    var steps = new Steps();
    try (var store = open(steps)) {
      store.save(7, files("x"));
      steps.begin(-1);
      store.save(7, files("y"));
    }
    assertThat(steps.taken)
        .containsSubsequence(
            "force .tmp-000007/",
            "rename 000007 .old-000007",
            "rename .tmp-000007 000007",
            "force " + folder.getFileName() + "/");
  }

  @Test
  void aStepThatFailsLeavesTheEarlierCheckpoint() {
    var steps = new Steps();
    try (var store = open(steps)) {
      store.save(1, files("old"));
      steps.begin(-1);
      store.save(2, files("new"));
      int count = steps.taken.size();
      for (int failing = 0; failing < count; failing++) {
        int step = 10 + failing;
        steps.begin(failing);
        assertThatThrownBy(() -> store.save(step, files("lost")))
            .as("failing at step " + failing)
            .isInstanceOf(TrainException.class)
            .hasMessageContaining("no more");
        steps.begin(-1);
        var found = store.newestValid();
        assertThat(found.rejected()).isEmpty();
        var newest = found.checkpoint().orElseThrow();
        // after the last rename it stands there whole, only its name may not last
        boolean renamed = failing == count - 1;
        assertThat(newest.step()).isEqualTo(renamed ? step : 2);
        assertThat(newest.text("a.txt")).isEqualTo(renamed ? "lost" : "new");
      }
      store.save(99, files("next"));
      assertThat(store.newestValid().checkpoint().orElseThrow().step()).isEqualTo(99);
    }
  }

  @Test
  void aReplacementThatFailsIsUndone() {
    var steps = new Steps();
    try (var store = open(steps)) {
      store.save(7, files("old"));
      steps.begin(-1);
      store.save(7, files("old"));
      int count = steps.taken.size();
      for (int failing = 0; failing < count; failing++) {
        steps.begin(failing);
        assertThatThrownBy(() -> store.save(7, files("new"))).isInstanceOf(TrainException.class);
        steps.begin(-1);
        var newest = store.newestValid().checkpoint().orElseThrow();
        assertThat(newest.step()).isEqualTo(7);
        assertThat(newest.text("a.txt")).isIn("old", "new");
      }
    }
    try (var store = CheckpointStore.open(folder, CheckpointStore.Retention.DEFAULT)) {
      assertThat(store.newestValid().checkpoint()).isPresent();
      assertThat(CheckpointStoreTest.names(folder)).containsExactlyInAnyOrder("000007", ".lock");
    }
  }
}

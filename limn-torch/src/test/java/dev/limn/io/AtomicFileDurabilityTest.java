package dev.limn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The steps of one write, in their order, and what is left when one of them fails.
final class AtomicFileDurabilityTest {
  @TempDir Path folder;

  /// Notes the steps, and lets one of them fail.
  private static final class Steps implements Disk {
    private final List<String> taken = new ArrayList<>();
    private final int failing;

    Steps(int failing) {
      this.failing = failing;
    }

    private void take(String step) throws IOException {
      taken.add(step);
      if (taken.size() - 1 == failing) {
        throw new IOException("no more");
      }
    }

    @Override
    public void write(Path file, Content content, boolean lasting) throws IOException {
      take("write");
      Disk.super.write(file, content, lasting);
    }

    @Override
    public void force(Path file, FileChannel channel) throws IOException {
      take("force " + channel.size());
      Disk.super.force(file, channel);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
      take("replace");
      assertThat(from.getParent()).as("only there a rename is one step").isEqualTo(to.getParent());
      Disk.super.replace(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
      take("force directory");
      Disk.super.forceDirectory(directory);
    }
  }

  private static Disk.Content text(String text) {
    return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theContentIsOnTheDiskBeforeItsNameIs() throws IOException {
    var steps = new Steps(-1);
    AtomicFile.put(steps, folder.resolve("a"), text("new"), true);
    assertThat(steps.taken).containsExactly("write", "force 3", "replace", "force directory");
  }

  @Test
  void whatCanBeMadeAgainIsNotWaitedFor() throws IOException {
    var steps = new Steps(-1);
    AtomicFile.put(steps, folder.resolve("a"), text("new"), false);
    assertThat(steps.taken).containsExactly("write", "replace");
  }

  @Test
  void aStepThatFailsLeavesTheOldFileOrTheNew() throws IOException {
    Path file = folder.resolve("a");
    for (int failing = 0; failing < 4; failing++) {
      Files.writeString(file, "old");
      var steps = new Steps(failing);
      assertThatThrownBy(() -> AtomicFile.put(steps, file, text("new"), true))
          .isInstanceOf(IOException.class)
          .hasMessage("no more");
      assertThat(file).hasContent(failing < 3 ? "old" : "new");
      try (var files = Files.list(folder)) {
        assertThat(files).as("failing at " + steps.taken.getLast()).containsExactly(file);
      }
    }
  }
}

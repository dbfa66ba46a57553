package dev.limn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (var all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @Test
  void aFileIsReplacedByAnother() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, "first");
    Path before = Files.createLink(folder.resolve("b.txt"), file);
    AtomicFile.write(file, "é");
    assertThat(file).hasContent("é");
    assertThat(before).as("the old file is as it was").hasContent("first");
    AtomicFile.writeSoon(file, new byte[] {65});
    assertThat(file).hasContent("A");
    AtomicFile.copy(before, folder.resolve("c/d.txt"));
    assertThat(folder.resolve("c/d.txt")).hasContent("first");
    assertThat(files()).containsExactly(file, before, folder.resolve("c"));
  }

  @Test
  void aWriteThatFailsLeavesWhatWasThere() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, "first");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[] {65}));
                      throw new IOException("no space left");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no space left");
    assertThat(file).hasContent("first");
    assertThat(files()).containsExactly(file);
    assertThatThrownBy(() -> AtomicFile.write(folder, "text"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder + ": it is a directory");
  }
}

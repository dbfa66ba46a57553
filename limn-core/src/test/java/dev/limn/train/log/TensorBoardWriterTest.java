package dev.limn.train.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The golden files were read by TensorBoard's own reader, and found right, by `read_events.py`
/// beside the goldens. After a change of the writer, run that script on `target/tensorboard`.
final class TensorBoardWriterTest {
  private static final InstantSource FIRST =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.250Z"));
  private static final InstantSource SECOND =
      InstantSource.fixed(Instant.parse("2026-01-02T04:00:00Z"));

  @TempDir Path folder;

  @Test
  void theBytesAreThoseThatTensorBoardHasRead() throws IOException {
    var directory = Path.of(System.getProperty("limn.root"), "limn-core", "target", "tensorboard");
    clear(directory);
    Path first;
    try (var writer = TensorBoardWriter.open(directory, "host", 4711, FIRST)) {
      first = writer.file();
      writer.scalar("Loss/generator", 1, 0.5);
      writer.scalar("Loss/generator", 2, -1.25);
      writer.image("Fakes", 2, new Image(2, 1, new byte[] {-1, 0, 0, 0, 0, -1}));
      writer.scalar("Loss/generator", 300, 3);
      writer.text("Captions", 300, "a **red** bird – grün");
    }
    Path second;
    try (var writer = TensorBoardWriter.open(directory, "host", 4711, SECOND)) {
      second = writer.file();
      writer.restart(2);
      writer.scalar("Loss/generator", 2, 7);
    }
    assertThat(first.getFileName()).hasToString("events.out.tfevents.1767323045.host.4711.0");
    for (Path file : List.of(first, second)) {
      var name = "/goldens/train/tensorboard/" + file.getFileName();
      try (var golden = TensorBoardWriterTest.class.getResourceAsStream(name)) {
        assertThat(golden).as("golden %s", name).isNotNull();
        assertThat(Files.readAllBytes(file)).isEqualTo(golden.readAllBytes());
      }
    }
  }

  @Test
  void twoWritersOfOneSecondHaveFilesOfTheirOwn() {
    try (var a = TensorBoardWriter.open(folder, "host", 1, FIRST);
        var b = TensorBoardWriter.open(folder, "host", 1, FIRST)) {
      assertThat(a.file().getFileName()).hasToString("events.out.tfevents.1767323045.host.1.0");
      assertThat(b.file().getFileName()).hasToString("events.out.tfevents.1767323045.host.1.1");
    }
  }

  @Test
  void flushedEventsAreInTheFile() throws IOException {
    try (var writer = TensorBoardWriter.open(folder)) {
      long before = Files.size(writer.file());
      writer.scalar("a", 1, 1);
      writer.flush();
      assertThat(Files.size(writer.file())).isGreaterThan(before);
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> TensorBoardWriter.open(file))
        .isInstanceOf(LogException.class)
        .hasMessageContaining(file.toString());
  }

  private static void clear(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var tree = Files.walk(directory)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}

package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What file systems do to a store: full, gone, locked, not to be removed from.
final class CheckpointTroubleTest {
  @TempDir Path folder;

  @Test
  void aFullDiskLeavesTheEarlierCheckpointsAlone() throws IOException {
    try (var store = CheckpointStoreTest.open(folder)) {
      store.save(1, CheckpointStoreTest.files(1));
      var before = CheckpointStoreTest.read(folder.resolve("000001"));
      for (int step = 1; step <= 2; step++) {
        var files = new TreeMap<>(CheckpointStoreTest.files(step));
        files.put("z.bin", fullDisk());
        int tried = step;
        assertThatThrownBy(() -> store.save(tried, files))
            .isInstanceOf(TrainException.class)
            .hasMessageContaining(folder.resolve("00000" + step).toString())
            .hasMessageContaining("needs 15011 bytes")
            .hasMessageContaining("No space left on device");
        assertThat(CheckpointStoreTest.names(folder)).isEqualTo(Set.of("000001", ".lock"));
        assertThat(CheckpointStoreTest.read(folder.resolve("000001")))
            .usingRecursiveComparison()
            .isEqualTo(before);
      }
      store.save(2, CheckpointStoreTest.files(2));
      assertThat(store.newestValid().checkpoint().orElseThrow().step()).isEqualTo(2);
    }
  }

  @Test
  void aDirectoryThatIsGoneForAWhileFailsOnlyTheSavesMeanwhile() throws IOException {
    var directory = folder.resolve("checkpoints");
    var away = folder.resolve("away");
    try (var store = CheckpointStore.open(directory, CheckpointStore.Retention.DEFAULT)) {
      store.save(1, CheckpointStoreTest.files(1));
      Files.move(directory, away);
      assertThatThrownBy(() -> store.save(2, CheckpointStoreTest.files(2)))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining(directory.resolve("000002").toString())
          .hasMessageContaining("earlier checkpoints are untouched");
      assertThat(store.newestValid().checkpoint()).isEmpty();
      Files.move(away, directory);
      store.save(3, CheckpointStoreTest.files(3));
      assertThat(store.list()).hasSize(2);
      assertThat(store.newestValid().rejected()).isEmpty();
    }
  }

  @Test
  void aSaveThatCannotFitIsNotBegun() {
    try (var store = CheckpointStoreTest.open(folder)) {
      FileContent huge =
          new FileContent() {
            @Override
            public void writeTo(FileChannel channel) {
              throw new AssertionError("begun");
            }

            @Override
            public OptionalLong size() {
              return OptionalLong.of(Long.MAX_VALUE / 4);
            }
          };
      assertThatThrownBy(() -> store.save(1, Map.of("a.bin", huge)))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining(String.valueOf(Long.MAX_VALUE / 4))
          .hasMessageContaining("are free");
    }
    assertThat(CheckpointStoreTest.names(folder)).isEqualTo(Set.of(".lock"));
  }

  @Test
  void aStoreThatCannotBeOpenedIsNotLocked() throws IOException {
    Path replaced = Files.createDirectory(folder.resolve(".old-000200"));
    Path place = Files.createSymbolicLink(folder.resolve("000200"), folder.resolve("nowhere"));
    assertThatThrownBy(() -> CheckpointStoreTest.open(folder))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("open");
    Files.delete(place);
    Files.delete(replaced);
    CheckpointStoreTest.open(folder).close();
  }

  @Test
  void whatCannotBeRemovedIsToldAndTheSaveIsOne() throws IOException {
    var retention = new CheckpointStore.Retention(2, this::takeAway);
    try (var store = CheckpointStore.open(folder, retention)) {
      for (long step = 1; step <= 3; step++) {
        store.save(step, Map.of("a.txt", FileContent.of("abc")));
      }
      assertThat(store.kept())
          .singleElement()
          .satisfies(old -> assertThat(old.directory()).isEqualTo(folder.resolve("000001")))
          .satisfies(old -> assertThat(old.reason()).contains("cannot be removed"));
      store.save(4, Map.of("a.txt", FileContent.of("abc")));
      assertThat(store.newestValid().checkpoint().orElseThrow().step()).isEqualTo(4);
    }
  }

  /// Removes a checkpoint just before the store does, as another process can.
  private boolean takeAway(long step) {
    try {
      Path old = folder.resolve(Checkpoint.directoryName(step));
      for (String name : List.of("a.txt", Manifest.FILE)) {
        Files.delete(old.resolve(name));
      }
      Files.delete(old);
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileContent fullDisk() {
    return new FileContent() {
      @Override
      public void writeTo(FileChannel channel) throws IOException {
        channel.write(ByteBuffer.allocate(500));
        throw new IOException("No space left on device");
      }

      @Override
      public OptionalLong size() {
        return OptionalLong.of(1000);
      }
    };
  }
}

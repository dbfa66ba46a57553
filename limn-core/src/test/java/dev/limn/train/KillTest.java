package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trainers that are killed, without warning, while they save.
final class KillTest {
  private static final int KILLS = 15;

  @TempDir Path folder;

  @Test
  void aTrainerKilledAtAnyMomentLeavesAValidCheckpoint() throws Exception {
    var random = new Random(3);
    long newest = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long told = runAndKill(Saver.class, random.nextInt(120));
      var found = CheckpointStore.newestValid(folder);
      // Not only is there a valid one: none under a final name was torn.
      assertThat(found.rejected()).as("kill %d", kill).isEmpty();
      var checkpoint = found.checkpoint().orElseThrow();
      assertThat(checkpoint.step()).as("kill %d", kill).isGreaterThanOrEqualTo(told);
      assertThat(told).isGreaterThan(newest);
      newest = checkpoint.step();
      try (var store = CheckpointStore.open(folder, CheckpointStore.Retention.DEFAULT)) {
        store.list().forEach(Checkpoint::verify);
      }
    }
  }

  @Test
  void aWriterInPlaceIsFoundTorn() throws Exception {
    var random = new Random(4);
    int torn = 0;
    for (int kill = 0; kill < KILLS && torn == 0; kill++) {
      runAndKill(InPlaceSaver.class, random.nextInt(120));
      torn += CheckpointStore.newestValid(folder).rejected().size();
    }
    assertThat(torn).isPositive();
  }

  /// Lets a child save, and kills it some time after its first save.
  ///
  /// @return the last step that it said was saved
  private long runAndKill(Class<?> main, int millis) throws Exception {
    var child = ChildJvm.start(main, folder.toString());
    try (var output = child.inputReader()) {
      long last = step(output);
      Thread.sleep(millis);
      // By its handle: the process would close its output as well.
      child.toHandle().destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.matches("\\d+\\.")) {
          last = Long.parseLong(line.substring(0, line.length() - 1));
        }
      }
      return last;
    } finally {
      child.destroyForcibly();
    }
  }

  private static long step(BufferedReader output) throws IOException {
    var line = output.readLine();
    assertThat(line).as("first line of the child").matches("\\d+\\.");
    return Long.parseLong(line.substring(0, line.length() - 1));
  }

  private static Map<String, FileContent> files(long step) {
    var files = new TreeMap<String, FileContent>();
    for (int i = 0; i < 4; i++) {
      byte[] bytes = new byte[300_000];
      new Random(step * 10 + i).nextBytes(bytes);
      files.put("part" + i + ".bin", FileContent.of(bytes));
    }
    return files;
  }

  /// Saves without end, and says after each save that it is safe.
  static final class Saver {
    private Saver() {}

    static void main(String[] arguments) {
      try (var store =
          CheckpointStore.open(Path.of(arguments[0]), CheckpointStore.Retention.DEFAULT)) {
        long step = store.newestValid().checkpoint().map(Checkpoint::step).orElse(0L);
        while (true) {
          store.save(++step, files(step));
          System.out.println(step + ".");
        }
      }
    }
  }

  /// What must not be done: each save overwrites the files of the one before.
  static final class InPlaceSaver {
    private InPlaceSaver() {}

    static void main(String[] arguments) throws IOException {
      var directory = Files.createDirectories(Path.of(arguments[0], "000001"));
      for (long save = 1; ; save++) {
        var entries = new TreeMap<String, Manifest.Entry>();
        for (var file : files(save).entrySet()) {
          write(directory.resolve(file.getKey()), file.getValue());
          entries.put(file.getKey(), Manifest.measure(directory.resolve(file.getKey())));
        }
        write(directory.resolve(Manifest.FILE), FileContent.of(new Manifest(1, entries).text()));
        System.out.println(save + ".");
      }
    }

    private static void write(Path file, FileContent content) throws IOException {
      try (var channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        content.writeTo(channel);
        channel.force(true);
      }
    }
  }
}

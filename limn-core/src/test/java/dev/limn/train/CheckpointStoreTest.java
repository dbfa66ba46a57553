package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointStoreTest {
  @TempDir Path folder;

  @Test
  void whatWasSavedComesBack() throws IOException {
    try (var store = open(folder)) {
      var saved =
          store.save(
              200, Map.of("state.json", FileContent.of("{\"é\": 1}"), "g.bin", content(1, 5000)));
      assertThat(saved.directory()).isEqualTo(folder.resolve("000200"));
      assertThat(saved.names()).containsExactly("g.bin", "state.json");
    }
    var found = CheckpointStore.newestValid(folder);
    assertThat(found.rejected()).isEmpty();
    var checkpoint = found.checkpoint().orElseThrow();
    assertThat(checkpoint.step()).isEqualTo(200);
    assertThat(checkpoint.text("state.json")).isEqualTo("{\"é\": 1}");
    assertThat(checkpoint.bytes("g.bin")).isEqualTo(noise(1, 5000));
    assertThat(checkpoint.size("g.bin")).isEqualTo(5000);
    assertThat(checkpoint.has("d.bin")).isFalse();
    try (var in = checkpoint.open("g.bin")) {
      assertThat(in.readAllBytes()).isEqualTo(noise(1, 5000));
    }
    assertThatThrownBy(() -> checkpoint.file("d.bin"))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("d.bin")
        .hasMessageContaining("g.bin, state.json");
  }

  @Test
  void anEmptyOrMissingDirectoryHasNone() {
    assertThat(CheckpointStore.newestValid(folder).checkpoint()).isEmpty();
    assertThat(CheckpointStore.newestValid(folder.resolve("none")).checkpoint()).isEmpty();
  }

  @Test
  void theManifestKeepsItsForm() throws IOException {
    try (var store = open(folder)) {
      store.save(7, Map.of("a.txt", FileContent.of("abc")));
    }
    assertThat(Files.readString(folder.resolve("000007/manifest.json")))
        .isEqualTo(
            """
            {
              "format": 1,
              "step": 7,
              "files": {
                "a.txt": {"size": 3, "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
              }
            }
            """);
  }

  @Test
  void everyOneOfAThousandCorruptionsIsFoundAndTheEarlierCheckpointTaken() throws IOException {
    try (var store = open(folder)) {
      store.save(1, files(1));
      store.save(2, files(2));
    }
    var newest = folder.resolve("000002");
    var clean = read(newest);
    var names = List.copyOf(clean.keySet());
    var random = new Random(20);
    for (int i = 0; i < 1000; i++) {
      String kind = corrupt(newest, clean, names, random, i % 7);
      var found = CheckpointStore.newestValid(folder);
      assertThat(found.checkpoint().map(Checkpoint::step)).as("%d: %s", i, kind).hasValue(1L);
      assertThat(found.rejected()).as("%d: %s", i, kind).hasSize(1);
      assertThat(found.rejected().getFirst().directory()).isEqualTo(newest);
      assertThat(found.rejected().getFirst().reason()).isNotBlank();
      for (var file : clean.entrySet()) {
        Files.write(newest.resolve(file.getKey()), file.getValue());
      }
      assertThat(CheckpointStore.newestValid(folder).checkpoint().map(Checkpoint::step))
          .as("%d: no false alarm after %s", i, kind)
          .hasValue(2L);
    }
  }

  private static String corrupt(
      Path directory, Map<String, byte[]> clean, List<String> names, Random random, int kind)
      throws IOException {
    String name = names.get(random.nextInt(names.size()));
    byte[] bytes = clean.get(name).clone();
    var file = directory.resolve(name);
    switch (kind) {
      case 0, 1 -> {
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        return "bit flipped in byte " + at + " of " + name;
      }
      case 2 -> {
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        return name + " cut off";
      }
      case 3 -> {
        int page = random.nextInt((bytes.length + 4095) / 4096) * 4096;
        Arrays.fill(bytes, page, Math.min(bytes.length, page + 4096), (byte) 0);
        Files.write(file, bytes);
        return "page " + page + " of " + name + " zeroed";
      }
      case 4 -> {
        String other = names.get((names.indexOf(name) + 1) % names.size());
        Files.write(file, clean.get(other));
        Files.write(directory.resolve(other), bytes);
        return name + " and " + other + " swapped";
      }
      case 5 -> {
        Files.delete(directory.resolve(Manifest.FILE));
        return "manifest deleted";
      }
      default -> {
        Files.delete(file);
        return name + " deleted";
      }
    }
  }

  @Test
  void everyBitOfTheManifestCounts() throws IOException {
    try (var store = open(folder)) {
      store.save(2, Map.of("a.txt", FileContent.of("abc"), "b.txt", FileContent.of("def")));
    }
    var file = folder.resolve("000002").resolve(Manifest.FILE);
    byte[] clean = Files.readAllBytes(file);
    for (int bit = 0; bit < clean.length * 8; bit++) {
      byte[] bytes = clean.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bytes);
      assertThat(CheckpointStore.newestValid(folder).checkpoint()).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void aCheckpointUnderTheNameOfAnotherIsRefused() throws IOException {
    try (var store = open(folder)) {
      store.save(2, files(2));
    }
    Files.move(folder.resolve("000002"), folder.resolve("000009"));
    var found = CheckpointStore.newestValid(folder);
    assertThat(found.checkpoint()).isEmpty();
    assertThat(found.rejected().getFirst().reason()).contains("step 2");
  }

  @Test
  void aNewerFormatIsRefusedByNumber() throws IOException {
    try (var store = open(folder)) {
      store.save(2, files(2));
    }
    var file = folder.resolve("000002").resolve(Manifest.FILE);
    Files.writeString(file, Files.readString(file).replace("\"format\": 1", "\"format\": 2"));
    assertThat(CheckpointStore.newestValid(folder).rejected().getFirst().reason())
        .contains("format 2")
        .contains("up to 1");
  }

  @Test
  void onlyTheNewestThreeAndTheMilestonesStay() {
    var retention = new CheckpointStore.Retention(3, step -> step % 4 == 0);
    try (var store = CheckpointStore.open(folder, retention)) {
      for (int step = 1; step <= 10; step++) {
        store.save(step, files(step));
        assertThat(store.list().size()).isGreaterThanOrEqualTo(Math.min(step, 2));
      }
      assertThat(store.list().stream().map(path -> path.getFileName().toString()))
          .containsExactly("000010", "000009", "000008", "000004");
    }
    assertThat(names(folder)).isEqualTo(Set.of("000010", "000009", "000008", "000004", ".lock"));
  }

  @Test
  void damagedCheckpointsDoNotCountAsKept() throws IOException {
    try (var store = open(folder)) {
      for (int step = 1; step <= 3; step++) {
        store.save(step, files(step));
      }
    }
    Files.writeString(folder.resolve("000003/a.bin"), "gone");
    try (var store = open(folder)) {
      store.save(4, files(4));
      assertThat(store.list().stream().map(path -> path.getFileName().toString()))
          .containsExactly("000004", "000003", "000002", "000001");
      store.save(5, files(5));
      store.save(6, files(6));
      assertThat(store.list().stream().map(path -> path.getFileName().toString()))
          .containsExactly("000006", "000005", "000004");
    }
  }

  @Test
  void whatAKilledTrainerLeftIsTidiedUp() throws IOException {
    try (var store = open(folder)) {
      store.save(1, files(1));
      store.save(2, files(2));
    }
    Files.createDirectories(folder.resolve(".tmp-000003/deep"));
    Files.writeString(folder.resolve(".tmp-000003/deep/a.bin"), "half");
    Files.move(folder.resolve("000001"), folder.resolve(".tmp-remove-000001"));
    // Killed between the two renames that replace step 2.
    Files.move(folder.resolve("000002"), folder.resolve(".old-000002"));
    assertThat(CheckpointStore.newestValid(folder).checkpoint()).isEmpty();
    try (var store = open(folder)) {
      assertThat(store.newestValid().checkpoint().orElseThrow().step()).isEqualTo(2);
    }
    assertThat(names(folder)).isEqualTo(Set.of("000002", ".lock"));
  }

  @Test
  void aStepSavedAgainIsReplaced() {
    try (var store = open(folder)) {
      store.save(5, files(5));
      store.save(5, Map.of("only.txt", FileContent.of("new")));
      assertThat(store.newestValid().checkpoint().orElseThrow().text("only.txt")).isEqualTo("new");
    }
    assertThat(names(folder)).isEqualTo(Set.of("000005", ".lock"));
  }

  @Test
  void twoTrainersCannotShareARun() {
    try (var _ = open(folder)) {
      assertThatThrownBy(() -> open(folder))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("another trainer");
    }
    open(folder).close();
  }

  @Test
  void namesThatLeaveTheDirectoryAreRefused() {
    try (var store = open(folder)) {
      for (var name : List.of("../a", "a/b", "", ".hidden", "manifest.json", "a\nb", "ä")) {
        assertThatThrownBy(() -> store.save(1, Map.of(name, FileContent.of("x"))))
            .isInstanceOf(TrainException.class)
            .hasMessageContaining("cannot name a file");
      }
      assertThatThrownBy(() -> store.save(-1, files(1))).isInstanceOf(TrainException.class);
      assertThatThrownBy(() -> store.save(1, Map.of())).isInstanceOf(TrainException.class);
    }
    assertThatThrownBy(() -> new CheckpointStore.Retention(1, step -> false))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("at least 2");
  }

  static CheckpointStore open(Path folder) {
    return CheckpointStore.open(folder, CheckpointStore.Retention.DEFAULT);
  }

  static Map<String, FileContent> files(long seed) {
    return Map.of(
        "a.bin", content(seed, 5_000),
        "b.bin", content(seed + 1000, 9_000),
        "state.json", FileContent.of("{\"seed\": " + seed + "}"));
  }

  private static FileContent content(long seed, int length) {
    return FileContent.of(noise(seed, length));
  }

  private static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static Set<String> names(Path folder) {
    try (var children = Files.list(folder)) {
      return new HashSet<>(children.map(child -> child.getFileName().toString()).toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, byte[]> read(Path directory) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (var children = Files.list(directory)) {
      for (Path child : children.toList()) {
        files.put(child.getFileName().toString(), Files.readAllBytes(child));
      }
    }
    return files;
  }

  @Test
  void theLocalesDigitsNameNothing() {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.of("ar", "EG"));
    try (var store = open(folder)) {
      var saved = store.save(200, Map.of("a.txt", FileContent.of("abc")));
      assertThat(saved.directory()).isEqualTo(folder.resolve("000200"));
      assertThat(Checkpoint.verify(saved.directory()).step()).isEqualTo(200);
    } finally {
      Locale.setDefault(before);
    }
  }
}

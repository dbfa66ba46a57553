package dev.limn.data;

import static dev.limn.data.Folders.mixed;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files with bytes changed, cut or added at random: opening and packing answers with a
/// [DataException] or works, and nothing else ever comes out.
class HostileFilesTest {
  private static final int ROUNDS = 60;

  @TempDir Path base;

  private void attack(Path root, Path victim) throws IOException {
    var whole = Files.readAllBytes(victim);
    assertThat(survives(root)).as("the folder before the attack").isTrue();
    var random = new Random(victim.getFileName().toString().hashCode());
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = whole.clone();
      switch (random.nextInt(3)) {
        case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        case 1 -> {
          for (int hit = 0; hit < 4; hit++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          }
        }
        default -> {
          int at = random.nextInt(bytes.length);
          int length = Math.min(16, bytes.length - at);
          Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xFF : '9'));
        }
      }
      write(victim, bytes);
      refused += survives(root) ? 0 : 1;
    }
    assertThat(refused).as("some of it must have been noticed").isPositive();
  }

  /// Whether all is well; anything but a refusal fails the test by itself.
  private boolean survives(Path root) {
    var settings = PackSettings.of(4).withCache(base.resolve("cache"));
    try (var cache = PackedCache.open(Dataset.open(root), settings, Progress.SILENT)) {
      return cache.skipped().isEmpty();
    } catch (DataException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  @Test
  void shards() throws IOException {
    var root = base.resolve("tar");
    attack(
        root,
        Folders.tar(
            root.resolve("x.tar"),
            List.of(
                new Folders.TarItem("a.png", png(mixed(4, 4, 1))),
                Folders.TarItem.of("a.txt", "one"),
                Folders.TarItem.of("a.json", "{\"k\": [1, {\"x\": null}]}"),
                new Folders.TarItem("x".repeat(150) + ".png", png(mixed(4, 4, 2))),
                Folders.TarItem.of("x".repeat(150) + ".txt", "two"))));
  }

  @Test
  void jsonLines() throws IOException {
    var root = base.resolve("jsonl");
    write(root.resolve("a.png"), png(mixed(4, 4, 1)));
    write(root.resolve("b.png"), png(mixed(4, 4, 2)));
    attack(
        root,
        write(
            root.resolve("metadata.jsonl"),
            """
            {"file_name": "a.png", "text": ["x", "y"], "label": 3}
            {"file_name": "b.png", "text": "z", "label": 4}
            """));
  }

  @Test
  void csv() throws IOException {
    var root = base.resolve("csv");
    write(root.resolve("a.png"), png(mixed(4, 4, 1)));
    attack(root, write(root.resolve("metadata.csv"), "file_name,text\na.png,\"a \"\"b\"\"\nc\"\n"));
  }

  @Test
  void coco() throws IOException {
    var root = base.resolve("coco");
    write(root.resolve("a.png"), png(mixed(4, 4, 1)));
    attack(
        root,
        write(
            root.resolve("captions.json"),
            """
            {"images": [{"id": 1, "file_name": "a.png"}],
             "annotations": [{"image_id": 1, "caption": "x"}]}
            """));
  }

  @Test
  void idx() throws IOException {
    var root = base.resolve("idx");
    write(
        root.resolve("train-labels-idx1-ubyte.gz"),
        Folders.gzip(Folders.idx(0x801, new int[] {2}, new byte[] {0, 1})));
    attack(
        root,
        write(
            root.resolve("train-images-idx3-ubyte.gz"),
            Folders.gzip(Folders.idx(0x803, new int[] {2, 4, 4}, new byte[32]))));
  }

  @Test
  void boundingBoxes() throws IOException {
    var root = base.resolve("cub");
    write(root.resolve("images/a/x.png"), png(mixed(8, 8, 1)));
    write(root.resolve("images.txt"), "1 a/x.png\n");
    attack(root, write(root.resolve("bounding_boxes.txt"), "1 2.0 2.0 4.0 4.0\n"));
  }

  @Test
  void cacheIndex() throws IOException {
    var root = Folders.sideCar(base.resolve("side"), 3);
    assertThat(survives(root)).isTrue();
    var index = base.resolve("cache/index.json");
    var whole = Files.readAllBytes(index);
    var random = new Random(3);
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      write(index, bytes);
      // A change that is not noticed changes a caption, a name or white space; never a crash.
      assertThat(survives(root)).isTrue();
    }
  }
}

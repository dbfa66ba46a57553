package dev.limn.data;

import static dev.limn.data.Folders.mixed;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.image.Filter;
import dev.limn.image.Resampler;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedCacheTest {
  @TempDir Path base;
  private Path root;
  private PackSettings settings;

  @BeforeEach
  void folder() {
    root = Folders.cub(base.resolve("set"), 3, 4);
    settings = PackSettings.of(8).withCache(base.resolve("cache"));
  }

  private PackedCache open() {
    return PackedCache.open(Dataset.open(root), settings, Progress.SILENT);
  }

  private boolean packsAnew() {
    try (var cache = open()) {
      return cache.fresh();
    }
  }

  @Test
  void itHoldsWhatTheDataSetHolds() throws IOException {
    var dataset = Dataset.open(root);
    var seen = Collections.synchronizedList(new ArrayList<Integer>());
    try (var cache =
        PackedCache.open(
            dataset,
            settings,
            (done, total) -> {
              assertThat(total).isEqualTo(12);
              seen.add(done);
            })) {
      assertThat(seen).isSorted().hasSize(12).endsWith(12);
      assertThat(cache.count()).isEqualTo(12);
      assertThat(cache.classNames()).isEqualTo(dataset.classNames());
      for (int i = 0; i < 12; i++) {
        var sample = dataset.samples().get(i);
        assertThat(cache.name(i)).isEqualTo(sample.name());
        assertThat(cache.captions(i)).isEqualTo(sample.captions());
        assertThat(cache.label(i)).isEqualTo(sample.label());
        assertThat(cache.picture(i).rgb())
            .as("a picture of the cache's own size is stored as it is")
            .isEqualTo(sample.images().getFirst().rgb());
      }
      assertThat(cache.fingerprint()).isEqualTo(dataset.fingerprint());
      assertThat(cache.pictures().byteSize()).isEqualTo(12L * 8 * 8 * 3);
    }
  }

  @Test
  void picturesAreResizedAsTheSettingsSay() {
    var wide = mixed(40, 20, 7);
    var folder = base.resolve("wide");
    write(folder.resolve("a.png"), png(wide));
    write(folder.resolve("a.txt"), "wide");
    var dataset = Dataset.open(folder);
    try (var cache = PackedCache.open(dataset, PackSettings.of(10), Progress.SILENT)) {
      assertThat(cache.picture(0).rgb())
          .isEqualTo(Resampler.resize(wide, 10, 10, Filter.BICUBIC).rgb());
      assertThat(cache.directory()).isEqualTo(dataset.root().resolve(".limn-cache/10"));
    }
    var other = PackSettings.of(10).withFit(Fit.CENTRE_CROP).withFilter(Filter.LANCZOS);
    try (var cache = PackedCache.open(dataset, other, Progress.SILENT)) {
      assertThat(cache.picture(0).rgb())
          .isEqualTo(
              Resampler.resize(Resampler.crop(wide, 10, 0, 20, 20), 10, 10, Filter.LANCZOS).rgb());
      assertThat(cache.directory()).endsWith(Path.of(".limn-cache/10-centre-crop-lanczos"));
    }
  }

  @Test
  void pairsAreStoredSideBySide() {
    var folder = base.resolve("pairs");
    write(folder.resolve("a.png"), png(mixed(16, 8, 1)));
    write(folder.resolve("b.png"), png(mixed(16, 8, 2)));
    try (var cache = PackedCache.open(Dataset.open(folder), PackSettings.of(8), Progress.SILENT)) {
      assertThat(cache.views()).isEqualTo(2);
      assertThat(cache.picture(1, 1).rgb())
          .isEqualTo(Resampler.crop(mixed(16, 8, 2), 8, 0, 8, 8).rgb());
      assertThatThrownBy(() -> cache.picture(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void itIsPackedOnceAndAgainWhenTheSourceChanges() throws IOException {
    assertThat(packsAnew()).isTrue();
    assertThat(packsAnew()).isFalse();

    write(root.resolve("text/001.Class_a/0.txt"), "other words");
    assertThat(packsAnew()).as("a caption changed").isTrue();
    assertThat(packsAnew()).isFalse();

    write(root.resolve("images/001.Class_a/0.png"), png(mixed(9, 9, 99)));
    assertThat(packsAnew()).as("a picture changed").isTrue();

    Files.setLastModifiedTime(root.resolve("images/001.Class_a/1.png"), FileTime.fromMillis(5_000));
    assertThat(packsAnew()).as("a picture may have changed").isTrue();

    Files.delete(root.resolve("images/001.Class_a/1.png"));
    assertThat(packsAnew()).as("a picture is gone").isTrue();

    settings = settings.withFilter(Filter.BOX);
    assertThat(packsAnew()).as("other settings in the same folder").isTrue();
    assertThat(packsAnew()).isFalse();
  }

  @Test
  void contentHasOneNameOnEveryMachine() throws IOException {
    String here;
    try (var cache = open()) {
      here = cache.contentId();
    }
    var copy = Folders.cub(base.resolve("elsewhere"), 3, 4);
    Files.setLastModifiedTime(copy.resolve("images/001.Class_a/1.png"), FileTime.fromMillis(5_000));
    try (var cache = PackedCache.open(Dataset.open(copy), PackSettings.of(8), Progress.SILENT)) {
      assertThat(cache.contentId()).isEqualTo(here);
    }
    write(copy.resolve("text/001.Class_a/0.txt"), "other words");
    try (var cache = PackedCache.open(Dataset.open(copy), PackSettings.of(8), Progress.SILENT)) {
      assertThat(cache.contentId()).isNotEqualTo(here);
    }
  }

  private interface Damage {
    void to(Path directory) throws IOException;
  }

  @Test
  void aTornCacheIsFoundAndPackedAnew() throws IOException {
    var pictures = "pictures.u8";
    var index = "index.json";
    List<Damage> damages =
        List.of(
            folder -> Files.delete(folder.resolve(index)),
            folder -> Files.delete(folder.resolve(pictures)),
            folder -> write(folder.resolve(index), ""),
            folder -> write(folder.resolve(index), "{}"),
            folder -> {
              var bytes = Files.readAllBytes(folder.resolve(index));
              write(folder.resolve(index), Arrays.copyOf(bytes, bytes.length / 2));
            },
            folder -> {
              var text = Files.readString(folder.resolve(index));
              write(
                  folder.resolve(index), text.replaceFirst("\"version\" : 1", "\"version\" : 99"));
            },
            folder -> {
              var bytes = Files.readAllBytes(folder.resolve(pictures));
              write(folder.resolve(pictures), Arrays.copyOf(bytes, bytes.length - 1));
            },
            folder -> {
              var bytes = Files.readAllBytes(folder.resolve(pictures));
              bytes[bytes.length / 2] ^= 1;
              write(folder.resolve(pictures), bytes);
            });
    var directory = base.resolve("cache");
    for (var damage : damages) {
      open().close();
      assertThat(packsAnew()).as("whole").isFalse();
      damage.to(directory);
      assertThatThrownBy(() -> PackedCache.open(directory)).isInstanceOf(DataException.class);
      assertThat(packsAnew()).as("torn").isTrue();
    }
  }

  @Test
  void whatAKilledPackLeftIsClearedAway() throws IOException {
    open().close();
    var directory = base.resolve("cache");
    var leftover = write(directory.resolve("pictures.u8.tmp"), "half");
    assertThat(packsAnew()).isFalse();
    write(root.resolve("text/001.Class_a/0.txt"), "other words");
    assertThat(packsAnew()).isTrue();
    assertThat(leftover).doesNotExist();
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("index.json", "pictures.u8", "lock");
    }
  }

  @Test
  void threadsThatPackAtOnceGetTheSame() throws Exception {
    try (var pool = Executors.newFixedThreadPool(4)) {
      Callable<String> work =
          () -> {
            try (var cache = open()) {
              return cache.contentId() + cache.count();
            }
          };
      var all = pool.invokeAll(Collections.nCopies(4, work));
      var first = all.getFirst().get();
      for (var one : all) {
        assertThat(one.get()).isEqualTo(first);
      }
    }
  }

  @Test
  void aReadOnlyDataSetIsLeftAlone() throws IOException {
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      var dataset = Dataset.open(root);
      var place = CachePlace.packed(dataset, dataset.fingerprint(), PackSettings.of(8)).directory();
      assertThat(place)
          .doesNotExist()
          .endsWithRaw(Path.of(dataset.fingerprint().substring(0, 16), "8"));
      assertThat(place.startsWith(dataset.root())).isFalse();
    } finally {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /// Four pixels whose file has the same size whatever they are.
  private static byte[] bitmap(int colour) {
    var picture = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, colour);
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "bmp", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Test
  void aPictureReplacedByOneOfTheSameSizeAndTimeIsSeen() throws IOException {
    var folder = base.resolve("same");
    var time = FileTime.fromMillis(1_700_000_000_000L);
    var file = write(folder.resolve("a.bmp"), bitmap(0xFF0000));
    Files.setLastModifiedTime(file, time);
    write(folder.resolve("b.bmp"), bitmap(0x00FF00));
    var own = PackSettings.of(2);
    try (var cache = PackedCache.open(Dataset.open(folder), own, Progress.SILENT)) {
      assertThat(cache.picture(0).rgb()[0]).isEqualTo((byte) 255);
    }
    try (var cache = PackedCache.open(Dataset.open(folder), own, Progress.SILENT)) {
      assertThat(cache.fresh()).isFalse();
    }
    var fingerprint = Dataset.open(folder).fingerprint();
    write(file, bitmap(0x0000FF));
    Files.setLastModifiedTime(file, time);
    assertThat(Dataset.open(folder).fingerprint()).isEqualTo(fingerprint);
    try (var cache = PackedCache.open(Dataset.open(folder), own, Progress.SILENT)) {
      assertThat(cache.fresh()).isTrue();
      assertThat(cache.picture(0).rgb()[0]).isZero();
      assertThat(cache.picture(0).rgb()[2]).isEqualTo((byte) 255);
    }
    // Long ago for the cache, and touched since without a change.
    var index = folder.resolve(".limn-cache/2/index.json");
    Files.setLastModifiedTime(index, FileTime.fromMillis(1_700_000_000_000L));
    try (var cache = PackedCache.open(Dataset.open(folder), own, Progress.SILENT)) {
      assertThat(cache.fresh()).isFalse();
    }
    assertThat(Files.getLastModifiedTime(index).toMillis()).isGreaterThan(1_750_000_000_000L);
  }

  @Test
  void cachesOfOldWithoutSumsAreStillFound() throws IOException {
    var folder = Folders.sideCar(base.resolve("old"), 3);
    PackedCache.open(Dataset.open(folder), PackSettings.of(8), Progress.SILENT).close();
    var index = folder.resolve(".limn-cache/8/index.json");
    var text = Files.readString(index);
    assertThat(text).contains("\"sum\"");
    write(index, text.replaceAll(",\\s*\"sum\" : \"[^\"]*\"", ""));
    assertThat(Files.readString(index)).doesNotContain("\"sum\"");
    try (var cache = PackedCache.open(Dataset.open(folder), PackSettings.of(8), Progress.SILENT)) {
      assertThat(cache.fresh()).isFalse();
    }
  }

  @Test
  void aFolderOfCachesIsIgnoredByGitAndBackups() throws IOException {
    var folder = Folders.sideCar(base.resolve("git"), 3);
    try (var cache = PackedCache.open(Dataset.open(folder), PackSettings.of(8), Progress.SILENT)) {
      assertThat(cache.place()).contains(".limn-cache", "limn data clean");
    }
    assertThat(folder.resolve(".limn-cache/.gitignore")).hasContent("*");
    assertThat(folder.resolve(".limn-cache/CACHEDIR.TAG"))
        .content()
        .startsWith("Signature: 8a477f597d28d172789f06886806bc55");
  }

  @Test
  void cachesGoWhereTheUserWants() throws IOException {
    var folder = Folders.sideCar(base.resolve("chosen"), 3);
    var before = System.getProperty(CachePlace.PROPERTY);
    System.setProperty(CachePlace.PROPERTY, base.resolve("mine").toString());
    try {
      try (var cache =
          PackedCache.open(Dataset.open(folder), PackSettings.of(8), Progress.SILENT)) {
        assertThat(cache.directory()).startsWithRaw(base.resolve("mine/data"));
      }
      assertThat(folder.resolve(".limn-cache")).doesNotExist();
      assertThat(CacheRoots.clean(Optional.empty(), true))
          .anyMatch(cleaned -> cleaned.cache().directory().startsWith(base.resolve("mine/data")));
    } finally {
      if (before == null) {
        System.clearProperty(CachePlace.PROPERTY);
      } else {
        System.setProperty(CachePlace.PROPERTY, before);
      }
    }
  }

  @Test
  void whatWasUsedLongestAgoGoesFirstAndNeverWhatIsInUse() throws IOException {
    var folder = Folders.sideCar(base.resolve("limit"), 3);
    var root = folder.resolve(".limn-cache");
    var dataset = Dataset.open(folder);
    for (int size : new int[] {4, 5, 6}) {
      PackedCache.open(dataset, PackSettings.of(size), Progress.SILENT).close();
      Files.setLastModifiedTime(root.resolve(size + ".used"), FileTime.fromMillis(size * 1_000));
    }
    try (var used = PackedCache.open(dataset, PackSettings.of(4), Progress.SILENT)) {
      Files.setLastModifiedTime(root.resolve("4.used"), FileTime.fromMillis(1));
      var gone = CacheRoots.bound(root, root.resolve("6"), 1);
      assertThat(gone)
          .extracting(cache -> cache.directory().getFileName().toString())
          .containsExactly("5");
      assertThat(root.resolve("5")).doesNotExist();
      assertThat(root.resolve("6/index.json")).exists();
      assertThat(used.picture(0)).isNotNull();
    }
    assertThat(CacheRoots.bound(root, root.resolve("6"), 0)).as("no bound").isEmpty();
    assertThat(CacheRoots.bound(root, root.resolve("6"), 1)).hasSize(1);
  }

  @Test
  void cleaningTellsWhatItFreesAndLeavesWhatIsNotOurs() throws IOException {
    var folder = Folders.sideCar(base.resolve("clean"), 3);
    var dataset = Dataset.open(folder);
    PackedCache.open(dataset, PackSettings.of(4), Progress.SILENT).close();
    PackedCache.open(dataset, PackSettings.of(5), Progress.SILENT).close();
    var theirs = write(folder.resolve(".limn-cache/5/theirs.txt"), "keep");
    assertThat(CacheRoots.clean(Optional.of(folder), true)).hasSize(2);
    assertThat(folder.resolve(".limn-cache/4/index.json")).exists();
    var freed = CacheRoots.clean(Optional.of(folder), false);
    assertThat(freed).allMatch(CacheRoots.Cleaned::freed);
    assertThat(freed.getFirst().cache().bytes()).isGreaterThan(3 * 4 * 4 * 3);
    assertThat(folder.resolve(".limn-cache/4")).doesNotExist();
    assertThat(theirs).exists();
    Files.delete(theirs);
    Files.delete(theirs.getParent());
    CacheRoots.clean(Optional.of(folder), false);
    assertThat(folder.resolve(".limn-cache")).doesNotExist();
    assertThat(CacheRoots.clean(Optional.of(folder), false)).isEmpty();
    assertThatThrownBy(() -> CacheRoots.clean(Optional.of(base.resolve("nowhere")), false))
        .hasMessageContaining("nothing there");
  }

  @Test
  void limitsAreSizes() {
    assertThat(CacheRoots.limit(null)).isEqualTo(CacheRoots.USUAL_LIMIT);
    assertThat(CacheRoots.limit("20G")).isEqualTo(20L << 30);
    assertThat(CacheRoots.limit("500 mb")).isEqualTo(500L << 20);
    assertThat(CacheRoots.limit("1GiB")).isEqualTo(1L << 30);
    assertThat(CacheRoots.limit("0")).isZero();
    assertThatThrownBy(() -> CacheRoots.limit("much")).hasMessageContaining("\"much\"");
  }

  @Test
  void aCacheOpensWithoutItsSource() {
    open().close();
    try (var cache = PackedCache.open(base.resolve("cache"))) {
      assertThat(cache.count()).isEqualTo(12);
      assertThat(cache.fresh()).isFalse();
    }
  }

  @Test
  void aClosedCacheRefusesToRead() {
    var cache = open();
    cache.close();
    cache.close();
    assertThatThrownBy(() -> cache.picture(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void attributesAndSplitsAreKept() {
    var folder = base.resolve("hf");
    write(folder.resolve("test/a.png"), png(mixed(8, 8, 1)));
    write(
        folder.resolve("test/metadata.jsonl"),
        "{\"file_name\": \"a.png\", \"text\": \"x\", \"colour\": \"red\"}");
    try (var cache = PackedCache.open(Dataset.open(folder), PackSettings.of(8), Progress.SILENT)) {
      assertThat(cache.split(0)).isEqualTo("test");
      assertThat(cache.attributes(0)).containsEntry("colour", "red");
    }
  }

  @Test
  void holdingBackTakesEachKthByName() {
    try (var cache = open()) {
      var parts = new SplitRule(4).apply(cache);
      assertThat(parts.heldBack()).containsExactly(3, 7, 11);
      assertThat(parts.train()).containsExactly(0, 1, 2, 4, 5, 6, 8, 9, 10);
      assertThat(SplitRule.NONE.apply(cache).heldBack()).isEmpty();
    }
    assertThatThrownBy(() -> new SplitRule(1)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new SplitRule(-3)).hasMessageContaining("1 in -3");
  }

  @Test
  void theDataSetsOwnTestPartIsHeldBack() {
    var folder = base.resolve("parts");
    for (int i = 0; i < 4; i++) {
      write(folder.resolve("train/rose/" + i + ".png"), png(mixed(8, 8, i)));
      write(folder.resolve("test/rose/" + i + ".png"), png(mixed(8, 8, 10 + i)));
    }
    var dataset = Dataset.open(folder, DatasetFormat.CLASSES);
    try (var cache = PackedCache.open(dataset, PackSettings.of(8), Progress.SILENT)) {
      assertThat(SplitRule.NONE.apply(cache).heldBack()).containsExactly(0, 1, 2, 3);
      assertThat(new SplitRule(2).apply(cache).heldBack()).containsExactly(0, 1, 2, 3, 5, 7);
    }
  }
}

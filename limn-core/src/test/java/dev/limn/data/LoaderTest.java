package dev.limn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.LoaderConfig.Crop;
import dev.limn.data.LoaderConfig.Layout;
import dev.limn.data.LoaderConfig.Order;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderTest {
  private static final LoaderConfig CONFIG = LoaderConfig.of(6, 4, 42).withCaptions(2);

  @TempDir static Path base;
  private static PackedCache cache;

  @BeforeAll
  static void pack() {
    // Three classes of 4, 4 and 2 pictures, so that drawing classes and drawing pictures differ.
    var root = Folders.cub(base.resolve("set"), 2, 4);
    Folders.write(root.resolve("images/003.Class_c/0.png"), Folders.png(Folders.mixed(8, 8, 900)));
    Folders.write(root.resolve("images/003.Class_c/1.png"), Folders.png(Folders.mixed(8, 8, 901)));
    Folders.write(root.resolve("text/003.Class_c/0.txt"), "a\nb\nc");
    Folders.write(root.resolve("text/003.Class_c/1.txt"), "only");
    cache = PackedCache.open(Dataset.open(root), PackSettings.of(8), Progress.SILENT);
  }

  @AfterAll
  static void close() {
    cache.close();
  }

  private static Loader from(long position, LoaderConfig config) {
    return new Loader(cache, IntStream.range(0, 10).toArray(), config, position);
  }

  private static List<Batch> batches(LoaderConfig config, long position, int count) {
    try (var loader = from(position, config)) {
      var batches = new ArrayList<Batch>();
      for (int i = 0; i < count; i++) {
        batches.add(loader.next());
      }
      return batches;
    }
  }

  private static int[] indices(List<Batch> batches) {
    return batches.stream().flatMapToInt(batch -> IntStream.of(batch.indices())).toArray();
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void goingOnAtAnyPositionGivesTheSameBytes(Order order) {
    var config = CONFIG.withOrder(order);
    var whole = batches(config, 0, 15);
    for (int done = 1; done < 15; done++) {
      // 10 samples and batches of 4: these positions lie in an epoch, at its end and across it.
      var rest = batches(config, 4L * done, 15 - done);
      for (int i = 0; i < rest.size(); i++) {
        assertThat(rest.get(i))
            .usingRecursiveComparison()
            .as("batch %d after going on at %d", i, done)
            .isEqualTo(whole.get(done + i));
      }
    }
  }

  /// The control: going on one picture further must be seen by the comparison above.
  @Test
  void goingOnAtAnotherPositionGivesOtherBytes() {
    var whole = batches(CONFIG, 0, 3);
    var off = batches(CONFIG, 5, 2);
    assertThat(off.get(0).pictures()).isNotEqualTo(whole.get(1).pictures());
    assertThat(off.get(1).indices()).isNotEqualTo(whole.get(2).indices());
  }

  @Test
  void positionsCountPicturesHandedOutNotMade() throws InterruptedException {
    try (var loader = from(0, CONFIG)) {
      loader.next();
      loader.next();
      Thread.sleep(20);
      assertThat(loader.position()).isEqualTo(8);
    }
  }

  @Test
  void theBatchSizeMayChangeOnTheWay() {
    var byFour = indices(batches(CONFIG, 0, 6));
    var config = LoaderConfig.of(6, 3, 42);
    assertThat(indices(batches(config, 0, 8))).isEqualTo(byFour);
    var pictures = batches(CONFIG, 0, 3);
    var threes = batches(config, 0, 4);
    int each = 6 * 6 * 3;
    assertThat(Arrays.copyOfRange(threes.get(1).pictures(), 0, each))
        .as("picture 3")
        .isEqualTo(Arrays.copyOfRange(pictures.get(0).pictures(), 3 * each, 4 * each));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16})
  void prefetchingDoesNotMatter(int prefetch) {
    assertThat(batches(CONFIG.withPrefetch(prefetch), 0, 8))
        .usingRecursiveComparison()
        .isEqualTo(batches(CONFIG, 0, 8));
  }

  @Test
  void anotherSeedGivesAnotherOrder() {
    assertThat(indices(batches(LoaderConfig.of(6, 4, 43), 0, 5)))
        .isNotEqualTo(indices(batches(CONFIG, 0, 5)));
  }

  @Test
  void everyPictureComesOnceAnEpochInAnOrderOfItsOwn() {
    var drawn = indices(batches(LoaderConfig.of(6, 10, 1), 0, 20));
    var orders = new HashSet<String>();
    for (int epoch = 0; epoch < 20; epoch++) {
      var one = Arrays.copyOfRange(drawn, 10 * epoch, 10 * epoch + 10);
      orders.add(Arrays.toString(one));
      assertThat(one).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
    assertThat(orders).hasSize(20);
  }

  /// Each picture should stand at each place of the order equally often: 2,000 epochs, expected
  /// 200, standard deviation 13.4.
  @Test
  void shufflingIsFair() {
    var drawn = indices(batches(LoaderConfig.of(1, 10, 5), 0, 2_000));
    var counts = new int[10][10];
    for (int i = 0; i < drawn.length; i++) {
      counts[i % 10][drawn[i]]++;
    }
    for (var row : counts) {
      assertThat(IntStream.of(row).min().orElseThrow()).isGreaterThan(200 - 60);
      assertThat(IntStream.of(row).max().orElseThrow()).isLessThan(200 + 60);
    }
  }

  /// 3,000 draws: a third from the class of two pictures, so 500 of each of these; in epochs, 300.
  @Test
  void classUniformDrawsClassesFirst() {
    var config = LoaderConfig.of(1, 10, 5).withOrder(Order.CLASS_UNIFORM);
    var drawn = indices(batches(config, 0, 300));
    assertThat(IntStream.of(drawn).filter(i -> i == 8).count()).isBetween(400L, 600L);
    assertThat(IntStream.of(drawn).filter(i -> i == 0).count()).isBetween(180L, 320L);
  }

  @Test
  void sequentialKeepsTheOrder() {
    assertThat(indices(batches(LoaderConfig.plain(6, 4), 0, 3)))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
  }

  @ParameterizedTest
  @CsvSource({"RANDOM, true", "RANDOM, false", "CENTRE, true", "CENTRE, false"})
  void picturesAreCutAndMirroredFromTheCache(Crop crop, boolean flip) {
    var config = CONFIG.withCrop(crop).withFlip(flip).withLayout(Layout.NHWC);
    var seen = new HashSet<Integer>();
    for (var batch : batches(config, 0, 40)) {
      for (int b = 0; b < 4; b++) {
        var got = Arrays.copyOfRange(batch.pictures(), b * 108, b * 108 + 108);
        int found = -1;
        for (int way = 0; way < 18; way++) {
          var cut = Resampler.crop(cache.picture(batch.indices()[b]), way % 3, way / 3 % 3, 6, 6);
          if (Arrays.equals(got, (way < 9 ? cut : Resampler.flip(cut)).rgb())) {
            found = way;
          }
        }
        assertThat(found).as("one of the 18 ways to cut and mirror").isNotNegative();
        seen.add(found);
      }
    }
    int ways = (crop == Crop.RANDOM ? 9 : 1) * (flip ? 2 : 1);
    assertThat(seen).hasSize(ways);
    if (crop == Crop.CENTRE) {
      assertThat(seen).contains(4);
    }
  }

  /// "Facing left" is not true of the mirrored picture; of the others every second one is mirrored.
  @Test
  void picturesWhoseCaptionsNameSidesAreNeverMirrored(@TempDir Path folder) {
    var root = Folders.sideCar(folder, 4);
    Folders.write(root.resolve("001.txt"), "a man\na man Facing Left");
    Folders.write(root.resolve("002.txt"), "a right-handed glove");
    Folders.write(root.resolve("003.txt"), "a bright cleft");
    var config = LoaderConfig.of(8, 4, 1).withLayout(Layout.NHWC);
    try (var sided = PackedCache.open(Dataset.open(root), PackSettings.of(8), Progress.SILENT);
        var loader = Loader.over(sided, config)) {
      assertThat(sided.sided().stream()).containsExactly(1, 2);
      var mirrored = new int[4];
      for (int i = 0; i < 40; i++) {
        var batch = loader.next();
        for (int b = 0; b < 4; b++) {
          count(mirrored, sided, batch.indices()[b], batch.pictures(), b);
        }
      }
      assertThat(mirrored[1] + mirrored[2]).isZero();
      assertThat(mirrored[0]).isBetween(8, 32);
      assertThat(mirrored[3]).isBetween(8, 32);
    }
  }

  private static void count(int[] mirrored, PackedCache of, int sample, byte[] pixels, int at) {
    var got = Arrays.copyOfRange(pixels, at * 192, at * 192 + 192);
    if (!Arrays.equals(got, of.picture(sample).rgb())) {
      assertThat(got).isEqualTo(Resampler.flip(of.picture(sample)).rgb());
      mirrored[sample]++;
    }
  }

  @Test
  void bothLayoutsHoldTheSamePixels() {
    var interleaved = batches(CONFIG.withLayout(Layout.NHWC), 0, 3);
    var planar = batches(CONFIG.withLayout(Layout.NCHW), 0, 3);
    for (int i = 0; i < 3; i++) {
      for (int b = 0; b < 4; b++) {
        for (int p = 0; p < 36; p++) {
          for (int c = 0; c < 3; c++) {
            assertThat(planar.get(i).pictures()[(b * 3 + c) * 36 + p])
                .isEqualTo(interleaved.get(i).pictures()[(b * 36 + p) * 3 + c]);
          }
        }
      }
    }
  }

  @Test
  void labelsAreThoseOfThePicturesOrNone() {
    for (var batch : batches(CONFIG, 0, 5)) {
      for (int b = 0; b < 4; b++) {
        assertThat(batch.labels()[b]).isEqualTo(cache.label(batch.indices()[b]));
      }
    }
    var root = Folders.sideCar(base.resolve("plain"), 5);
    try (var own = PackedCache.open(Dataset.open(root), PackSettings.of(8), Progress.SILENT);
        var loader = Loader.over(own, CONFIG)) {
      assertThat(loader.next().labels()).containsOnly(Sample.NO_LABEL);
    }
  }

  @Test
  void captionsArePickedWithoutRepetitionAsFarAsTheyGo() {
    var seen = new HashSet<Integer>();
    for (var batch : batches(CONFIG, 0, 100)) {
      for (int b = 0; b < 4; b++) {
        int available = cache.captions(batch.indices()[b]).size();
        int first = batch.captions()[2 * b];
        int second = batch.captions()[2 * b + 1];
        assertThat(first).isBetween(0, available - 1);
        assertThat(second).isBetween(0, available - 1);
        assertThat(first == second).isEqualTo(available == 1);
        if (batch.indices()[b] == 8) {
          seen.add(first);
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void pairsAreCutAlike() {
    var folder = base.resolve("pairs");
    // The right half is the left one with all bits turned over.
    for (int i = 0; i < 3; i++) {
      var left = Folders.mixed(8, 8, i);
      var both = new byte[16 * 8 * 3];
      for (int y = 0; y < 8; y++) {
        for (int x = 0; x < 24; x++) {
          both[y * 48 + x] = left.rgb()[y * 24 + x];
          both[y * 48 + 24 + x] = (byte) ~left.rgb()[y * 24 + x];
        }
      }
      Folders.write(folder.resolve(i + ".png"), Folders.png(new Image(16, 8, both)));
    }
    try (var own = PackedCache.open(Dataset.open(folder), PackSettings.of(8), Progress.SILENT);
        var loader = Loader.over(own, LoaderConfig.of(6, 4, 3))) {
      for (int i = 0; i < 10; i++) {
        var batch = loader.next();
        var turned = batch.partners().clone();
        for (int at = 0; at < turned.length; at++) {
          turned[at] = (byte) ~turned[at];
        }
        assertThat(turned).isEqualTo(batch.pictures());
        assertThat(batch.captions()).containsOnly(-1);
      }
    }
  }

  @Test
  void onlyTheGivenSamplesAreDrawn() {
    try (var loader = new Loader(cache, new int[] {9, 2, 5}, CONFIG, 0)) {
      for (int i = 0; i < 10; i++) {
        var batch = loader.next();
        assertThat(IntStream.of(batch.indices()).boxed()).isSubsetOf(2, 5, 9);
      }
    }
  }

  @Test
  void closingEndsTheThread() {
    var loader = from(0, CONFIG.withPrefetch(1));
    loader.next();
    loader.close();
    loader.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("limn-loader") && thread.isAlive());
    assertThatThrownBy(loader::next)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aCacheClosedTooEarlyIsAnErrorNotACrash() {
    var root = Folders.sideCar(base.resolve("early"), 5);
    var own = PackedCache.open(Dataset.open(root), PackSettings.of(8), Progress.SILENT);
    try (var loader = Loader.over(own, CONFIG.withPrefetch(1))) {
      loader.next();
      own.close();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 5; i++) {
                  loader.next();
                }
              })
          .isInstanceOf(DataException.class)
          .hasMessageContaining("making batches failed");
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> from(0, LoaderConfig.of(9, 4, 1)))
        .hasMessageContaining("size 9; expected at most 8");
    assertThatThrownBy(() -> from(-1, CONFIG)).hasMessageContaining("position -1");
    assertThatThrownBy(() -> new Loader(cache, new int[0], CONFIG, 0))
        .hasMessageContaining("no samples");
    assertThatThrownBy(() -> new Loader(cache, new int[] {10}, CONFIG, 0))
        .hasMessageContaining("sample 10; expected 0 to 9");
    assertThatThrownBy(() -> LoaderConfig.of(6, 0, 1)).hasMessageContaining("batch 0");
    assertThatThrownBy(() -> LoaderConfig.of(8192, 64, 1)).hasMessageContaining("beyond 2 GB");
    assertThatThrownBy(() -> CONFIG.withPrefetch(0)).isInstanceOf(DataException.class);
  }
}

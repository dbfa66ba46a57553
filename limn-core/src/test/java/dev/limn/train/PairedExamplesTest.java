package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.Dataset;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pairs, masks and two domains, as translators are fed.
final class PairedExamplesTest {
  private static final int SIDE = 12;
  private static final int CUT = 8;

  @TempDir Path folder;

  /// A picture whose red tells the column, green the row and blue the picture.
  private static void paint(byte[] rgb, int width, int left, int number, int shift) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int at = (y * width + left + x) * 3;
        rgb[at] = (byte) (10 * x + shift);
        rgb[at + 1] = (byte) (10 * y + shift);
        rgb[at + 2] = (byte) (10 * number + shift);
      }
    }
  }

  private PackedCache pairs(int count) throws IOException {
    Path data = Files.createDirectories(folder.resolve("pairs"));
    for (int i = 0; i < count; i++) {
      var rgb = new byte[2 * SIDE * SIDE * 3];
      paint(rgb, 2 * SIDE, 0, i, 0);
      paint(rgb, 2 * SIDE, SIDE, i, 100);
      Png.write(data.resolve("%02d.png".formatted(i)), new Image(2 * SIDE, SIDE, rgb));
    }
    return packed(data);
  }

  private PackedCache domains(int first, int second) throws IOException {
    Path data = folder.resolve("domains");
    for (int domain = 0; domain < 2; domain++) {
      Path own = Files.createDirectories(data.resolve(domain == 0 ? "trainA" : "trainB"));
      for (int i = 0; i < (domain == 0 ? first : second); i++) {
        var rgb = new byte[SIDE * SIDE * 3];
        paint(rgb, SIDE, 0, i, 100 * domain);
        Png.write(own.resolve("%02d.png".formatted(i)), new Image(SIDE, SIDE, rgb));
      }
    }
    return packed(data);
  }

  private PackedCache packed(Path data) {
    return PackedCache.open(
        Dataset.open(data),
        PackSettings.of(SIDE).withCache(folder.resolve("cache")),
        Progress.SILENT);
  }

  private static int[] all(PackedCache cache) {
    return IntStream.range(0, cache.count()).toArray();
  }

  private static LoaderConfig loading(int batch) {
    return LoaderConfig.of(CUT, batch, 7);
  }

  private static float[] bytes(Tensor pictures) {
    float[] values = pictures.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round((values[i] + 1) * 127.5f);
    }
    return values;
  }

  @Test
  void bothPicturesOfAPairAreCutAndMirroredAlike() throws IOException {
    try (var cache = pairs(5);
        var examples = new PairedExamples(cache, all(cache), loading(4));
        var _ = Scope.open()) {
      Set<String> cuts = new HashSet<>();
      for (int step = 0; step < 12; step++) {
        PairedBatch batch = examples.next();
        assertThat(batch.first().shape().sizes()).containsExactly(4, 3, CUT, CUT);
        float[] first = bytes(batch.first());
        float[] second = bytes(batch.second());
        for (int i = 0; i < first.length; i++) {
          assertThat(second[i]).as("value " + i).isEqualTo(first[i] + 100);
        }
        cuts.add(first[0] + " " + (first[1] > first[0]));
      }
      assertThat(cuts).as("cut at random and mirrored by a coin").hasSizeGreaterThan(4);
    }
  }

  @Test
  void pairsGoOnWhereTheyWere() throws IOException {
    try (var cache = pairs(5);
        var whole = new PairedExamples(cache, all(cache), loading(3));
        var part = new PairedExamples(cache, all(cache), loading(3));
        var _ = Scope.open()) {
      whole.next();
      whole.next();
      part.seek(6);
      assertThat(part.position()).isEqualTo(6);
      for (int step = 0; step < 4; step++) {
        PairedBatch one = whole.next();
        PairedBatch other = part.next();
        assertThat(other.position()).isEqualTo(one.position());
        assertThat(other.first().toFloats()).isEqualTo(one.first().toFloats());
        assertThat(other.second().toFloats()).isEqualTo(one.second().toFloats());
      }
      assertThat(part.position()).isEqualTo(whole.position());
    }
  }

  @Test
  void masksAreOneWhereTheyAreWhite() throws IOException {
    Path data = Files.createDirectories(folder.resolve("masks"));
    for (int i = 0; i < 3; i++) {
      var rgb = new byte[2 * SIDE * SIDE * 3];
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          for (int c = 0; c < 3; c++) {
            // the picture is bright exactly where the mask is white
            rgb[(y * 2 * SIDE + x) * 3 + c] = (byte) (x < 6 ? 200 : 40);
            rgb[(y * 2 * SIDE + SIDE + x) * 3 + c] = (byte) (x < 6 ? 255 : 0);
          }
        }
      }
      Png.write(data.resolve(i + ".png"), new Image(2 * SIDE, SIDE, rgb));
    }
    try (var cache = packed(data);
        var examples = new MaskedExamples(cache, all(cache), loading(2));
        var _ = Scope.open()) {
      for (int step = 0; step < 6; step++) {
        MaskedBatch batch = examples.next();
        assertThat(batch.masks().shape().sizes()).containsExactly(2, 1, CUT, CUT);
        float[] red = batch.pictures().narrow(1, 0, 1).contiguous().toFloats();
        float[] masks = batch.masks().toFloats();
        for (int i = 0; i < masks.length; i++) {
          assertThat(masks[i]).isEqualTo(red[i] > 0 ? 1 : 0);
        }
      }
    }
  }

  @Test
  void twoDomainsAreShuffledEachForItself() throws IOException {
    try (var cache = domains(4, 6);
        var _ = Scope.open()) {
      int[] first = IntStream.range(0, 4).toArray();
      int[] second = IntStream.range(4, 10).toArray();
      try (var examples = new UnpairedExamples(cache, first, second, loading(2))) {
        var ofFirst = new ArrayList<Integer>();
        var ofSecond = new ArrayList<Integer>();
        for (int step = 0; step < 6; step++) {
          UnpairedBatch batch = examples.next();
          ofFirst.addAll(numbers(batch.first(), 0));
          ofSecond.addAll(numbers(batch.second(), 100));
        }
        // three whole epochs of the one are two of the other
        for (int number = 0; number < 6; number++) {
          int wanted = number;
          assertThat(ofSecond).filteredOn(own -> own == wanted).hasSize(2);
        }
        for (int number = 0; number < 4; number++) {
          int wanted = number;
          assertThat(ofFirst).filteredOn(own -> own == wanted).hasSize(3);
        }
        assertThat(ofFirst).isNotEqualTo(ofSecond.stream().map(own -> own % 4).toList());
      }
    }
  }

  /// The numbers that the pictures' blue tells.
  private static List<Integer> numbers(Tensor pictures, int shift) {
    int batch = (int) pictures.size(0);
    float[] blue = bytes(pictures.narrow(1, 2, 1).contiguous());
    return IntStream.range(0, batch)
        .mapToObj(i -> (int) (blue[i * CUT * CUT] - shift) / 10)
        .toList();
  }

  @Test
  void twoDomainsGoOnWhereTheyWere() throws IOException {
    try (var cache = domains(4, 6);
        var _ = Scope.open()) {
      int[] first = IntStream.range(0, 4).toArray();
      int[] second = IntStream.range(4, 10).toArray();
      try (var whole = new UnpairedExamples(cache, first, second, loading(2));
          var part = new UnpairedExamples(cache, first, second, loading(2))) {
        whole.next();
        whole.next();
        whole.next();
        part.seek(whole.position());
        for (int step = 0; step < 4; step++) {
          UnpairedBatch one = whole.next();
          UnpairedBatch other = part.next();
          assertThat(other.first().toFloats()).isEqualTo(one.first().toFloats());
          assertThat(other.second().toFloats()).isEqualTo(one.second().toFloats());
        }
      }
    }
  }

  @Test
  void singlePicturesAreNoPairs() throws IOException {
    try (var cache = domains(4, 6)) {
      assertThatThrownBy(() -> new PairedExamples(cache, all(cache), loading(2)))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("single pictures; expected pairs");
      assertThatThrownBy(() -> new MaskedExamples(cache, all(cache), loading(2)))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("expected pictures with masks");
    }
  }
}

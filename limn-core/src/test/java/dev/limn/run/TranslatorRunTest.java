package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.draw.DrawException;
import dev.limn.draw.Limn;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.Translation;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A family of somebody else's from picture to picture, through the same run as all others.
final class TranslatorRunTest {
  private static final int SIDE = 20;

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();

  private static Image plain(int width, int left, int right) {
    var rgb = new byte[width * SIDE * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % width < SIDE ? left : right);
    }
    return new Image(width, SIDE, rgb);
  }

  /// Pairs of a grey picture and its negative.
  private Path pairs() throws IOException {
    Path data = Files.createDirectories(folder.resolve("pairs"));
    for (int i = 0; i < 12; i++) {
      Png.write(data.resolve(i + ".png"), plain(2 * SIDE, 40 + 14 * i, 215 - 14 * i));
    }
    return data;
  }

  private Path domains(String first, String second) throws IOException {
    Path data = folder.resolve("domains");
    for (int i = 0; i < 8; i++) {
      Path one = Files.createDirectories(data.resolve(first));
      Path other = Files.createDirectories(data.resolve(second));
      Png.write(one.resolve(i + ".png"), plain(SIDE, 30 + i, 0));
      Png.write(other.resolve(i + ".png"), plain(SIDE, 220 + i, 0));
    }
    return data;
  }

  private RunConfig config(Path data, String arrangement, double kimg) {
    var said = new LinkedHashMap<String, Object>();
    said.put("data", data.toString());
    said.put("family", "tiny-translator");
    said.put("kimg", kimg);
    said.put("threads", 1);
    said.put("device", "cpu");
    said.put("tick-kimg", kimg);
    said.put("preview-kimg", kimg);
    said.put("save-kimg", kimg);
    return RunConfigs.of(Optional.empty(), said, Map.of("arrangement", arrangement));
  }

  private TrainingRun trained(Path data, String arrangement, double kimg) {
    var run =
        TrainingRun.create(folder.resolve("runs"), "translator", config(data, arrangement, kimg));
    assertThat(run.run(StatusLine.onLines(lines::add), () -> false))
        .isEqualTo(Trainer.End.FINISHED);
    assertThat(run.finished()).isTrue();
    return run;
  }

  /// The mean value of what a model makes of a grey picture.
  private static double grey(TrainingRun run, int value) {
    try (var model = ModelBundle.open(run.model(), Device.CPU)) {
      Image made = new Translation(model.translator()).of(plain(SIDE, value, 0), 0, 1);
      double sum = 0;
      for (byte own : made.rgb()) {
        sum += own & 255;
      }
      return sum / made.rgb().length;
    }
  }

  @Test
  void pairsAreLearnedAndTranslated() throws IOException {
    var run = trained(pairs(), "paired", 1.2);
    assertThat(grey(run, 60)).isGreaterThan(grey(run, 190) + 50);
    assertThat(run.directory().root().resolve("reals.png")).exists();
    try (var files = Files.list(run.directory().root())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("fakes"));
    }
    assertThat(run.results()).containsExactly("model: " + run.model());
  }

  @Test
  void twoDomainsAreLearned() throws IOException {
    var run = trained(domains("trainA", "trainB"), "unpaired", 0.8);
    assertThat(lines)
        .anyMatch(line -> line.contains("domain A is \"trainA\" with 8 pictures to learn from"));
    assertThat(grey(run, 30)).isGreaterThan(150);
  }

  @Test
  void picturesWithMasksAreLearned() throws IOException {
    Path data = Files.createDirectories(folder.resolve("masks"));
    for (int i = 0; i < 8; i++) {
      Png.write(data.resolve(i + ".png"), plain(2 * SIDE, 100, i % 2 == 0 ? 255 : 0));
    }
    var run = trained(data, "masked", 0.2);
    try (var model = ModelBundle.open(run.model(), Device.CPU)) {
      var translation = new Translation(model.translator());
      Image picture = plain(SIDE, 100, 0);
      assertThat(translation.of(List.of(picture), List.of(picture), 0, 1)).hasSize(1);
      assertThatThrownBy(() -> translation.of(picture, 0, 1))
          .isInstanceOf(DrawException.class)
          .hasMessage("0 masks for 1 pictures; expected 1");
    }
  }

  @Test
  void dataOfAnotherArrangementAreRefusedBeforeARunIsMade() throws IOException {
    Path domains = domains("horse", "zebra");
    Path pairs = pairs();
    Path runs = folder.resolve("runs");
    assertThatThrownBy(() -> TrainingRun.create(runs, "a", config(domains, "paired", 1)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("expected pairs of pictures");
    assertThatThrownBy(() -> TrainingRun.create(runs, "a", config(pairs, "unpaired", 1)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("expected two domains");
    assertThat(runs).doesNotExist();
  }

  @Test
  void aFamilyOfSinglePicturesSaysWhatItDoesWithPairs() throws IOException {
    var said = new LinkedHashMap<String, Object>();
    said.put("data", pairs().toString());
    said.put("family", "tiny-generator");
    said.put("kimg", 0.008);
    said.put("device", "cpu");
    var config = RunConfigs.of(Optional.empty(), said, Map.of());
    TrainingRun.create(folder.resolve("runs"), "single", config)
        .run(StatusLine.onLines(lines::add), () -> false);
    assertThat(lines)
        .anyMatch(line -> line.contains("pairs of pictures, of which tiny-generator takes one"));
  }

  @Test
  void aTranslatorDrawsNoSentences() throws IOException {
    var run = trained(pairs(), "paired", 0.02);
    assertThatThrownBy(() -> Limn.open(run.model()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("translates pictures; expected one that draws from noise");
  }
}

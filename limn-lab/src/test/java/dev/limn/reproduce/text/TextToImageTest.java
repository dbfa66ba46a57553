package dev.limn.reproduce.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.Dataset;
import dev.limn.model.Family;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.ReproduceException;
import dev.limn.reproduce.Reproduction;
import dev.limn.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextToImageTest {
  private static final List<String> SHORT =
      List.of("GAN", TextSystem.INT_CLS, "StackGAN", TextSystem.ONE_STAGE);

  @TempDir Path temp;

  private Context context(Path... data) throws IOException {
    Path out = Files.createDirectories(temp.resolve("out"));
    return new Context(out, false, 0, Device.CPU, 1, List.of(data), _ -> {}, () -> false);
  }

  @Test
  void allSystemsAreFamiliesWithThePresetsTheyAreTrainedWith() {
    for (var system : TextSystem.ALL) {
      var presets = Family.named(system.family()).presets().keySet();
      assertThat(presets).contains("small", "paper");
      assertThat(system.preset(false)).isEqualTo("small");
      assertThat(system.preset(true)).isEqualTo("paper");
    }
  }

  @Test
  void everySystemIsTrainedDrawnAndMeasured() throws IOException {
    var systems =
        TextSystem.ALL.stream()
            .filter(system -> SHORT.contains(system.name()))
            .map(SmallComparison::narrow)
            .toList();
    var experiment = new TextToImage(systems, Optional.of(SmallComparison.SCALE));
    var outcome =
        Reproduction.run(
            experiment, context(SmallComparison.data(temp), SmallComparison.weights(temp)));
    assertThat(outcome.report().claims()).hasSize(3);
    assertThat(temp.resolve("out/systems.png")).isNotEmptyFile();
    String page = Files.readString(temp.resolve("out/report.md"));
    for (var system : systems) {
      assertThat(page).contains(system.name());
    }
    Path runs = temp.resolve("out/runs");
    assertThat(Files.readString(runs.resolve("00000-encoder/config.yaml"))).contains("half: \"a\"");
    assertThat(Files.readString(runs.resolve("00001-evaluator/config.yaml")))
        .contains("half: \"b\"", "family: \"damsm\"");
    assertThat(runs.resolve("00004-stackgan/low-resolution/model/config.json")).isRegularFile();
    assertThat(runs.resolve("00005-df-gan/model/config.json")).isRegularFile();
    // all of them read with the first run's encoder
    var vocabulary = Files.readString(runs.resolve("00000-encoder/text-encoder/vocab.txt"));
    for (var run : List.of("00002-reed-gan", "00004-stackgan", "00005-df-gan")) {
      assertThat(runs.resolve(run).resolve("model/vocab.txt")).hasContent(vocabulary);
    }
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    var experiment = new TextToImage();
    assertThatThrownBy(() -> Reproduction.run(experiment, context()))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("--data DIR is missing");
    Path data = SmallComparison.data(temp);
    assertThatThrownBy(() -> Reproduction.run(experiment, context(data)))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("a second --data is missing");
    Path nowhere = temp.resolve("nowhere.safetensors");
    assertThatThrownBy(() -> Reproduction.run(experiment, context(data, nowhere)))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("nowhere.safetensors: no such file");
    Path plain = Files.createDirectories(temp.resolve("plain/a"));
    Files.copy(data.resolve("000.png"), plain.resolve("1.png"));
    Files.copy(data.resolve("001.png"), plain.resolve("2.png"));
    assertThatThrownBy(
            () ->
                Reproduction.run(
                    experiment, context(plain.getParent(), SmallComparison.weights(temp))))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("no captions");
  }

  @Test
  void sentencesAreHeldToTheRulesOfDrawing() throws IOException {
    var out = Files.createDirectories(temp.resolve("named"));
    var data = List.of(SmallComparison.data(temp), SmallComparison.weights(temp));
    for (var wrong :
        Map.of(
                List.of("a".repeat(1001)), "--caption: a sentence of 1,001 characters",
                List.of("?!"), "has no word",
                Collections.nCopies(25, "a red square"), "25 sentences; expected at most 24")
            .entrySet()) {
      var context =
          new Context(
              out, false, 0, Device.CPU, 1, data, wrong.getKey(), _ -> {}, _ -> {}, () -> false);
      assertThatThrownBy(() -> Reproduction.run(new TextToImage(), context))
          .isInstanceOf(ReproduceException.class)
          .hasMessageContaining(wrong.getValue());
      assertThat(out).isEmptyDirectory();
    }
  }

  @Test
  void onlyCaptionsOfRealPicturesHaveARowOfThem() throws IOException {
    var dataset = Dataset.open(SmallComparison.data(temp));
    try (var data = new CaptionedData(dataset)) {
      var own = data.asked(1, 8, 64).getFirst();
      var asked =
          data.asked(List.of(own.sentence().toUpperCase(Locale.ROOT) + "!", "a tiny bird"), 8, 64);
      assertThat(asked.getFirst().pictures()).isNotEmpty();
      assertThat(asked.getLast().pictures()).isEmpty();
      var systems = List.of("GAN", "StackGAN");
      assertThat(SystemSheet.captions(List.of(own, asked.getLast()), systems))
          .containsExactly(
              "real: " + own.sentence(),
              "GAN: " + own.sentence(),
              "StackGAN: " + own.sentence(),
              "GAN: a tiny bird (no held-back picture has this caption)",
              "StackGAN: a tiny bird");
    }
  }
}

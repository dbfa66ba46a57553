package dev.limn.reproduce.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.metric.ColourAgreement;
import dev.limn.model.Family;
import dev.limn.reproduce.Context;
import dev.limn.reproduce.ReproduceException;
import dev.limn.reproduce.Reproduction;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextToImageTest {
  private static final Map<String, String> ENCODER =
      Map.of(
          "steps", "3",
          "batch", "8",
          "least-count", "1",
          "embedding", "4",
          "hidden", "6",
          "width", "8");
  private static final Map<String, String> EVALUATOR =
      Map.of(
          "steps", "2",
          "batch", "8",
          "least-count", "1",
          "embedding", "4",
          "width", "6",
          "precision", "float32");
  private static final TextToImage.Scale SCALE =
      new TextToImage.Scale(0.008, 0.008, 8, ENCODER, EVALUATOR);

  private static final List<String> SHORT =
      List.of("GAN", TextSystem.INT_CLS, "StackGAN", TextSystem.ONE_STAGE);

  @TempDir Path temp;

  private Path data() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("squares"));
    for (int i = 0; i < 40; i++) {
      byte[] rgb = new byte[64 * 64 * 3];
      Arrays.fill(rgb, (byte) (6 * i));
      Path stem = folder.resolve("%03d".formatted(i));
      Files.write(Path.of(stem + ".png"), Png.encode(new Image(64, 64, rgb)));
      var word = ColourAgreement.WORDS.get(i % ColourAgreement.WORDS.size());
      Files.writeString(Path.of(stem + ".txt"), word.in(ColourAgreement.SENTENCE));
    }
    return folder;
  }

  /// SqueezeNet with random weights.
  private Path weights() {
    Path file = temp.resolve("weights.safetensors");
    try (var rng = new Rng(3);
        var _ = Scope.open()) {
      var all = new LinkedHashMap<String, Tensor>();
      conv(all, rng, "conv1", 64, 3, 3);
      int[] squeezes = {16, 16, 32, 32, 48, 48, 64, 64};
      int in = 64;
      for (int i = 0; i < squeezes.length; i++) {
        String fire = "fire" + (i + 2);
        conv(all, rng, fire + ".squeeze1x1", squeezes[i], in, 1);
        conv(all, rng, fire + ".expand1x1", 4 * squeezes[i], squeezes[i], 1);
        conv(all, rng, fire + ".expand3x3", 4 * squeezes[i], squeezes[i], 3);
        in = 8 * squeezes[i];
      }
      Safetensors.write(file, all, Map.of());
    }
    return file;
  }

  private static void conv(
      Map<String, Tensor> into, Rng rng, String name, int out, int in, int kernel) {
    double scale = Math.sqrt(2.0 / (in * kernel * kernel));
    into.put(name + ".weight", Tensors.randn(rng, out, in, kernel, kernel).times(scale));
    into.put(name + ".bias", Tensors.zeros(out));
  }

  private Context context(Path... data) throws IOException {
    Path out = Files.createDirectories(temp.resolve("out"));
    return new Context(out, false, 0, Device.CPU, 1, List.of(data), _ -> {}, () -> false);
  }

  private static TextSystem narrow(TextSystem system) {
    var settings =
        new HashMap<>(
            Map.of("generator-width", "4", "discriminator-width", "4", "batch", "4", "noise", "6"));
    settings.putAll(system.settings());
    return new TextSystem(
        system.name(), system.run(), system.family(), settings, system.matching());
  }

  @Test
  void allSystemsAreFamiliesWithThePresetsTheyAreTrainedWith() {
    for (var system : TextSystem.ALL) {
      var presets = Family.named(system.family()).presets();
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
            .map(TextToImageTest::narrow)
            .toList();
    var experiment = new TextToImage(systems, Optional.of(SCALE));
    var outcome = Reproduction.run(experiment, context(data(), weights()));
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
    Path data = data();
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
    assertThatThrownBy(() -> Reproduction.run(experiment, context(plain.getParent(), weights())))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("no captions");
  }
}

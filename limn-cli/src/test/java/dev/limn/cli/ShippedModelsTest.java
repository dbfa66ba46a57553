package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.draw.Limn;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.ModelShelf;
import dev.limn.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said of the models that come with Limn.
final class ShippedModelsTest {
  private static final Path MODELS = Path.of(System.getProperty("limn.root"), "models");

  @TempDir Path folder;

  static List<Path> models() {
    return new ModelShelf(MODELS).models();
  }

  @Test
  void thereAreSome() {
    assertThat(models()).extracting(path -> path.getFileName().toString()).contains("flowers-64");
  }

  @ParameterizedTest
  @MethodSource("models")
  void eachDrawsWhatItNamesAndSaysHowGoodItIs(Path model) throws IOException {
    var description = ModelBundle.describe(model);
    assertThat(description.name()).isEqualTo(model.getFileName().toString());
    assertThat(description.examples()).isNotEmpty();
    try (var limn = Limn.open(model)) {
      String sentence = description.examples().getFirst();
      var drawing = limn.draw(sentence);
      assertThat(drawing.image().width()).isEqualTo(limn.resolution());
      assertThat(drawing.unknownWords()).as(sentence).isEmpty();
      assertThat(tones(drawing.image())).as("different bytes").isGreaterThan(64);
      assertThat(limn.hash()).isEqualTo(ModelBundle.hash(model));
    }
    assertThat(ModelCard.licence(model)).doesNotContain("not said");
    String readme = Files.readString(model.resolve("README.md"));
    int figures = readme.indexOf("\n## Figures\n");
    assertThat(figures).as("figures in " + model + "/README.md").isPositive();
    int end = readme.indexOf("\n## ", figures + 1);
    assertThat(readme.substring(figures, end < 0 ? readme.length() : end))
        .containsPattern("(?m)^\\| measure \\|.*\\n\\|(---\\|)+\\n(\\|.*\\d.*\\|\\n){3}");
  }

  private static long tones(Image image) {
    byte[] rgb = image.rgb();
    return IntStream.range(0, rgb.length).map(i -> rgb[i]).distinct().count();
  }

  @Test
  void theFlowersHaveTheColoursThatSentencesName() {
    Path report = folder.resolve("report.json");
    var session =
        Session.of(
            "evaluate",
            MODELS.resolve("flowers-64").toString(),
            "--measures=colours",
            "--threads=1",
            "--device=cpu",
            "--out=" + report);
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
    var measures = (Map<?, ?>) Settings.readJson(report).get("measures");
    var colours = (Map<?, ?>) measures.get("colours");
    assertThat((Map<?, ?>) colours.get("agreed")).hasSize(10);
    assertThat(colours.get("drawings-each")).isEqualTo(20);
    assertThat((double) colours.get("agreement")).isGreaterThanOrEqualTo(0.95);
  }
}

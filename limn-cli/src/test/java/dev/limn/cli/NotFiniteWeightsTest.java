package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Weights that are no numbers draw nothing; that is said when they are opened.
class NotFiniteWeightsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "generator.safetensors, NaN",
    "generator.safetensors, Infinity",
    "text-encoder.safetensors, NaN",
    "text-encoder.safetensors, -Infinity"
  })
  void theFileAndTheTensorAreNamed(String name, double value) {
    var model = SmallModel.write(folder.resolve("small"), Map.of());
    var file = model.resolve(name);
    var tensor = SmallModel.spoil(file, value);
    var drawn = Session.of("draw", "red", "--model", model.toString(), "--out", folder + "/a.png");
    assertThat(drawn.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(drawn.err())
        .contains(file + ": tensor '" + tensor + "' holds values that are not finite");
    assertThat(folder.resolve("a.png")).doesNotExist();
    var measured =
        Session.of("evaluate", model.toString(), "--measures=colours", "--seeds=2", "--no-files");
    assertThat(measured.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(measured.err()).contains(file.toString(), tensor);
  }

  @Test
  void aGoodOneIsDrawnWith() {
    var model = SmallModel.write(folder.resolve("small"), Map.of());
    var drawn = Session.of("draw", "red", "--model", model.toString(), "--out", folder + "/a.png");
    assertThat(drawn.status()).as(drawn.err()).isEqualTo(ExitStatus.OK);
  }
}

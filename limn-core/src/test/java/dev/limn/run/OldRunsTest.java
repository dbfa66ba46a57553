package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.draw.Limn;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.VectorModel;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Trainer;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs, checkpoints and models that version 57a81c8 wrote open, go on and draw. Without previews,
/// logs and pictures they are as they were written (`src/test/resources/old`).
final class OldRunsTest {
  private static final Path OLD = Path.of("src/test/resources/old");

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();

  /// A copy of a run, on a copy of its data.
  private TrainingRun old(String name, String data) throws IOException {
    copy(OLD.resolve(data), folder.resolve(data));
    Path run = folder.resolve("00000-" + name);
    copy(OLD.resolve("runs").resolve(name), run);
    Path config = run.resolve("config.yaml");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("(?m)^data: .*$", "data: \"" + folder.resolve(data).toString() + "\""));
    return TrainingRun.open(run);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"pictures, pictures, 0.016", "rows, rows.csv, 0.096"})
  void anOldRunGoesOn(String name, String data, double kimg) throws IOException {
    TrainingRun run = old(name, data);
    assertThat(run.lengthened(kimg).run(StatusLine.onLines(lines::add), () -> false))
        .isEqualTo(Trainer.End.FINISHED);
    assertThat(lines)
        .anyMatch(line -> line.startsWith("continuing at 0.0 kimg"))
        .noneMatch(line -> line.contains("not bit-exact"));
    assertThat(ModelBundle.describe(run.model()).training()).containsEntry("kimg", kimg);
  }

  @Test
  void anOldModelOfClassesDraws() throws IOException {
    try (var model = ModelBundle.open(old("pictures", "pictures").model(), Device.CPU);
        var _ = Scope.open()) {
      assertThat(model.description().classes()).containsExactly("dark", "light");
      assertThat(model.description().conditionWidth()).isEqualTo(2);
      Tensor drawn =
          model.generator().draw(Tensors.zeros(1, 2), Tensors.of(new float[] {1, 0}, 1, 2));
      assertThat(drawn.shape().sizes()).containsExactly(1, 3, 28, 28);
      assertThat(drawn.toFloats()).doesNotContain(Float.NaN);
    }
  }

  @Test
  void anOldModelOfRowsDraws() throws IOException {
    try (var model = VectorModel.open(old("rows", "rows.csv").model(), Device.CPU)) {
      assertThat(model.draw(5, 1)).hasDimensions(5, 2);
    }
  }

  @Test
  void anOldModelOfSentencesDraws() {
    try (var limn = Limn.open(OLD.resolve("runs/sentences/model"))) {
      assertThat(limn.draw("a red field").image().width()).isEqualTo(64);
    }
  }
}

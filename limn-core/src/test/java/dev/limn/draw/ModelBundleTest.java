package dev.limn.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.model.ModelException;
import dev.limn.testkit.TinyModel;
import dev.limn.torch.Scope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a model is said by name, and leaves nothing behind.
class ModelBundleTest {
  @TempDir Path temp;
  private Path model;
  private Path config;

  @BeforeEach
  void write() {
    model = TinyModel.write(temp.resolve("tiny"));
    config = model.resolve("config.json");
  }

  private void edit(String from, String to) throws IOException {
    String text = Files.readString(config);
    assertThat(text).contains(from);
    Files.writeString(config, text.replace(from, to));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertOpening(Path directory) {
    long before = Scope.live();
    var thrown = assertThatThrownBy(() -> Limn.open(directory).close());
    assertThat(Scope.live()).isEqualTo(before);
    return thrown;
  }

  @Test
  void descriptionComesBack() {
    var description = ModelBundle.describe(model);
    assertThat(description.name()).isEqualTo("tiny");
    assertThat(description.family()).isEqualTo("reed");
    assertThat(description.conditionWidth()).isEqualTo(TinyModel.TEXT_WIDTH);
    assertThat(description.settings()).containsEntry("generator-width", 4);
    assertThat(description.examples()).contains("a red bird");
    assertThat(model).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aRunStandsForItsModel() throws IOException {
    Path run = Files.createDirectories(temp.resolve("00001-reed"));
    Files.writeString(run.resolve("config.yaml"), "family: reed\n");
    assertOpening(run).isInstanceOf(ModelException.class).hasMessageContaining("no model yet");
    Files.move(model, run.resolve("model"));
    try (var limn = Limn.open(run)) {
      assertThat(limn.draw("a red bird").image().width()).isEqualTo(64);
    }
  }

  @Test
  void aMissingFolderAndAnEmptyOneAreNamed() {
    assertOpening(temp.resolve("nowhere"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("nowhere: no such folder");
    assertOpening(temp)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no model here")
        .hasMessageContaining("config.json");
  }

  @Test
  void brokenConfigurationsAreNamed() throws IOException {
    String good = Files.readString(config);
    Files.writeString(config, good.substring(0, good.length() / 2));
    assertOpening(model).isInstanceOf(ModelException.class).hasMessageContaining("config.json");

    Files.writeString(config, "[]");
    assertOpening(model).isInstanceOf(ModelException.class).hasMessageContaining("config.json");

    Files.writeString(config, good.replace("\"format\" : 1", "\"format\" : 99"));
    assertOpening(model)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("format 99; this version reads 1");

    Files.writeString(config, "{\"format\": 1}");
    assertOpening(model)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining("missing");
  }

  @Test
  void anUnknownFamilyIsToldWithTheKnownOnes() throws IOException {
    edit("\"reed\"", "\"gauguin\"");
    assertOpening(model)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'gauguin'")
        .hasMessageContaining("reed");
  }

  @Test
  void aSettingThatCannotBeIsNamed() throws IOException {
    edit("\"generator-width\" : 4", "\"generator-width\" : -4");
    assertOpening(model)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining("generator-width: -4");
  }

  @Test
  void weightsOfAnotherWidthAreNamed() throws IOException {
    edit("\"generator-width\" : 4", "\"generator-width\" : 8");
    assertOpening(model)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("generator.safetensors")
        .hasMessageContaining("config.json");
  }

  @Test
  void aTextEncoderOfAnotherWidthIsNamed() throws IOException {
    edit("\"text-width\" : 16", "\"text-width\" : 32");
    assertOpening(model)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("16 numbers")
        .hasMessageContaining("32");
  }

  @Test
  void missingAndShortenedWeightsAreNamed() throws IOException {
    for (String name : new String[] {"generator.safetensors", "text-encoder.safetensors"}) {
      Path weights = model.resolve(name);
      byte[] bytes = Files.readAllBytes(weights);
      try (var file = new RandomAccessFile(weights.toFile(), "rw")) {
        file.setLength(bytes.length - 100);
      }
      assertOpening(model)
          .hasMessageContaining(name)
          .satisfies(e -> assertThat(e.getClass().getName()).startsWith("dev.limn."));
      Files.write(weights, new byte[0]);
      assertOpening(model).hasMessageContaining(name);
      Files.delete(weights);
      assertOpening(model).hasMessageContaining(name);
      Files.write(weights, bytes);
    }
    Files.delete(model.resolve("vocab.txt"));
    assertOpening(model).hasMessageContaining("vocab.txt");
  }
}

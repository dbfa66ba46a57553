package dev.limn.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.Settings;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.model.dcgan.DcganConfig;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the experiments on pictures are made of; they themselves take minutes.
final class PictureExperimentsTest {
  @TempDir Path temp;

  private Context context(Path... data) {
    return new Context(temp, false, 0, Device.CPU, 1, List.of(data), _ -> {}, () -> false);
  }

  /// Dark pictures and bright ones.
  private Path classes(int count) throws IOException {
    Path root = temp.resolve("data");
    var random = new Random(3);
    for (int i = 0; i < count; i++) {
      var rgb = new byte[28 * 28 * 3];
      random.nextBytes(rgb);
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) ((rgb[p] & 63) + (i % 2) * 180);
      }
      Path folder = Files.createDirectories(root.resolve(i % 2 == 0 ? "dark" : "bright"));
      Png.write(folder.resolve(i + ".png"), new Image(28, 28, rgb));
    }
    return root;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fashion", "faces", "latent", "conditional"})
  void theDataHaveToBeNamed(String name) {
    assertThatThrownBy(() -> Reproduction.run(Experiment.named(name), context()))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("--data DIR is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fashion", "latent", "conditional"})
  void picturesWithoutClassesCannotBeClassified(String name) throws IOException {
    Path root = Files.createDirectories(temp.resolve("plain"));
    Png.write(root.resolve("a.png"), new Image(28, 28, new byte[28 * 28 * 3]));
    Png.write(root.resolve("b.png"), new Image(28, 28, new byte[28 * 28 * 3]));
    assertThatThrownBy(() -> Experiment.named(name).run(context(root), new Report()))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("plain")
        .hasMessageContaining("0 classes; expected at least 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fashion", "faces", "latent", "conditional"})
  void aBatchNeedsAsManyPictures(String name) throws IOException {
    Path root = classes(20);
    assertThatThrownBy(() -> Experiment.named(name).run(context(root), new Report()))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("batch 32; expected at most 18, the pictures");
  }

  @Test
  void theClassifierLearnsWhatIsEasy() throws IOException {
    try (var data = PictureData.open(classes(40), 28);
        var classifier = PictureClassifier.train(context(), data, 2560)) {
      assertThat(data.test()).hasSize(4);
      assertThat(classifier.accuracy(data, 10)).isEqualTo(1);
    }
  }

  @Test
  void aTrainingIsMeasuredAndDrawnOnTheWay() throws IOException {
    var config =
        Settings.with(
            DcganConfig.fashion(),
            DcganConfig.class,
            Map.of(
                "generator-width", 2, "discriminator-width", 2, "batch", 4, "labels", "one_hot"));
    try (var data = PictureData.open(classes(40), 28).requireClasses();
        var features = new Thumbnails()) {
      var training = new DcganTraining(context(), data, features, 4);
      try (var trained = training.train("small", config, 240, 3)) {
        assertThat(trained.measuredAt()).containsExactly(80.0, 160.0, 240.0);
        assertThat(trained.distances()).hasSize(3).allMatch(distance -> distance > 0);
        assertThat(trained.frames()).hasSize(4);
        assertThat(trained.frames().getLast().height()).isEqualTo(2 * 2 * 28);
      }
      assertThat(temp.resolve("runs/small/stats.jsonl")).isNotEmptyFile();
    }
  }

  @Test
  void theNearestRowsComeFirst() {
    try (var _ = Scope.open()) {
      var table = Tensors.of(new float[] {0, 0, 3, 4, 1, 0}, 3, 2);
      var nearest = Neighbours.of(Tensors.of(new float[] {0, 0, 3, 3}, 2, 2), table, 2);
      assertThat(nearest.indices()).isDeepEqualTo(new int[][] {{0, 2}, {1, 2}});
      assertThat(nearest.distances()[0][1]).isCloseTo(1, within(1e-5));
      assertThat(nearest.distances()[1][0]).isCloseTo(1, within(1e-5));
      assertThat(nearest.median()).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void brightnessIsThatOfTheThingAlone() {
    try (var _ = Scope.open()) {
      // Black and white halves; grey; all black.
      float[] values = {-1, -1, 1, 1, 0, 0, 0, 0, -1, -1, -1, -1};
      var pictures = Tensors.of(values, 3, 1, 2, 2).expand(3, 3, 2, 2);
      assertThat(LatentArithmetic.brightness(pictures)).containsExactly(1, 0.5, 0);
    }
  }

  @Test
  void aThirdOfAClassIsDarkAndAThirdIsBright() {
    var brightness = new double[] {0.6, 0.1, 0.5, 0.2, 0.4, 0.3, 0.9};
    var kind = LatentArithmetic.Kind.of(4, new int[] {0, 1, 2, 3, 4, 5}, brightness);
    assertThat(kind.dark()).containsExactly(1, 3);
    assertThat(kind.bright()).containsExactly(2, 0);
    assertThat(kind.median()).isEqualTo(0.4);
    assertThat(kind.side(true)).isEqualTo(kind.bright());
  }
}

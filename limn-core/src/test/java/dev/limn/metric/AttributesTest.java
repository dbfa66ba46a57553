package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.Dataset;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.SplitRule;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.image.Resampler;
import dev.limn.metric.Attributes.Attribute;
import dev.limn.text.SmallData;
import dev.limn.torch.Device;
import dev.limn.vision.AttributeClassifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttributesTest {
  private static final Attributes SPRITES =
      Attributes.of(
          List.of(
              new Attribute("hair", List.of("red * hair", "ruby red * hair", "white * hair")),
              new Attribute("direction", List.of("facing left", "facing right"))));

  @Test
  void captionsNameValuesWithWordsBetween() {
    assertThat(SPRITES.named("a red orc with ruby red very long knotted hair, facing right"))
        .containsExactly(1, 1);
    assertThat(SPRITES.named("a male orc in a white tunic with red hair")).containsExactly(0, -1);
    assertThat(SPRITES.named("A RED HAIRy beast, seen from behind")).containsExactly(-1, -1);
    assertThat(SPRITES.named("Red hair, facing  left")).containsExactly(0, 0);
    // commas end a value
    assertThat(SPRITES.named("a white shirt, long hair")).containsExactly(-1, -1);
  }

  @Test
  void aCaptionThatNamesTwoIsNotExact() {
    assertThat(SPRITES.named("red hair and white hair, facing left, facing right"))
        .containsExactly(-1, -1);
  }

  @Test
  void attributesAreReadFromAFile(@TempDir Path folder) throws Exception {
    var file = folder.resolve("a.yaml");
    Files.writeString(file, "colour: [red, green]\nsize: [small, large]\n");
    assertThat(Attributes.read(file).all())
        .containsExactly(
            new Attribute("colour", List.of("red", "green")),
            new Attribute("size", List.of("small", "large")));
    Files.writeString(file, "colour: red\n");
    assertThatThrownBy(() -> Attributes.read(file))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("a.yaml: colour: red; expected a list");
    Files.writeString(file, "colour: [red]\n");
    assertThatThrownBy(() -> Attributes.read(file))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("a.yaml: attribute 'colour' with the values [red]");
    Files.writeString(file, "colour: [red, green, red]\n");
    assertThatThrownBy(() -> Attributes.read(file))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("a.yaml: attribute 'colour' has the value 'red' twice");
    assertThatThrownBy(() -> Attributes.read(folder.resolve("none.yaml")))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("none.yaml");
  }

  /// Squares of three colours, which their captions name.
  @Test
  void drawingsAreHeldAgainstTheirCaptions(@TempDir Path folder) {
    var attributes = Attributes.of(List.of(new Attribute("colour", SmallData.COLOURS)));
    var config = new AttributeClassifier.Config(16, 60, 16, 2e-3, 1);
    try (var cache = SmallData.pack(folder, 48, 16)) {
      var parts = new SplitRule(4).apply(cache);
      assertThatThrownBy(() -> Attributes.of(cache))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining("--attributes FILE.yaml");
      var drawings = new ArrayList<Image>();
      var right = new ArrayList<String>();
      var wrong = new ArrayList<String>();
      for (int i : parts.heldBack()) {
        drawings.add(cache.picture(i));
        right.add("a " + SmallData.COLOURS.get(i % 3) + " square");
        wrong.add("a " + SmallData.COLOURS.get((i + 1) % 3) + " square");
      }
      String sha256;
      try (var classifier = learnt(attributes, cache, parts, config)) {
        sha256 = classifier.sha256();
        var rows =
            AttributeAgreement.of(attributes, classifier, drawings, right, cache, parts.heldBack());
        assertThat(AttributeAgreement.agreement(rows)).isEqualTo(1);
        assertThat(AttributeAgreement.accuracy(rows)).isEqualTo(1);
        assertThat(rows.getFirst().named()).isEqualTo(12);
        var others =
            AttributeAgreement.of(attributes, classifier, drawings, wrong, cache, parts.heldBack());
        assertThat(AttributeAgreement.agreement(others)).isZero();
        var nothing = right.stream().map(_ -> "a square").toList();
        assertThatThrownBy(
                () ->
                    AttributeAgreement.of(
                        attributes, classifier, drawings, nothing, cache, parts.heldBack()))
            .isInstanceOf(MetricException.class)
            .hasMessageContaining("none of 12 captions");
      }
      // the second time it is read from where it was kept
      var steps = new ArrayList<Integer>();
      Progress heard = (done, _) -> steps.add(done);
      try (var again =
          AttributeAgreement.classifier(
              attributes, cache, parts.train(), config, Device.CPU, heard)) {
        assertThat(steps).isEmpty();
        assertThat(again.sha256()).isEqualTo(sha256);
        var rows =
            AttributeAgreement.of(attributes, again, drawings, right, cache, parts.heldBack());
        assertThat(AttributeAgreement.agreement(rows)).isEqualTo(1);
      }
      var other = new AttributeClassifier.Config(16, 1, 16, 2e-3, 1);
      try (var classifier = learnt(attributes, cache, parts, other)) {
        assertThat(classifier.sha256()).isNotEqualTo(sha256);
      }
    }
  }

  /// Figures of pixels that are always in the same place; drawings are softer, larger, and not
  /// there.
  @Test
  void drawingsNeedNotBeSharpNorInTheirPlace(@TempDir Path folder) throws Exception {
    var attributes = Attributes.of(List.of(new Attribute("direction", List.of("left", "right"))));
    var config = new AttributeClassifier.Config(32, 150, 16, 2e-3, 1);
    var data = Files.createDirectories(folder.resolve("data"));
    var random = new Random(3);
    for (int i = 0; i < 64; i++) {
      Png.write(data.resolve("%02d.png".formatted(i)), figure(i % 2 == 0, random));
      Files.writeString(
          data.resolve("%02d.txt".formatted(i)), "facing " + (i % 2 == 0 ? "left" : "right"));
    }
    var settings = PackSettings.of(32).withCache(folder.resolve("cache"));
    try (var cache = PackedCache.open(Dataset.open(data), settings, Progress.SILENT)) {
      var parts = new SplitRule(0).apply(cache);
      var drawings = new ArrayList<Image>();
      var captions = new ArrayList<String>();
      for (int i = 0; i < 40; i++) {
        Image soft = Resampler.resize(figure(i % 2 == 0, random), 24, 24, Filter.BILINEAR);
        Image large = Resampler.resize(soft, 35, 35, Filter.BILINEAR);
        drawings.add(Resampler.crop(large, i / 2 % 4, i / 8 % 4, 32, 32));
        captions.add("facing " + (i % 2 == 0 ? "left" : "right"));
      }
      String sha256;
      try (var classifier = learnt(attributes, cache, parts, config)) {
        sha256 = classifier.sha256();
        var rows =
            AttributeAgreement.of(
                attributes, classifier, drawings, captions, cache, new int[] {0, 1, 2, 3});
        assertThat(AttributeAgreement.accuracy(rows)).isEqualTo(1);
        assertThat(AttributeAgreement.agreement(rows)).isGreaterThan(0.95);
      }
    }
  }

  /// A dark body on white, with a coloured belt, whose arm is on one side.
  private static Image figure(boolean left, Random random) {
    var rgb = new byte[32 * 32 * 3];
    Arrays.fill(rgb, (byte) 255);
    int[] belt = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
    for (int y = 8; y < 26; y++) {
      for (int x = 12; x < 20; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[(y * 32 + x) * 3 + c] = (byte) (y >= 16 && y < 19 ? belt[c] : 60);
        }
      }
    }
    for (int y = 12; y < 15; y++) {
      for (int x = 0; x < 3; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[(y * 32 + (left ? 11 - x : 20 + x)) * 3 + c] = 60;
        }
      }
    }
    return new Image(32, 32, rgb);
  }

  private static AttributeClassifier learnt(
      Attributes attributes,
      PackedCache cache,
      SplitRule.Parts parts,
      AttributeClassifier.Config config) {
    return AttributeAgreement.classifier(
        attributes, cache, parts.train(), config, Device.CPU, Progress.SILENT);
  }

  @Test
  void sizesAreThoseOfTheValues() {
    assertThat(SPRITES.sizes()).containsExactly(3, 2);
    assertThat(IntStream.of(SPRITES.named("")).allMatch(i -> i == -1)).isTrue();
  }
}

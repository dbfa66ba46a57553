package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.ConfigException;
import dev.limn.data.PackedCache;
import dev.limn.draw.Prompt;
import dev.limn.image.Image;
import dev.limn.model.Condition;
import dev.limn.text.SmallData;
import dev.limn.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationTest {
  private static final int SIDE = 16;

  /// Draws noise, and remembers what it was asked for.
  private static final class Scribbler implements Sampler {
    private final Condition condition;
    private final Set<String> asked = new TreeSet<>();

    Scribbler(Condition condition) {
      this.condition = condition;
    }

    @Override
    public List<Image> draw(List<String> sentences, long[] seeds) {
      asked.addAll(sentences);
      var images = new ArrayList<Image>();
      LongStream.of(seeds)
          .forEach(
              seed -> {
                var rgb = new byte[SIDE * SIDE * 3];
                new Random(seed).nextBytes(rgb);
                images.add(new Image(SIDE, SIDE, rgb));
              });
      return images;
    }

    @Override
    public Condition condition() {
      return condition;
    }
  }

  private static Evaluation.Outcome measured(Sampler artist, PackedCache cache, Measure measure) {
    var config =
        new EvaluationConfig(
            Set.of(measure),
            9,
            2,
            3,
            4,
            ColourAgreement.SENTENCE,
            5,
            10,
            EvaluationConfig.Crop.WHOLE);
    try (var none = MetricNetworks.open(MetricNetworks.Sources.NONE, Set.of(measure), Device.CPU)) {
      return Evaluation.of(
          config, artist, Optional.of(cache), none, Device.CPU, Evaluation.Watch.SILENT);
    }
  }

  @Test
  void classesAndNoiseAreMeasuredToo(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 48, SIDE)) {
      var classes = new Scribbler(Condition.CLASSES);
      var outcome = measured(classes, cache, Measure.GEOMETRY);
      assertThat(classes.asked).isSubsetOf(SmallData.COLOURS).isNotEmpty();
      assertThat(outcome.curve()).containsOnlyKeys("geometry");
      assertThat(outcome.facts()).containsEntry("held-back", 12);
      var noise = new Scribbler(Condition.NOTHING);
      measured(noise, cache, Measure.GEOMETRY);
      assertThat(noise.asked).containsExactly("");
      var text = new Scribbler(Condition.TEXT);
      measured(text, cache, Measure.GEOMETRY);
      assertThat(text.asked).allMatch(caption -> caption.contains("square"));
    }
  }

  @Test
  void heldBackPicturesWithoutACaptionAreLeftOut(@TempDir Path folder) throws IOException {
    SmallData.pack(folder, 48, SIDE).close();
    Path metadata = folder.resolve("data/metadata.jsonl");
    Path cached = folder.resolve("second");
    var text = new Scribbler(Condition.TEXT);
    try (var cache = SmallData.packed(uncaptioned(metadata, 3, 7), cached, SIDE)) {
      var outcome = measured(text, cache, Measure.GEOMETRY);
      assertThat(outcome.facts()).containsEntry("held-back", 12).containsEntry("left-out", 2);
      assertThat(text.asked).allMatch(caption -> caption.contains("square"));
      assertThat(Evaluation.comparable(cache, new int[] {3, 4, 7, 8}, Condition.TEXT)).isEqualTo(2);
      var classes = new Scribbler(Condition.CLASSES);
      assertThat(measured(classes, cache, Measure.GEOMETRY).facts()).doesNotContainKey("left-out");
    }
    try (var cache = SmallData.packed(uncaptioned(metadata, 11, 15, 19), cached, SIDE)) {
      assertThatThrownBy(() -> measured(text, cache, Measure.GEOMETRY))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining(
              "12 of the 48 pictures are held back, and 5 of these have no caption; expected at"
                  + " least the 9");
    }
  }

  /// Makes pairs of all, which need no captions, and takes those of some away.
  private static Path uncaptioned(Path metadata, int... pictures) throws IOException {
    var lines = new ArrayList<>(Files.readAllLines(metadata));
    for (int i = 0; i < lines.size(); i++) {
      lines.set(
          i,
          lines
              .get(i)
              .replaceAll(
                  "\"file_name\": (\"[^\"]*\")",
                  "\"input_file_name\": $1, \"output_file_name\": $1"));
    }
    for (int picture : pictures) {
      lines.set(picture, lines.get(picture).replaceAll("\"text\": \\[.*\\], ", ""));
    }
    Files.write(metadata, lines);
    return metadata.getParent();
  }

  @Test
  void noSeedIsBeyondWhatTheEngineTellsApart() {
    var of = EvaluationConfig.DEFAULT;
    assertThat(withSeed(of, EvaluationConfig.MAX_SEED).drawingSeed(99_999))
        .isLessThanOrEqualTo(Prompt.MAX_SEED);
    for (long seed : List.of(-1L, EvaluationConfig.MAX_SEED + 1, 67_108_864L)) {
      assertThatThrownBy(() -> withSeed(of, seed))
          .isInstanceOf(ConfigException.class)
          .hasMessage("seed: " + seed + "; expected 0 to 4294");
    }
  }

  private static EvaluationConfig withSeed(EvaluationConfig of, long seed) {
    return new EvaluationConfig(
        of.measures(),
        of.count(),
        of.seeds(),
        seed,
        of.holdBack(),
        of.sentence(),
        of.repetitions(),
        of.attributeSteps(),
        of.crop());
  }

  @Test
  void whatNeedsSentencesOrNetworksSaysSo(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 48, SIDE)) {
      var classes = new Scribbler(Condition.CLASSES);
      for (var measure : List.of(Measure.COLOURS, Measure.R_PRECISION, Measure.ATTRIBUTES)) {
        assertThatThrownBy(() -> measured(classes, cache, measure))
            .isInstanceOf(MetricException.class)
            .hasMessageContaining(measure.label() + " is of models that draw sentences");
      }
      var text = new Scribbler(Condition.TEXT);
      assertThatThrownBy(() -> measured(text, cache, Measure.FID))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining("--inception FILE");
      assertThatThrownBy(() -> measured(text, cache, Measure.NEAREST))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining("--weights FILE");
    }
  }
}

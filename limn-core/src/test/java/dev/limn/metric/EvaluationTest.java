package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.PackedCache;
import dev.limn.image.Image;
import dev.limn.model.Family;
import dev.limn.text.SmallData;
import dev.limn.torch.Device;
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
  private static final class Scribbler implements Artist {
    private final Family.Condition condition;
    private final Set<String> asked = new TreeSet<>();

    Scribbler(Family.Condition condition) {
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
    public Family.Condition condition() {
      return condition;
    }
  }

  private static Evaluation.Outcome measured(Artist artist, PackedCache cache, Measure measure) {
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
    try (var none = Instruments.open(Instruments.Sources.NONE, Set.of(measure), Device.CPU)) {
      return Evaluation.of(
          config, artist, Optional.of(cache), none, Device.CPU, Evaluation.Watch.SILENT);
    }
  }

  @Test
  void classesAndNoiseAreMeasuredToo(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 48, SIDE)) {
      var classes = new Scribbler(Family.Condition.CLASSES);
      var outcome = measured(classes, cache, Measure.GEOMETRY);
      assertThat(classes.asked).isSubsetOf(SmallData.COLOURS).isNotEmpty();
      assertThat(outcome.curve()).containsOnlyKeys("geometry");
      assertThat(outcome.facts()).containsEntry("held-back", 12);
      var noise = new Scribbler(Family.Condition.NOTHING);
      measured(noise, cache, Measure.GEOMETRY);
      assertThat(noise.asked).containsExactly("");
      var text = new Scribbler(Family.Condition.TEXT);
      measured(text, cache, Measure.GEOMETRY);
      assertThat(text.asked).allMatch(caption -> caption.contains("square"));
    }
  }

  @Test
  void whatNeedsSentencesOrNetworksSaysSo(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 48, SIDE)) {
      var classes = new Scribbler(Family.Condition.CLASSES);
      for (var measure : List.of(Measure.COLOURS, Measure.R_PRECISION, Measure.ATTRIBUTES)) {
        assertThatThrownBy(() -> measured(classes, cache, measure))
            .isInstanceOf(MetricException.class)
            .hasMessageContaining(measure.label() + " is of models that draw sentences");
      }
      var text = new Scribbler(Family.Condition.TEXT);
      assertThatThrownBy(() -> measured(text, cache, Measure.FID))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining("--inception FILE");
      assertThatThrownBy(() -> measured(text, cache, Measure.NEAREST))
          .isInstanceOf(MetricException.class)
          .hasMessageContaining("--weights FILE");
    }
  }
}

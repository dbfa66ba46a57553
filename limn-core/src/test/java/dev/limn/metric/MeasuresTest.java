package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Numbers of `src/test/goldens/metric/measures.py`, and what can be told without any program.
final class MeasuresTest {
  private static FeatureSet wave(int phase, int count, int width, double scale, double offset) {
    var values = new float[count * width];
    for (int i = 0; i < values.length; i++) {
      float sine = (float) Math.sin(i * 0.7390851 + phase);
      values[i] = (float) (scale * sine + offset);
    }
    return new FeatureSet(count, width, values);
  }

  private static FeatureSet softmax(FeatureSet logits) {
    var values = new float[logits.values().length];
    int width = logits.width();
    for (int i = 0; i < logits.count(); i++) {
      double sum = 0;
      for (int k = 0; k < width; k++) {
        sum += Math.exp(logits.values()[i * width + k]);
      }
      for (int k = 0; k < width; k++) {
        values[i * width + k] = (float) (Math.exp(logits.values()[i * width + k]) / sum);
      }
    }
    return new FeatureSet(logits.count(), width, values);
  }

  @Test
  void theInceptionScoreIsThatOfItsDefinition() {
    var score = InceptionScore.of(softmax(wave(1, 45, 7, 3, 0)));
    assertThat(score.mean()).isCloseTo(2.0985788697509102, within(1e-5));
    assertThat(score.deviation()).isCloseTo(0.15505650987271463, within(1e-5));
    assertThat(score.splits()).isEqualTo(10);
  }

  @Test
  void theInceptionScoreGoesFromOneToTheNumberOfClasses() {
    var same = new float[40 * 4];
    Arrays.fill(same, 0.25f);
    assertThat(InceptionScore.of(new FeatureSet(40, 4, same)).mean()).isCloseTo(1, within(1e-9));
    var sure = new float[40 * 4];
    for (int i = 0; i < 40; i++) {
      sure[i * 4 + i % 4] = 1;
    }
    assertThat(InceptionScore.of(new FeatureSet(40, 4, sure)).mean()).isCloseTo(4, within(1e-9));
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    assertThatThrownBy(() -> InceptionScore.of(wave(1, 20, 3, 1, 0)))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("probabilit");
    assertThatThrownBy(() -> InceptionScore.of(new FeatureSet(4, 1, new float[] {1, 1, 1, 1})))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("4 pictures in 10 splits");
  }

  @Test
  void precisionAndRecallAreThoseOfTheirDefinition() {
    var real = wave(2, 60, 5, 1, 0);
    var fake = wave(3, 50, 5, 1.3, 0.2);
    var three = PrecisionRecall.of(real, fake);
    assertThat(three.precision()).isCloseTo(0.24, within(1e-9));
    assertThat(three.recall()).isCloseTo(0.5833333333333334, within(1e-9));
    var five = PrecisionRecall.of(real, fake, 5);
    assertThat(five.precision()).isCloseTo(0.42, within(1e-9));
    assertThat(five.recall()).isCloseTo(0.6333333333333333, within(1e-9));
    assertThat(KernelDistance.between(real, wave(3, 60, 5, 1.3, 0.2), 0).mean())
        .isCloseTo(0.27317660152144363, within(1e-6));
  }

  @Test
  void ofASetAndItselfPrecisionAndRecallAreOne() {
    var set = wave(2, 60, 5, 1, 0);
    var both = PrecisionRecall.of(set, set);
    assertThat(both.precision()).isEqualTo(1);
    assertThat(both.recall()).isEqualTo(1);
    // one mode of two: all of it is real, half of the real is missed
    var real = new ArrayList<Float>();
    var fake = new ArrayList<Float>();
    var random = new Random(1);
    for (int i = 0; i < 200; i++) {
      real.add((float) (random.nextGaussian() + (i % 2) * 100));
      fake.add((float) random.nextGaussian());
    }
    var collapsed = PrecisionRecall.of(column(real), column(fake));
    assertThat(collapsed.precision()).isGreaterThanOrEqualTo(0.9);
    assertThat(collapsed.recall()).isBetween(0.4, 0.51);
    assertThatThrownBy(() -> PrecisionRecall.of(wave(1, 3, 2, 1, 0), set))
        .isInstanceOf(MetricException.class);
  }

  private static FeatureSet column(List<Float> values) {
    var all = new float[values.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i);
    }
    return new FeatureSet(all.length, 1, all);
  }

  private static FeatureSet random(int count, int width, long seed) {
    var random = new Random(seed);
    var values = new float[count * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new FeatureSet(count, width, values);
  }

  private static List<String> captions(int count) {
    return IntStream.range(0, count).mapToObj(i -> "caption " + i).toList();
  }

  @Test
  void rPrecisionIsOneForPairsAndChanceForStrangers() {
    var texts = random(400, 32, 1);
    var none = Collections.nCopies(400, -1);
    var right = RPrecision.of(texts, texts, captions(400), none, 5);
    assertThat(right.mean()).isEqualTo(1);
    assertThat(right.others()).isEqualTo(99);
    assertThat(right.folds()).isEqualTo(10);
    var wrong = RPrecision.of(random(400, 32, 2), texts, captions(400), none, 5);
    assertThat(wrong.mean()).isLessThan(0.04);
    // a judge that says the same of everything finds nothing
    var flat = new FeatureSet(400, 32, new float[400 * 32]);
    assertThat(RPrecision.of(flat, texts, captions(400), none, 5).mean()).isZero();
  }

  @Test
  void equalCaptionsAndEqualClassesAreNoRivals() {
    var texts = random(40, 16, 1);
    var two = IntStream.range(0, 40).mapToObj(i -> "caption " + i % 2).toList();
    var of = RPrecision.of(texts, texts, two, Collections.nCopies(40, -1), 5);
    assertThat(of.others()).isEqualTo(20);
    var classes = IntStream.range(0, 40).mapToObj(i -> i % 4).toList();
    assertThat(RPrecision.of(texts, texts, captions(40), classes, 5).others()).isEqualTo(30);
    assertThatThrownBy(
            () ->
                RPrecision.of(
                    texts, texts, Collections.nCopies(40, "one"), Collections.nCopies(40, -1), 5))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("'one': no other caption");
  }

  @Test
  void textMatchIsTheCosineFromTheCentre() {
    var texts = new FeatureSet(2, 2, new float[] {1, 0, 0, 2});
    var pictures = new FeatureSet(2, 2, new float[] {8, 5, 5, 9});
    float[] centre = {5, 5};
    assertThat(TextMatch.of(pictures, centre, texts, 0).mean()).isCloseTo(1, within(1e-9));
    assertThat(TextMatch.of(pictures, centre, texts, 1).mean()).isCloseTo(0, within(1e-9));
  }

  @Test
  void theNearestIsFoundByAnySize() {
    var set = random(700, 4, 3);
    assertThat(FeatureDistances.toNearest(set, set)).isCloseTo(0, within(1e-6));
    var one = new FeatureSet(1, 2, new float[] {0, 0});
    var others = new FeatureSet(2, 2, new float[] {3, 4, 6, 8});
    assertThat(FeatureDistances.toNearest(one, others)).isCloseTo(5, within(1e-9));
  }

  @Test
  void figuresThatAreNoNumbersOrVeryLargeStayWhatTheyAre() {
    var figures =
        new MeasureResult()
            .put("endless", Double.POSITIVE_INFINITY)
            .put("none", Double.NaN)
            .put("large", 1.5e20)
            .put("usual", 12.345678)
            .done();
    assertThat(figures)
        .containsEntry("endless", Double.POSITIVE_INFINITY)
        .containsEntry("none", Double.NaN)
        .containsEntry("large", 1.5e20)
        .containsEntry("usual", 12.3457);
  }
}

package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.data.Dataset;
import dev.limn.data.Progress;
import dev.limn.data.Sample;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.testkit.SharedFolder;
import dev.limn.torch.Device;
import dev.limn.vision.SqueezeNetFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the measures are known to see and not to see, on real flowers of ten species.
///
/// The collapsed set has one picture of each species, again and again: a generator that has fallen
/// into ten modes.
final class WhatFoolsMeasuresTest {
  private static final int CLASSES = 10;
  private static final int EACH = 20;

  @Test
  void onePictureOfEachClassFoolsTheInceptionScoreAndNothingElse() throws IOException {
    var weights = SharedFolder.of("weights/squeezenet1_1_notop.safetensors");
    var byClass = new TreeMap<Integer, List<Sample>>();
    for (var sample : Dataset.open(SharedFolder.of("data/flowers")).samples()) {
      byClass.computeIfAbsent(sample.label(), _ -> new ArrayList<>()).add(sample);
    }
    byClass.values().removeIf(samples -> samples.size() < 2 * EACH);
    assertThat(byClass).hasSizeGreaterThanOrEqualTo(CLASSES);
    var known = new ArrayList<Image>();
    var real = new ArrayList<Image>();
    for (int i = 0; i < EACH; i++) {
      for (int label : byClass.keySet().stream().limit(CLASSES).toList()) {
        known.add(image(byClass.get(label).get(i)));
        real.add(image(byClass.get(label).get(EACH + i)));
      }
    }
    try (var network = SqueezeNetFeatures.open(weights, Device.CPU)) {
      var ofKnown = described(network, known);
      var ofReal = described(network, real);
      var classes = classes(ofKnown, ofReal);
      int[] best = surest(classes);
      var collapsed =
          IntStream.range(0, real.size()).mapToObj(i -> real.get(best[i % CLASSES])).toList();
      var ofCollapsed = described(network, collapsed);

      // the Inception Score finds ten pictures better than two hundred
      double score = InceptionScore.of(classes).mean();
      assertThat(score).isGreaterThan(1.5);
      assertThat(InceptionScore.of(classes(ofKnown, ofCollapsed)).mean()).isGreaterThan(score);

      // the Fréchet distance of two halves of real pictures is not 0, and that of ten is far more
      double halves = FrechetDistance.between(ofKnown.statistics(), ofReal.statistics());
      assertThat(halves).isGreaterThan(100);
      assertThat(FrechetDistance.between(ofKnown.statistics(), ofCollapsed.statistics()))
          .isGreaterThan(1.3 * halves);
      assertThat(KernelDistance.between(ofKnown, ofCollapsed, 0).mean())
          .isGreaterThan(3 * Math.abs(KernelDistance.between(ofKnown, ofReal, 0).mean()));

      // recall sees what is missing
      assertThat(PrecisionRecall.of(ofKnown, ofCollapsed).recall())
          .isLessThan(0.5 * PrecisionRecall.of(ofKnown, ofReal).recall());

      // the shape of the set changes too
      var config = new GeometryScore.Config(32, 1 / 4.0, 100, 50, 1);
      double[] shape = GeometryScore.livingTimes(pixels(known), config);
      double usual = GeometryScore.between(shape, GeometryScore.livingTimes(pixels(real), config));
      assertThat(GeometryScore.between(shape, GeometryScore.livingTimes(pixels(collapsed), config)))
          .isGreaterThan(3 * usual);
    }
  }

  private static Image image(Sample sample) throws IOException {
    return Resampler.resize(sample.images().getFirst(), 64, 64, Filter.BICUBIC);
  }

  private static FeatureSet described(SqueezeNetFeatures network, List<Image> images) {
    return FeatureSet.of(network, Device.CPU, images.size(), images::get, Progress.SILENT);
  }

  private static FeatureSet pixels(List<Image> images) {
    return FeatureSet.pixels(images.size(), images::get);
  }

  /// Probabilities of the classes, from the distances to the means of the known ones.
  private static FeatureSet classes(FeatureSet known, FeatureSet pictures) {
    int width = known.width();
    var means = new double[CLASSES][width];
    for (int i = 0; i < known.count(); i++) {
      for (int k = 0; k < width; k++) {
        means[i % CLASSES][k] += known.values()[i * width + k] / (double) EACH;
      }
    }
    var values = new float[pictures.count() * CLASSES];
    for (int i = 0; i < pictures.count(); i++) {
      var closeness = new double[CLASSES];
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        double square = 0;
        for (int k = 0; k < width; k++) {
          square += Math.pow(pictures.values()[i * width + k] - means[c][k], 2);
        }
        closeness[c] = Math.exp(-square / 1000);
        sum += closeness[c];
      }
      for (int c = 0; c < CLASSES; c++) {
        values[i * CLASSES + c] = (float) (closeness[c] / sum);
      }
    }
    return new FeatureSet(pictures.count(), CLASSES, values);
  }

  /// For each class the picture of which the classifier is surest.
  private static int[] surest(FeatureSet classes) {
    var best = new int[CLASSES];
    for (int c = 0; c < CLASSES; c++) {
      for (int i = 0; i < classes.count(); i++) {
        if (classes.values()[i * CLASSES + c] > classes.values()[best[c] * CLASSES + c]) {
          best[c] = i;
        }
      }
    }
    return best;
  }
}

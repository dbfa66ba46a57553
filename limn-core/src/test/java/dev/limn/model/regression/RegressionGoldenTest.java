package dev.limn.model.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.loss.PerceptualLoss;
import dev.limn.model.Golden;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.NetworkState;
import dev.limn.train.PictureBatch;
import dev.limn.train.SameExamples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Training from descriptions to pictures against PyTorch: `goldens/regression/make_step.py`.
final class RegressionGoldenTest {
  private static final int BATCH = 4;
  private static final int TEXT = 7;
  private static final int THINGS = 3;

  @RegisterExtension final Golden golden = Golden.of("regression/step");

  /// The script's k-th formula: element i is sin(.37·i·i + k).
  private static Tensor wave(int k, double scale, double shift, long... shape) {
    int elements = 1;
    for (long size : shape) {
      elements *= (int) size;
    }
    double[] values = new double[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = shift + scale * Math.sin(0.37 * i * i + k);
    }
    return Tensors.of(values, elements).to(DType.FLOAT32).reshape(shape);
  }

  /// The script's weights for tensors of these names and shapes.
  private static Map<String, Tensor> weights(Map<String, Tensor> shapes, double scale) {
    var weights = new LinkedHashMap<String, Tensor>();
    int k = 0;
    for (var entry : new TreeMap<>(shapes).entrySet()) {
      String name = entry.getKey();
      long[] shape = entry.getValue().shape().sizes();
      boolean aroundOne = name.endsWith("running_var") || name.endsWith("weight");
      weights.put(
          name,
          shape.length > 1
              ? wave(k, scale, 0, shape)
              : aroundOne ? wave(k, 0.3, 1, shape) : wave(k, 0.1, 0, shape));
      k++;
    }
    return weights;
  }

  private static Tensor pictures() {
    return wave(100, 1, 0, BATCH, 3, 64, 64);
  }

  private static void compare(String what, Tensor have, Tensor want, double absolute) {
    Golden.compare(what, have, want, absolute, 1e-5);
  }

  private static TagClassifier classifier() {
    var classifier = new TagClassifier(THINGS, 1, Device.CPU);
    NetworkState.copy(weights(classifier.state(), 0.1), classifier.state());
    return classifier;
  }

  private static RegressionLearner learner(
      double pixel, double perceptual, TagClassifier classifier) {
    var ones = List.of(1.0, 1.0, 1.0);
    var learner =
        new RegressionLearner(
            new RegressionConfig(
                5, 6, 2, BATCH, 4e-4, 0.9, pixel, perceptual, 5, Precision.FLOAT32),
            TEXT,
            1,
            Device.CPU,
            new SameExamples(pictures(), wave(200, 1, 0, BATCH, TEXT), new int[BATCH]),
            Optional.of(
                new PerceptualLoss(classifier, new PerceptualLoss.Weights(ones, ones, 0, true))),
            _ -> Optional.empty());
    var shapes = Golden.part(learner.state().tensors(), "generator/");
    var tensors = new LinkedHashMap<String, Tensor>();
    weights(shapes, 0.2)
        .forEach(
            (name, tensor) -> {
              tensors.put("generator/" + name, tensor);
              tensors.put("average/" + name, tensor);
            });
    try (var rng = new Rng(123)) {
      Golden.begin(learner, tensors, rng);
    }
    return learner;
  }

  /// Adam moves a weight by 4e-4 a step, whatever its gradient.
  private void compareSteps(String variant, RegressionLearner learner) {
    double[] losses = golden.get(variant + "/losses").toDoubles(); // [2, 3]
    for (int step = 0; step < 2; step++) {
      var report = learner.step();
      assertThat(report.applied()).isTrue();
      var figures = report.figures();
      assertThat(figures.get("loss/pixel")).isCloseTo(losses[3 * step], within(1e-5));
      if (figures.containsKey("loss/perceptual")) {
        assertThat(figures.get("loss/perceptual")).isCloseTo(losses[3 * step + 1], within(1e-4));
      }
      assertThat(figures.get("loss/g")).isCloseTo(losses[3 * step + 2], within(1e-4));
    }
    var after = learner.state().tensors();
    golden
        .part(variant + "/after/")
        .forEach((name, want) -> compare(name, after.get("generator/" + name), want, 2e-6));
  }

  @Test
  void twoStepsOnPixelsArePyTorchs() {
    try (var classifier = classifier();
        var learner = learner(1, 0, classifier)) {
      compareSteps("pixels", learner);
    }
  }

  @Test
  void twoStepsWithAPerceptualLossArePyTorchs() {
    try (var classifier = classifier();
        var learner = learner(0.2, 1, classifier)) {
      compareSteps("mixed", learner);
      var after = learner.state().tensors();
      golden
          .part("mixed/average/")
          .forEach((name, want) -> compare(name, after.get("average/" + name), want, 2e-6));
    }
  }

  @Test
  void theClassifierNamesAndLearnsAsInPyTorch() {
    try (var classifier = classifier()) {
      Tensor named = classifier.probabilities(pictures());
      compare("probabilities", named, golden.get("classifier/probabilities"), 1e-6);
      Tensor there = wave(300, 1, 0, BATCH, THINGS).gt(0).to(DType.FLOAT32); // [N, T]
      for (double loss : golden.get("classifier/losses").toDoubles()) {
        double own = classifier.learn(new PictureBatch(0, pictures(), there, new int[BATCH]));
        assertThat(own).isCloseTo(loss, within(1e-5));
      }
      golden
          .part("classifier/after/")
          .forEach(
              (name, want) ->
                  compare(
                      name, classifier.state().get(name).narrow(0, 0, want.size(0)), want, 1e-5));
    }
  }
}

package dev.limn.model.dfgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.Settings;
import dev.limn.model.Golden;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.PictureExamples;
import dev.limn.train.SameExamples;
import dev.limn.train.StepReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The networks and whole training steps against PyTorch: `goldens/dfgan/make_step.py`. PyTorch
/// takes the paper's order of layers there, so that this also proves the cheaper order of ours.
final class DfGanGoldenTest {
  private static final double RELATIVE = 1e-4;
  private static final double ABSOLUTE = 1e-6;
  private static final int TEXT = 7;
  private static final int BATCH = 4;

  private static final DfGanConfig CONFIG =
      Settings.with(
          DfGanConfig.paper(),
          DfGanConfig.class,
          Map.of(
              "resolution", 64,
              "load", 64,
              "noise", 5,
              "generator-width", 1,
              "discriminator-width", 1,
              "batch", BATCH));

  @RegisterExtension final Golden golden = Golden.of("dfgan/step");

  /// The golden's pictures, stored at 8×8.
  private Tensor pictures(String name) {
    return Functional.upsampleNearest(golden.get(name), 64, 64); // [4, 3, 64, 64]
  }

  private static void compare(String what, Tensor have, Tensor want, double absolute) {
    Golden.compare(what, have, want, absolute, RELATIVE);
  }

  @Test
  void theGeneratorDrawsAndDifferentiatesAsInPyTorch() {
    try (var rng = new Rng(1);
        var network = new Network<>(new DfGanGenerator(CONFIG, TEXT, rng), Device.CPU)) {
      network.load(golden.part("generator/"));
      Tensor out = network.block().forward(golden.get("z"), golden.get("text")); // [4, 3, 64, 64]
      compare("pictures", out.narrow(0, 0, 1), golden.get("generator-out"), 1e-5);
      out.times(pictures("generator-seed")).sum().backward();
      var expected = golden.part("generator-grad/");
      assertThat(expected.keySet()).isEqualTo(network.block().named().keySet());
      Golden.compareGradients(network, expected, RELATIVE);
    }
  }

  @Test
  void theDiscriminatorJudgesAndDifferentiatesAsInPyTorch() {
    try (var rng = new Rng(1);
        var network = new Network<>(new DfGanDiscriminator(CONFIG, TEXT, rng), Device.CPU)) {
      network.load(golden.part("discriminator/"));
      Tensor real = pictures("real").requiresGrad(true);
      var judge = network.block();
      Tensor logits = judge.logits(judge.features(real), golden.get("text")); // [4]
      compare("logits", logits, golden.get("discriminator-out"), 1e-5);
      logits.times(golden.get("discriminator-seed")).sum().backward();
      var expected = golden.part("discriminator-grad/");
      assertThat(expected.keySet()).isEqualTo(network.block().named().keySet());
      Golden.compareGradients(network, expected, RELATIVE);
      compare(
          "slope of the pictures", real.grad().narrow(0, 0, 1), golden.get("picture-grad"), 1e-5);
    }
  }

  @Test
  void aStepWithTheMatchingAwarePenaltyIsPyTorchs() {
    compareStep(CONFIG, "", "penalty");
  }

  @Test
  void aStepWithR1AndModeSeekingIsPyTorchs() {
    var terms = Map.of("seeking", 0.5, "r1", 2.0, "penalty", 0);
    compareStep(Settings.with(CONFIG, DfGanConfig.class, terms), "terms/", "r1");
  }

  @Test
  void aStepWithAContrastiveLossIsPyTorchs() {
    var config = Settings.with(CONFIG, DfGanConfig.class, Map.of("contrast", 0.7, "penalty", 0));
    var matcher = Golden.renamed(golden.part("contrast/"), "matcher/", "discriminator/matcher.");
    var report = compareStep(config, "contrast/", matcher);
    assertThat(report.figures()).containsKeys("contrast/real", "contrast/drawn");
  }

  private void compareStep(DfGanConfig config, String prefix, String penalty) {
    var report = compareStep(config, prefix, Map.of());
    double slope = golden.get(prefix + penalty).item();
    assertThat(report.figures().get(penalty)).isCloseTo(slope, within(1e-4 * slope));
  }

  /// @param more weights beside those that every step begins with
  private StepReport compareStep(DfGanConfig config, String prefix, Map<String, Tensor> more) {
    // only a shift by two meets no text of its own class
    var examples = new SameExamples(pictures("real"), golden.get("text"), 0, 0, 1, 1);
    try (var rng = new Rng(123);
        var learner = learner(config, examples)) {
      var weights = new HashMap<>(golden.pair(""));
      weights.putAll(more);
      Golden.begin(learner, weights, rng);
      compare("z", Tensors.randn(rng, BATCH, config.noise()), golden.get("z"), 0);

      var report = learner.step();

      assertThat(report.applied()).isTrue();
      double[] losses = golden.get(prefix + "losses").toDoubles();
      assertThat(report.figures().get("loss/d")).isCloseTo(losses[0], within(1e-4));
      assertThat(report.figures().get("loss/g")).isCloseTo(losses[1], within(2e-3));
      var after = learner.state().tensors();
      compareWeights(prefix, "discriminator", after, config.discriminatorRate());
      compareWeights(prefix, "generator", after, config.generatorRate());
      return report;
    }
  }

  /// With β₁ = 0 Adam's first step is the learning rate times the gradient's sign: where the
  /// gradient is noise, so is the sign.
  private void compareWeights(
      String prefix, String network, Map<String, Tensor> after, double rate) {
    var moments = golden.part(prefix + "moment/" + network + "/");
    double tiny = 10 * Golden.noise(moments);
    golden
        .part(prefix + "after/" + network + "/")
        .forEach(
            (name, want) -> {
              double[] grads = moments.get(name).toDoubles();
              double[] expected = want.toDoubles();
              double[] actual = after.get(network + "/" + name).toDoubles();
              for (int i = 0; i < expected.length; i++) {
                double allowed = Math.abs(grads[i]) < tiny ? 2 * rate : 0.02 * rate;
                assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s/%s[%d], gradient %s", network, name, i, grads[i])
                    .isLessThanOrEqualTo(allowed + ABSOLUTE);
              }
            });
  }

  private static DfGanLearner learner(DfGanConfig config, PictureExamples examples) {
    return new DfGanLearner(config, TEXT, 1, 0, 0, Device.CPU, examples, _ -> Optional.empty());
  }
}

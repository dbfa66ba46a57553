package dev.limn.model.reed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.model.Golden;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.SameExamples;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The networks and a whole training step against PyTorch: `goldens/reed/make_step.py` and
/// `make_larger.py`.
final class ReedGoldenTest {
  private static final double RELATIVE = 1e-4;
  private static final double ABSOLUTE = 1e-6;
  private static final int TEXT = 7;

  private static final ReedConfig CONFIG =
      Settings.with(
          ReedConfig.paper(),
          ReedConfig.class,
          Map.of(
              "noise", 5,
              "text-features", 6,
              "generator-width", 2,
              "discriminator-width", 2,
              "batch", 4,
              "real-target", 0.9));

  @RegisterExtension final Golden golden = Golden.of("reed/step");

  private static void compare(String what, Tensor have, Tensor want, double absolute) {
    Golden.compare(what, have, want, absolute, RELATIVE);
  }

  @Test
  void theGeneratorDrawsAndDifferentiatesAsInPyTorch() {
    try (var rng = new Rng(1);
        var network = new Network<>(new ReedGenerator(CONFIG, TEXT, rng), Device.CPU)) {
      network.load(golden.part("generator/"));
      Tensor out =
          network.block().forward(golden.get("z").narrow(0, 0, 4), golden.get("text")); // [4, 3, …]
      compare("pictures", out, golden.get("generator-out"), ABSOLUTE);
      out.times(golden.get("generator-seed")).sum().backward();
      Golden.compareGradients(network, golden.part("generator-grad/"), RELATIVE);
    }
  }

  @Test
  void theDiscriminatorJudgesAndDifferentiatesAsInPyTorch() {
    try (var rng = new Rng(1);
        var network = new Network<>(new ReedDiscriminator(CONFIG, TEXT, rng), Device.CPU)) {
      network.load(golden.part("discriminator/"));
      Tensor pictures = golden.get("real").copy().requiresGrad(true);
      var judge = network.block();
      Tensor logits = judge.logits(judge.features(pictures), golden.get("text")); // [4]
      compare("logits", logits, golden.get("discriminator-out"), 1e-5);
      logits.times(golden.get("discriminator-seed")).sum().backward();
      Golden.compareGradients(network, golden.part("discriminator-grad/"), RELATIVE);
      compare("gradient of the pictures", pictures.grad(), golden.get("picture-grad"), 1e-5);
    }
  }

  @Test
  void aLargerPairDrawsJudgesAndDifferentiatesAsInPyTorch() {
    var larger = Golden.read("reed/larger");
    var config = Settings.with(CONFIG, ReedConfig.class, Map.of("resolution", 128, "load", 152));
    try (var rng = new Rng(1);
        var drawing = new Network<>(new ReedGenerator(config, TEXT, rng), Device.CPU);
        var judging = new Network<>(new ReedDiscriminator(config, TEXT, rng), Device.CPU)) {
      drawing.load(Golden.part(larger, "generator/"));
      judging.load(Golden.part(larger, "discriminator/"));
      Tensor text = larger.get("text");
      Tensor pictures = drawing.block().forward(larger.get("z"), text); // [4, 3, 128, 128]
      pictures.requireShape("pictures", 4, 3, 128, 128);
      Tensor shown =
          pictures.contiguous().reshape(4, 3, 16, 8, 16, 8).select(5, 0).select(3, 0); // every 8th
      compare("pictures", shown, larger.get("drawing"), ABSOLUTE);
      Tensor logits = judging.block().logits(judging.block().features(pictures), text); // [4]
      compare("logits", logits, larger.get("logits"), 1e-5);
      logits.sum().backward();
      Map.of("generator-grad/", drawing, "discriminator-grad/", judging)
          .forEach(
              (prefix, network) ->
                  Golden.compareGradients(network, Golden.part(larger, prefix), RELATIVE));
    }
  }

  @Test
  void aStepOfGanIntClsIsPyTorchs() {
    compareStep(CONFIG, "", "z");
  }

  @Test
  void aStepWithModeSeekingAndAGradientPenaltyIsPyTorchs() {
    var terms = Map.of("seeking", 0.5, "gradient-penalty", 2.0);
    compareStep(Settings.with(CONFIG, ReedConfig.class, terms), "terms/", "z-again");
  }

  private void compareStep(ReedConfig config, String prefix, String noiseName) {
    // only a shift by two meets no text of its own class
    var examples = new SameExamples(golden.get("real"), golden.get("text"), 0, 0, 1, 1);
    try (var rng = new Rng(123);
        var learner =
            new ReedLearner(config, TEXT, 1, 0, 0, Device.CPU, examples, _ -> Optional.empty())) {
      Tensor z = golden.get(noiseName);
      Golden.begin(learner, golden.pair(""), rng);
      compare("z", Tensors.randn(rng, z.size(0), 5), z, 0);

      var report = learner.step();

      assertThat(report.applied()).isTrue();
      double[] losses = golden.get(prefix + "losses").toDoubles();
      if (golden.has(prefix + "penalty")) {
        double penalty = golden.get(prefix + "penalty").item();
        assertThat(report.figures().get("penalty")).isCloseTo(penalty, within(penalty));
      }
      assertThat(report.figures().get("loss/d")).isCloseTo(losses[0], within(losses[0]));
      assertThat(report.figures().get("loss/g")).isCloseTo(losses[1], within(losses[1]));
      var after = learner.state().tensors();
      for (String network : new String[] {"generator", "discriminator"}) {
        var moments = golden.part(prefix + "moment/" + network + "/");
        double tiny = Golden.noise(moments);
        golden
            .part(prefix + "after/" + network + "/")
            .forEach(
                (name, want) -> {
                  // Adam's first step is the learning rate times the gradient's sign: where the
                  // gradient is noise, so is the sign.
                  double allowed = ABSOLUTE;
                  if (moments.containsKey(name) && moments.get(name).abs().min().item() < tiny) {
                    allowed = 2 * CONFIG.learningRate();
                  } else if (name.equals("text_norm.running_mean")) {
                    // It averages text.bias in, whose gradient is all noise before a batch norm.
                    allowed = 0.1 * 2 * CONFIG.learningRate();
                  }
                  compare(network + "/" + name, after.get(network + "/" + name), want, allowed);
                });
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.data.Offset.offset(1e-5 * Math.max(1, Math.abs(value)));
  }
}

package dev.limn.model.reed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.Settings;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.io.Safetensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.Examples;
import dev.limn.train.LearnerState;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  private Scope scope;
  private Map<String, Tensor> golden;
  private int threads;

  @BeforeEach
  void read() throws Exception {
    threads = Engine.threads();
    Engine.threads(1);
    scope = Scope.open();
    golden =
        Safetensors.read(
            Path.of(ReedGoldenTest.class.getResource("/goldens/reed/step.safetensors").toURI()));
  }

  @AfterEach
  void close() {
    scope.close();
    Engine.threads(threads);
  }

  private Map<String, Tensor> part(String prefix) {
    var part = new LinkedHashMap<String, Tensor>();
    golden.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    assertThat(part).isNotEmpty();
    return part;
  }

  private static void compare(String what, Tensor have, Tensor want, double absolute) {
    assertThat(have.shape()).as(what).isEqualTo(want.shape());
    double[] expected = want.toDoubles();
    double[] actual = have.toDoubles();
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s[%d]: %s, PyTorch has %s", what, i, actual[i], expected[i])
          .isLessThanOrEqualTo(absolute + RELATIVE * Math.abs(expected[i]));
    }
  }

  /// Gradients are sums over many pixels; the smallest are differences of large ones.
  private static double gradientNoise(Map<String, Tensor> grads) {
    double largest = 0;
    for (Tensor grad : grads.values()) {
      largest = Math.max(largest, grad.abs().max().item());
    }
    return 1e-5 * largest;
  }

  @Test
  void theGeneratorDrawsAndDifferentiatesAsInPyTorch() {
    try (var rng = new Rng(1);
        var network = new Network<>(new ReedGenerator(CONFIG, TEXT, rng), Device.CPU)) {
      network.load(part("generator/"));
      Tensor out =
          network.block().forward(golden.get("z").narrow(0, 0, 4), golden.get("text")); // [4, 3, …]
      compare("pictures", out, golden.get("generator-out"), ABSOLUTE);
      out.times(golden.get("generator-seed")).sum().backward();
      var expected = part("generator-grad/");
      double noise = gradientNoise(expected);
      var named = network.block().named();
      expected.forEach((name, grad) -> compare(name, named.get(name).tensor().grad(), grad, noise));
    }
  }

  @Test
  void theDiscriminatorJudgesAndDifferentiatesAsInPyTorch() {
    try (var rng = new Rng(1);
        var network = new Network<>(new ReedDiscriminator(CONFIG, TEXT, rng), Device.CPU)) {
      network.load(part("discriminator/"));
      Tensor pictures = golden.get("real").copy().requiresGrad(true);
      var judge = network.block();
      Tensor logits = judge.judge(judge.features(pictures), golden.get("text")); // [4]
      compare("logits", logits, golden.get("discriminator-out"), 1e-5);
      logits.times(golden.get("discriminator-seed")).sum().backward();
      var expected = part("discriminator-grad/");
      double noise = gradientNoise(expected);
      var named = network.block().named();
      expected.forEach((name, grad) -> compare(name, named.get(name).tensor().grad(), grad, noise));
      compare("gradient of the pictures", pictures.grad(), golden.get("picture-grad"), 1e-5);
    }
  }

  @Test
  void aLargerPairDrawsJudgesAndDifferentiatesAsInPyTorch() throws Exception {
    golden =
        Safetensors.read(
            Path.of(ReedGoldenTest.class.getResource("/goldens/reed/larger.safetensors").toURI()));
    var config = Settings.with(CONFIG, ReedConfig.class, Map.of("resolution", 128, "load", 152));
    try (var rng = new Rng(1);
        var drawing = new Network<>(new ReedGenerator(config, TEXT, rng), Device.CPU);
        var judging = new Network<>(new ReedDiscriminator(config, TEXT, rng), Device.CPU)) {
      drawing.load(part("generator/"));
      judging.load(part("discriminator/"));
      Tensor text = golden.get("text");
      Tensor pictures = drawing.block().forward(golden.get("z"), text); // [4, 3, 128, 128]
      pictures.requireShape("pictures", 4, 3, 128, 128);
      Tensor shown =
          pictures.contiguous().reshape(4, 3, 16, 8, 16, 8).select(5, 0).select(3, 0); // every 8th
      compare("pictures", shown, golden.get("drawing"), ABSOLUTE);
      Tensor logits = judging.block().judge(judging.block().features(pictures), text); // [4]
      compare("logits", logits, golden.get("logits"), 1e-5);
      logits.sum().backward();
      Map.of("generator-grad/", drawing, "discriminator-grad/", judging)
          .forEach(
              (prefix, network) -> {
                var expected = part(prefix);
                double noise = gradientNoise(expected);
                var named = network.block().named();
                expected.forEach(
                    (name, grad) -> compare(name, named.get(name).tensor().grad(), grad, noise));
              });
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
    Examples examples = new Fixed(golden.get("real"), golden.get("text"));
    try (var rng = new Rng(123);
        var learner =
            new ReedLearner(config, TEXT, 1, 0, 0, Device.CPU, examples, _ -> Optional.empty())) {
      byte[] noise = rng.state();
      Tensor z = golden.get(noiseName);
      compare("z", Tensors.randn(rng, z.size(0), 5), z, 0);
      var tensors = new LinkedHashMap<>(learner.state().tensors());
      part("generator/").forEach((name, value) -> tensors.put("generator/" + name, value));
      part("discriminator/").forEach((name, value) -> tensors.put("discriminator/" + name, value));
      var values = new LinkedHashMap<>(learner.state().values());
      values.put("rng", Base64.getEncoder().encodeToString(noise));
      learner.restore(new LearnerState(tensors, values));

      var report = learner.step();

      assertThat(report.applied()).isTrue();
      double[] losses = golden.get(prefix + "losses").toDoubles();
      if (golden.containsKey(prefix + "penalty")) {
        double penalty = golden.get(prefix + "penalty").item();
        assertThat(report.figures().get("penalty")).isCloseTo(penalty, within(penalty));
      }
      assertThat(report.figures().get("loss/d")).isCloseTo(losses[0], within(losses[0]));
      assertThat(report.figures().get("loss/g")).isCloseTo(losses[1], within(losses[1]));
      var after = learner.state().tensors();
      for (String network : new String[] {"generator", "discriminator"}) {
        var moments = part(prefix + "moment/" + network + "/");
        double tiny = gradientNoise(moments);
        part(prefix + "after/" + network + "/")
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

  /// The same batch for ever.
  private record Fixed(Tensor pictures, Tensor text) implements Examples {
    @Override
    public Example next() {
      // Only a shift by two meets no text of its own class.
      return new Example(0, pictures.copy(), text.copy(), new int[] {0, 0, 1, 1});
    }

    @Override
    public Tensor sampleText(int count) {
      return text.copy();
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public void seek(long position) {}

    @Override
    public void close() {}
  }
}

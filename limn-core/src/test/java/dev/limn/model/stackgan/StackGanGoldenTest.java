package dev.limn.model.stackgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.Settings;
import dev.limn.model.Golden;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.train.SameExamples;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The networks and training steps of both stages against PyTorch: `goldens/stackgan/make_step.py`.
final class StackGanGoldenTest {
  private static final double RELATIVE = 2e-4;
  private static final int TEXT = 7;
  private static final int STEPS = 3;

  @RegisterExtension final Golden golden = Golden.of("stackgan/step");

  private static StackGanConfig config(int stage) {
    return Settings.with(
        StackGanConfig.paper(),
        StackGanConfig.class,
        Map.ofEntries(
            Map.entry("stage", stage),
            Map.entry("resolution", 64),
            Map.entry("low-resolution", 32),
            Map.entry("load", 64),
            Map.entry("noise", 5),
            Map.entry("conditioning", 3),
            Map.entry("text-features", 4),
            Map.entry("generator-width", 2),
            Map.entry("discriminator-width", 1),
            Map.entry("residual-blocks", 1),
            Map.entry("batch", 4)));
  }

  private static String prefix(int stage) {
    return stage == 1 ? "one/" : "two/";
  }

  /// The golden's pictures, stored at 8×8.
  private Tensor enlarged(String name, int side) {
    return Functional.upsampleNearest(golden.get(name), side, side); // [4, 3, side, side]
  }

  private static void compare(String what, Tensor have, Tensor want, double absolute) {
    Golden.compare(what, have, want, absolute, RELATIVE);
  }

  private static void compareGradients(Network<?> network, Map<String, Tensor> expected) {
    Golden.compareGradients(network, expected, RELATIVE);
    var parameters = network.block().named().values();
    long trained = parameters.stream().filter(parameter -> parameter.trainable()).count();
    assertThat(trained).isEqualTo(expected.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theGeneratorDrawsAndDifferentiatesAsInPyTorch(int stage) {
    StackGanConfig config = config(stage);
    String at = prefix(stage);
    try (var rng = new Rng(1)) {
      StageGenerator block =
          stage == 1
              ? new StageOneGenerator(config, TEXT, rng)
              : new StageTwoGenerator(config, TEXT, rng);
      try (var network = new Network<>(block, Device.CPU)) {
        network.load(golden.part(at + "generator/"));
        var drawn =
            block.forward(golden.get(at + "start"), golden.get(at + "epsilon"), golden.get("text"));
        compare("pictures", drawn.pictures().narrow(0, 0, 1), golden.get(at + "pictures"), 1e-5);
        compare("divergence", drawn.divergence(), golden.get(at + "kl"), 1e-6);
        Tensor seed = enlarged(at + "seed", config.side());
        drawn.pictures().times(seed).sum().plus(drawn.divergence()).backward();
        compareGradients(network, golden.part(at + "generator-grad/"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theDiscriminatorJudgesAndDifferentiatesAsInPyTorch(int stage) {
    StackGanConfig config = config(stage);
    String at = prefix(stage);
    try (var rng = new Rng(1);
        var network = new Network<>(new StackGanDiscriminator(config, TEXT, rng), Device.CPU)) {
      network.load(golden.part(at + "discriminator/"));
      Tensor real = enlarged("real", config.side());
      var judge = network.block();
      Tensor logits = judge.logits(judge.features(real), golden.get("text")); // [4]
      compare("logits", logits, golden.get(at + "logits"), 1e-5);
      logits.times(golden.get(at + "weight")).sum().backward();
      compareGradients(network, golden.part(at + "discriminator-grad/"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void threeStepsArePyTorchs(int stage) {
    StackGanConfig config = config(stage);
    String at = prefix(stage);
    // only a shift by two meets no text of its own class
    var examples = new SameExamples(enlarged("real", 64), golden.get("text"), 0, 0, 1, 1);
    try (var rng = new Rng(stage == 1 ? 123 : 321);
        var learner = Tiny.learner(config, TEXT, 0, examples, Optional.empty())) {
      var weights = golden.pair(at);
      if (stage == 2) {
        golden.part("one/generator/").forEach((name, value) -> weights.put("first/" + name, value));
      }
      Golden.begin(learner, weights, rng);
      double[] losses = golden.get(at + "losses").toDoubles();
      for (int step = 0; step < STEPS; step++) {
        var report = learner.step();
        assertThat(report.applied()).isTrue();
        var figures = report.figures();
        assertThat(figures.get("loss/d")).isCloseTo(losses[3 * step], within(1e-3));
        assertThat(figures.get("loss/g")).isCloseTo(losses[3 * step + 1], within(2e-3));
        assertThat(figures.get("kl")).isCloseTo(losses[3 * step + 2], within(1e-4));
      }
      var after = learner.state().tensors();
      for (String network : new String[] {"generator", "discriminator"}) {
        compareWeights(network, golden.part(at + "after/" + network + "/"), after);
      }
    }
  }

  /// Adam moves a weight by about the learning rate even where its gradient is rounding noise, so a
  /// few weights may differ by a step or two; nearly all agree.
  private static void compareWeights(
      String network, Map<String, Tensor> wanted, Map<String, Tensor> after) {
    double rate = 2e-4;
    int total = 0;
    int close = 0;
    for (var want : wanted.entrySet()) {
      String name = want.getKey();
      if (name.contains("running_")) {
        compare(name, after.get(network + "/" + name), want.getValue(), 2e-3);
        continue;
      }
      double[] expected = want.getValue().toDoubles();
      double[] actual = after.get(network + "/" + name).toDoubles();
      for (int i = 0; i < expected.length; i++) {
        double difference = Math.abs(actual[i] - expected[i]);
        assertThat(difference).as("%s/%s[%d]", network, name, i).isLessThan(2 * STEPS * rate);
        total++;
        close += difference < 0.05 * rate ? 1 : 0;
      }
    }
    assertThat((double) close / total).as(network).isGreaterThan(0.97);
  }
}

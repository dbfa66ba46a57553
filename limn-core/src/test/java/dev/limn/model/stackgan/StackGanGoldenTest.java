package dev.limn.model.stackgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.model.Settings;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Functional;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The networks and training steps of both stages against PyTorch: `goldens/stackgan/make_step.py`.
final class StackGanGoldenTest {
  private static final double RELATIVE = 2e-4;
  private static final int TEXT = 7;
  private static final int STEPS = 3;

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
            Path.of(
                StackGanGoldenTest.class
                    .getResource("/goldens/stackgan/step.safetensors")
                    .toURI()));
  }

  @AfterEach
  void close() {
    scope.close();
    Engine.threads(threads);
  }

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

  private Map<String, Tensor> part(String prefix) {
    var part = new LinkedHashMap<String, Tensor>();
    golden.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    assertThat(part).as(prefix).isNotEmpty();
    return part;
  }

  /// The golden's pictures, stored at 8×8.
  private Tensor enlarged(String name, int side) {
    return Functional.upsampleNearest(golden.get(name), side, side); // [4, 3, side, side]
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
  private static void compareGradients(Network<?> network, Map<String, Tensor> expected) {
    double largest = 0;
    for (Tensor grad : expected.values()) {
      largest = Math.max(largest, grad.abs().max().item());
    }
    double tiny = 1e-5 * largest;
    var named = network.block().named();
    for (var want : expected.entrySet()) {
      Tensor grad = named.get(want.getKey()).tensor().grad();
      compare("gradient of " + want.getKey(), grad, want.getValue(), tiny);
    }
    long trained = named.values().stream().filter(parameter -> parameter.trainable()).count();
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
        network.load(part(at + "generator/"));
        var drawn =
            block.forward(golden.get(at + "start"), golden.get(at + "epsilon"), golden.get("text"));
        compare("pictures", drawn.pictures().narrow(0, 0, 1), golden.get(at + "pictures"), 1e-5);
        compare("divergence", drawn.divergence(), golden.get(at + "kl"), 1e-6);
        Tensor seed = enlarged(at + "seed", config.side());
        drawn.pictures().times(seed).sum().plus(drawn.divergence()).backward();
        compareGradients(network, part(at + "generator-grad/"));
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
      network.load(part(at + "discriminator/"));
      Tensor real = enlarged("real", config.side());
      var judge = network.block();
      Tensor logits = judge.judge(judge.features(real), golden.get("text")); // [4]
      compare("logits", logits, golden.get(at + "logits"), 1e-5);
      logits.times(golden.get(at + "weight")).sum().backward();
      compareGradients(network, part(at + "discriminator-grad/"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void threeStepsArePyTorchs(int stage) {
    StackGanConfig config = config(stage);
    String at = prefix(stage);
    var examples = new Fixed(enlarged("real", 64), golden.get("text"));
    try (var rng = new Rng(stage == 1 ? 123 : 321);
        var learner = Tiny.learner(config, TEXT, 0, examples, Optional.empty())) {
      var tensors = new LinkedHashMap<>(learner.state().tensors());
      part(at + "generator/").forEach((name, value) -> tensors.put("generator/" + name, value));
      part(at + "discriminator/")
          .forEach((name, value) -> tensors.put("discriminator/" + name, value));
      if (stage == 2) {
        part("one/generator/").forEach((name, value) -> tensors.put("first/" + name, value));
      }
      var values = new LinkedHashMap<>(learner.state().values());
      values.put("rng", Base64.getEncoder().encodeToString(rng.state()));
      learner.restore(new LearnerState(tensors, values));
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
        compareWeights(network, part(at + "after/" + network + "/"), after);
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

  /// The same batch for ever.
  private record Fixed(Tensor pictures, Tensor text) implements Examples {
    @Override
    public Example next() {
      // Only a shift by two meets no text of its own class.
      return new Example(0, pictures.copy(), text.copy(), new int[] {0, 0, 1, 1});
    }

    @Override
    public Tensor sampleText(int count) {
      return Tensors.zeros(count, TEXT);
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

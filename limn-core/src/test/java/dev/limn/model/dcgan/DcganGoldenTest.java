package dev.limn.model.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.loss.AdversarialOptions;
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
import dev.limn.train.LabelledExamples;
import dev.limn.train.LearnerState;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The networks and training steps against PyTorch: `goldens/dcgan/make_dcgan.py`.
final class DcganGoldenTest {
  private static final double RELATIVE = 1e-4;
  private static final double ABSOLUTE = 1e-5;

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
            Path.of(DcganGoldenTest.class.getResource("/goldens/dcgan/dcgan.safetensors").toURI()));
  }

  @AfterEach
  void close() {
    scope.close();
    Engine.threads(threads);
  }

  private static DcganConfig config(String variant) {
    var all = new LinkedHashMap<String, Object>();
    all.putAll(Map.of("noise", 5, "generator-width", 2, "discriminator-width", 2, "batch", 2));
    all.put("average-kimg", 0);
    switch (variant) {
      case "faces", "paper" -> all.put("resolution", 32);
      case "embedding" -> all.putAll(Map.of("labels", "embedding", "label-width", 4));
      case "onehot" -> all.put("labels", "one_hot");
      case "rules" ->
          all.putAll(
              Map.of(
                  "pooling", true,
                  "fully-connected", true,
                  "batch-norm", false,
                  "discriminator-relu", true));
      default -> {}
    }
    DcganConfig base =
        switch (variant) {
          case "faces" -> DcganConfig.faces();
          case "paper" -> DcganConfig.paper();
          default -> DcganConfig.fashion();
        };
    return Settings.with(base, DcganConfig.class, all);
  }

  private static int classes(DcganConfig config) {
    return config.labels() == Labels.NONE ? 0 : 3;
  }

  private Map<String, Tensor> part(String prefix) {
    var part = new LinkedHashMap<String, Tensor>();
    golden.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    return part;
  }

  /// The stored weights, or for the large networks those of the script's formula.
  private void fill(Network<?> network, String prefix) {
    var stored = part(prefix);
    if (!stored.isEmpty()) {
      network.load(stored);
      return;
    }
    var weights = new LinkedHashMap<String, Tensor>();
    network
        .state()
        .forEach(
            (name, tensor) -> {
              float[] values = new float[(int) tensor.elements()];
              double scale = values.length < 3000 ? 0.2 : 0.02;
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.sin(i * 0.7) * (float) scale;
              }
              weights.put(name, Tensors.of(values, tensor.shape().sizes()));
            });
    network.load(weights);
  }

  private static void compare(String what, Tensor have, Tensor want, double absolute) {
    assertThat(have.shape()).as(what).isEqualTo(want.shape());
    double[] expected = want.toDoubles();
    double[] actual = have.toDoubles();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%s[%d]", what, i)
          .isCloseTo(expected[i], within(absolute + RELATIVE * Math.abs(expected[i])));
    }
  }

  /// Gradients are sums over many pixels; the smallest are differences of large ones.
  private static void compareAll(Map<String, Tensor> expected, Network<?> network) {
    double largest =
        expected.values().stream().mapToDouble(grad -> grad.abs().max().item()).max().orElse(0);
    assertThat(largest).isPositive();
    var named = network.block().named();
    expected.forEach(
        (name, grad) -> compare(name, named.get(name).tensor().grad(), grad, 1e-5 * largest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"faces", "paper", "fashion", "embedding", "onehot", "rules"})
  void theGeneratorDrawsAndDifferentiatesAsInPyTorch(String variant) {
    DcganConfig config = config(variant);
    try (var rng = new Rng(1);
        var network = new Network<>(new DcganGenerator(config, classes(config), rng), Device.CPU)) {
      fill(network, variant + "/generator/");
      Tensor out = network.block().forward(golden.get(variant + "/z"), oneHot(variant, config));
      compare("pictures", out, golden.get(variant + "/pictures"), ABSOLUTE);
      out.times(golden.get(variant + "/seed")).sum().backward();
      compareAll(part(variant + "/generator-grad/"), network);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"faces", "paper", "fashion", "embedding", "onehot", "rules"})
  void theDiscriminatorJudgesAndDifferentiatesAsInPyTorch(String variant) {
    DcganConfig config = config(variant);
    try (var rng = new Rng(1);
        var network =
            new Network<>(new DcganDiscriminator(config, classes(config), rng), Device.CPU)) {
      fill(network, variant + "/discriminator/");
      Tensor logits =
          network.block().forward(golden.get(variant + "/real"), oneHot(variant, config));
      compare("logits", logits, golden.get(variant + "/logits"), ABSOLUTE);
      logits.times(golden.get(variant + "/judge-seed")).sum().backward();
      compareAll(part(variant + "/discriminator-grad/"), network);
    }
  }

  private Tensor oneHot(String variant, DcganConfig config) {
    long[] labels = golden.get(variant + "/classes").toLongs();
    return LabelledExamples.oneHot(
        new int[] {(int) labels[0], (int) labels[1]}, classes(config)); // [2, classes]
  }

  @Test
  void twoStepsForClassesArePyTorchs() {
    DcganConfig config =
        Settings.with(
            config("embedding"), DcganConfig.class, Map.of("adversarial.real-target", 0.9));
    Tensor real = golden.get("embedding/real").repeat(1, 3, 1, 1);
    Examples examples = new Fixed(real, oneHot("embedding", config));
    try (var rng = new Rng(123);
        var learner =
            new DcganLearner(config, 3, 1, 0, Device.CPU, examples, _ -> Optional.empty())) {
      byte[] noise = rng.state();
      compare("z", Tensors.randn(rng, 2, 5), golden.get("step/z"), 0);
      var tensors = new LinkedHashMap<>(learner.state().tensors());
      for (String network : new String[] {"generator/", "discriminator/"}) {
        part("embedding/" + network).forEach((name, value) -> tensors.put(network + name, value));
      }
      var values = new LinkedHashMap<>(learner.state().values());
      values.put("rng", Base64.getEncoder().encodeToString(noise));
      learner.restore(new LearnerState(tensors, values));

      learner.step();
      var report = learner.step();

      double[] losses = golden.get("step/losses").toDoubles();
      assertThat(report.applied()).isTrue();
      assertThat(report.figures().get("loss/d")).isCloseTo(losses[0], within(1e-4));
      assertThat(report.figures().get("loss/g")).isCloseTo(losses[1], within(1e-4));
      var after = learner.state().tensors();
      for (String network : new String[] {"generator", "discriminator"}) {
        var moments = part("step/moment/" + network + "/");
        double largest =
            moments.values().stream().mapToDouble(m -> m.abs().max().item()).max().orElse(0);
        part("step/after/" + network + "/")
            .forEach(
                (name, want) -> {
                  // Adam's first steps are the learning rate times nearly the gradient's sign:
                  // where
                  // the gradient is noise, so is the sign.
                  boolean noisy =
                      moments.containsKey(name)
                          && moments.get(name).abs().min().item() < 1e-3 * largest;
                  double allowed = noisy ? 4 * config.learningRate() : 2e-5;
                  compare(network + "/" + name, after.get(network + "/" + name), want, allowed);
                });
      }
    }
  }

  @Test
  void theFacesNetworksHaveTheExamplesNumberOfParameters() {
    try (var rng = new Rng(1);
        var g = new Network<>(new DcganGenerator(DcganConfig.faces(), 0, rng), Device.CPU);
        var d = new Network<>(new DcganDiscriminator(DcganConfig.faces(), 0, rng), Device.CPU)) {
      assertThat(g.parameterCount()).isEqualTo(3_576_704);
      assertThat(d.parameterCount()).isEqualTo(2_765_568);
      assertThat(g.state()).containsKeys("main.0.weight", "main.1.running_mean", "main.12.weight");
      assertThat(DcganConfig.paper().adversarial()).isEqualTo(AdversarialOptions.plain());
    }
  }

  /// The same batch for ever.
  private record Fixed(Tensor pictures, Tensor text) implements Examples {
    @Override
    public Example next() {
      return new Example(0, pictures.copy(), text.copy(), new int[] {2, 0});
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

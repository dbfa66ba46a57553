package dev.limn.model.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.Settings;
import dev.limn.loss.AdversarialOptions;
import dev.limn.model.Golden;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.LabelledExamples;
import dev.limn.train.SameExamples;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The networks and training steps against PyTorch: `goldens/dcgan/make_dcgan.py`.
final class DcganGoldenTest {
  private static final double RELATIVE = 1e-4;
  private static final double ABSOLUTE = 1e-5;

  @RegisterExtension final Golden golden = Golden.of("dcgan/dcgan");

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

  /// The stored weights, or for the large networks those of the script's formula.
  private void fill(Network<?> network, String prefix) {
    var names = network.state().keySet();
    if (golden.has(prefix + names.iterator().next())) {
      network.load(golden.part(prefix));
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
    Golden.compare(what, have, want, absolute, RELATIVE);
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
      Golden.compareGradients(network, golden.part(variant + "/generator-grad/"), RELATIVE);
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
      Golden.compareGradients(network, golden.part(variant + "/discriminator-grad/"), RELATIVE);
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
    var examples = new SameExamples(real, oneHot("embedding", config), 2, 0);
    try (var rng = new Rng(123);
        var learner =
            new DcganLearner(config, 3, 1, 0, Device.CPU, examples, _ -> Optional.empty())) {
      Golden.begin(learner, golden.pair("embedding/"), rng);
      compare("z", Tensors.randn(rng, 2, 5), golden.get("step/z"), 0);

      learner.step();
      var report = learner.step();

      double[] losses = golden.get("step/losses").toDoubles();
      assertThat(report.applied()).isTrue();
      assertThat(report.figures().get("loss/d")).isCloseTo(losses[0], within(1e-4));
      assertThat(report.figures().get("loss/g")).isCloseTo(losses[1], within(1e-4));
      var after = learner.state().tensors();
      for (String network : new String[] {"generator", "discriminator"}) {
        var moments = golden.part("step/moment/" + network + "/");
        double largest =
            moments.values().stream().mapToDouble(m -> m.abs().max().item()).max().orElse(0);
        golden
            .part("step/after/" + network + "/")
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
}

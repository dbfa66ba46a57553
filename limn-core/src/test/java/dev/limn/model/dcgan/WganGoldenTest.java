package dev.limn.model.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two whole steps of `wgan`, ten updates of the critic and two of the generator, against PyTorch:
/// `goldens/dcgan/make_wgan.py`.
///
/// The settings are those of the family's presets, but for the size of the networks; the points of
/// the gradient penalty come from the same random numbers.
final class WganGoldenTest {
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
            Path.of(WganGoldenTest.class.getResource("/goldens/dcgan/wgan.safetensors").toURI()));
  }

  @AfterEach
  void close() {
    scope.close();
    Engine.threads(threads);
  }

  private static DcganConfig config(String preset) {
    var small = new LinkedHashMap<String, Object>();
    small.putAll(Map.of("noise", 5, "generator-width", 2, "discriminator-width", 2, "batch", 2));
    small.putAll(Map.of("resolution", 28, "channels", 1, "average-kimg", 0));
    small.put("precision", "float32");
    return Settings.with(
        DcganConfig.paper(), DcganConfig.class, new WganFamily().settings(preset, small));
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

  /// From the golden's weights and with the golden's random numbers.
  private DcganLearner learner(String preset) {
    var learner =
        new DcganLearner(
            config(preset),
            0,
            1,
            0,
            Device.CPU,
            new InTurn(golden.get("real")),
            _ -> Optional.empty());
    var tensors = new LinkedHashMap<>(learner.state().tensors());
    tensors.putAll(part(preset + "/before/"));
    var values = new LinkedHashMap<>(learner.state().values());
    try (var rng = new Rng(123)) {
      values.put("rng", Base64.getEncoder().encodeToString(rng.state()));
    }
    learner.restore(new LearnerState(tensors, values));
    return learner;
  }

  private static void compare(String what, Tensor have, Tensor want, double absolute) {
    assertThat(have.shape()).as(what).isEqualTo(want.shape());
    double[] expected = want.toDoubles();
    double[] actual = have.toDoubles();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%s[%d]", what, i)
          .isCloseTo(expected[i], within(absolute + 1e-4 * Math.abs(expected[i])));
    }
  }

  /// A moment of Adam without the room between one parameter and the next.
  private static Tensor unpadded(String network, DcganConfig config, Tensor moment) {
    try (var rng = new Rng(1);
        var shapes =
            new Network<>(
                network.equals("generator")
                    ? new DcganGenerator(config, 0, rng)
                    : new DcganDiscriminator(config, 0, rng),
                Device.CPU)) {
      var parts = shapes.views(moment).stream().map(part -> part.contiguous().reshape(-1)).toList();
      return Tensors.cat(0, parts); // [P]
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gp", "clip"})
  void twoStepsArePyTorchs(String preset) {
    double[] losses = golden.get(preset + "/losses").toDoubles(); // [2, 3]
    boolean penalised = preset.equals("gp");
    try (var learner = learner(preset)) {
      for (int step = 0; step < 2; step++) {
        var report = learner.step();
        assertThat(report.applied()).isTrue();
        var figures = report.figures();
        assertThat(figures.get("loss/d")).isCloseTo(losses[3 * step], within(1e-5));
        assertThat(figures.get("loss/g")).isCloseTo(losses[3 * step + 2], within(1e-5));
        assertThat(figures.containsKey("penalty")).isEqualTo(penalised);
        if (penalised) {
          assertThat(figures.get("penalty")).isCloseTo(losses[3 * step + 1], within(1e-5));
        }
      }
      assertThat(learner.state().values().get("discriminator-adam/steps")).isEqualTo("10");
      var after = learner.state().tensors();
      for (String network : new String[] {"generator", "discriminator"}) {
        // a weight moves by about the learning rate an update, whatever its gradient
        part(preset + "/after/" + network + "/")
            .forEach(
                (name, want) ->
                    compare(network + "/" + name, after.get(network + "/" + name), want, 2e-6));
        for (String moment : new String[] {"mean", "variance"}) {
          Tensor want = golden.get(preset + "/" + moment + "/" + network);
          String name = network + "-adam/" + moment;
          Tensor have = unpadded(network, config(preset), after.get(name));
          compare(name, have, want, 1e-5 * want.abs().max().item());
        }
      }
    }
  }

  /// Batch after batch, and again from the first.
  private static final class InTurn implements Examples {
    private final Tensor batches;
    private long position;

    /// @param batches `[M, N, 1, R, R]`
    InTurn(Tensor batches) {
      this.batches = batches;
    }

    @Override
    public Example next() {
      Tensor grey = batches.select(0, (int) (position++ % batches.size(0))); // [N, 1, R, R]
      return new Example(0, grey.repeat(1, 3, 1, 1), Tensors.zeros(2, 0), new int[2]);
    }

    @Override
    public Tensor sampleText(int count) {
      return Tensors.zeros(count, 0);
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void seek(long target) {
      position = target;
    }

    @Override
    public void close() {}
  }
}

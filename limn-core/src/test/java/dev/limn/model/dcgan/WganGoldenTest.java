package dev.limn.model.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.model.Golden;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two whole steps of `wgan`, ten updates of the critic and two of the generator, against PyTorch:
/// `goldens/dcgan/make_wgan.py`.
///
/// The settings are those of the family's presets, but for the size of the networks; the points of
/// the gradient penalty come from the same random numbers.
final class WganGoldenTest {
  @RegisterExtension final Golden golden = Golden.of("dcgan/wgan");

  private static DcganConfig config(String preset) {
    var small = new LinkedHashMap<String, Object>();
    small.putAll(Map.of("noise", 5, "generator-width", 2, "discriminator-width", 2, "batch", 2));
    small.putAll(Map.of("resolution", 28, "channels", 1, "average-kimg", 0));
    small.put("precision", "float32");
    return new WganFamily().config(preset, small);
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
    try (var rng = new Rng(123)) {
      Golden.begin(learner, golden.part(preset + "/before/"), rng);
    }
    return learner;
  }

  private static void compare(String what, Tensor have, Tensor want, double absolute) {
    Golden.compare(what, have, want, absolute, 1e-4);
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
        assertThat(figures)
            .containsKeys("logits/real", "logits/fake")
            .doesNotContainKeys("d/real", "d/fake"); // those are probabilities
        if (penalised) {
          assertThat(figures.get("penalty")).isCloseTo(losses[3 * step + 1], within(1e-5));
        }
      }
      assertThat(learner.state().values().get("discriminator-adam/steps")).isEqualTo("10");
      var after = learner.state().tensors();
      for (String network : new String[] {"generator", "discriminator"}) {
        // a weight moves by about the learning rate an update, whatever its gradient
        golden
            .part(preset + "/after/" + network + "/")
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
  private static final class InTurn extends MadeExamples {
    private final Tensor batches;

    /// @param batches `[M, N, 1, R, R]`
    InTurn(Tensor batches) {
      this.batches = batches;
    }

    @Override
    protected PictureBatch at(long where) {
      long turn = where / batches.size(1) % batches.size(0);
      Tensor grey = batches.select(0, (int) turn); // [N, 1, R, R]
      int count = (int) batches.size(1);
      return new PictureBatch(
          where, grey.repeat(1, 3, 1, 1), sampleConditions(count), new int[count]);
    }

    @Override
    public Tensor sampleConditions(int count) {
      return Tensors.zeros(count, 0);
    }
  }
}

package dev.limn.model.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.draw.ImageTensors;
import dev.limn.image.Image;
import dev.limn.model.Golden;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.train.LearnerState;
import dev.limn.train.Pixels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The style encoder against PyTorch (`goldens/style/make_step.py`), and its training.
final class StyleLearnerTest {
  private static final int NOISE = 5;

  private int threads;

  @BeforeEach
  void oneThread() {
    threads = Engine.threads();
    Engine.threads(1);
  }

  @AfterEach
  void asBefore() {
    Engine.threads(threads);
  }

  private static StyleConfig config(Map<String, Object> more) {
    var all = new LinkedHashMap<String, Object>(Map.of("width", 2, "batch", 4, "decay", 0));
    all.put("precision", "float32");
    all.putAll(more);
    return Settings.with(StyleConfig.small(), StyleConfig.class, all);
  }

  private static StyleLearner learner(StyleConfig config, int noise) {
    return new StyleLearner(
        config,
        1,
        1000,
        Device.CPU,
        new Texts(config.batch()),
        new Formula(noise),
        _ -> Optional.empty());
  }

  private static StyleEncoder encoder(Map<String, Tensor> golden) {
    var description = StyleEncoder.Description.of("0123456789", NOISE, Formula.SIDE, 2, Map.of());
    return new StyleEncoder(description, Golden.part(golden, "before/"), Device.CPU);
  }

  @Test
  void itReadsAsInPyTorch() throws Exception {
    try (var _ = Scope.open();
        var generator = new Formula(NOISE)) {
      var golden = Golden.read("style/step");
      try (var encoder = encoder(golden)) {
        Tensor z = golden.get("z");
        Golden.compare(
            "read", encoder.encode(generator.draw(z, z)), golden.get("read"), 1e-5, 1e-4);
      }
    }
  }

  @Test
  void whatIsReadOffAPictureHasTheLengthOfNoise() throws Exception {
    try (var _ = Scope.open();
        var generator = new Formula(NOISE)) {
      var golden = Golden.read("style/step");
      try (var encoder = encoder(golden)) {
        Tensor z = golden.get("z");
        Image picture = ImageTensors.images(generator.draw(z, z)).getFirst();
        double[] raw = encoder.encode(Pixels.of(List.of(picture), Device.CPU)).toDoubles();
        double length = Math.sqrt(Arrays.stream(raw).map(number -> number * number).sum());
        assertThat(Math.abs(length - Math.sqrt(NOISE))).isGreaterThan(0.1); // not so by itself
        float[] noise = encoder.encode(picture);
        assertThat(noise).hasSize(NOISE);
        for (int i = 0; i < NOISE; i++) {
          assertThat(noise[i])
              .isCloseTo((float) (raw[i] * Math.sqrt(NOISE) / length), within(1e-5f));
        }
      }
    }
  }

  @Test
  void twoStepsAreThoseOfPyTorch() throws Exception {
    try (var _ = Scope.open();
        var rng = new Rng(5);
        var learner = learner(config(Map.of("learning-rate", 1e-3)), NOISE)) {
      var golden = Golden.read("style/step");
      Golden.begin(learner, Golden.renamed(golden, "before/", "encoder/"), rng);
      double[] losses = golden.get("losses").toDoubles();
      for (double loss : losses) {
        assertThat(learner.step().figures().get("loss/s")).isCloseTo(loss, within(1e-4));
      }
      var after = learner.state().tensors();
      // two steps of Adam move a weight by 2e-3; differences of rounding are far below
      Golden.part(golden, "after/")
          .forEach(
              (name, want) -> Golden.compare(name, after.get("encoder/" + name), want, 5e-5, 1e-4));
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 64, 100, 4381028", "32, 64, 100, 1301732", "64, 128, 100, 8576356"})
  void itIsAsLargeAsTheTableSays(int width, int side, int noise, long parameters) {
    try (var _ = Scope.open();
        var rng = new Rng(1);
        var network = new Network<>(new StyleNetwork(width, side, noise, rng), Device.CPU)) {
      assertThat(network.parameterCount()).isEqualTo(parameters);
    }
  }

  @Test
  void itLearnsToFindTheNoiseAgain() {
    var config = config(Map.of("width", 8, "batch", 32, "learning-rate", 2e-3));
    try (var _ = Scope.open();
        var learner = learner(config, NOISE)) {
      double first = learner.step().figures().get("loss/s");
      for (int i = 0; i < 120; i++) {
        learner.step();
      }
      try (var encoder = learner.inversion("0123456789", Map.of());
          var texts = new Texts(4)) {
        var figures = StyleFigures.of(encoder, new Formula(NOISE), texts.sampleConditions(96), 3);
        assertThat(first).isGreaterThan(0.7);
        assertThat(figures.correlation()).isGreaterThan(0.4);
        assertThat(figures.verification()).isGreaterThan(0.8);
        assertThat(figures.toString()).contains("96 drawings");
      }
    }
  }

  @Test
  void itContinuesBitForBit() {
    try (var _ = Scope.open();
        var one = learner(config(Map.of("decay", 0.9)), NOISE);
        var other = learner(config(Map.of("decay", 0.9)), NOISE)) {
      for (int i = 0; i < 30; i++) {
        one.step();
      }
      var tensors = new LinkedHashMap<String, Tensor>();
      one.state().tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
      other.restore(new LearnerState(tensors, one.state().values()));
      for (int i = 0; i < 3; i++) {
        assertThat(other.step()).isEqualTo(one.step());
      }
      var expected = one.state().tensors();
      other
          .state()
          .tensors()
          .forEach(
              (name, tensor) ->
                  assertThat(tensor.toFloats()).as(name).isEqualTo(expected.get(name).toFloats()));
      assertThat(other.state().values()).isEqualTo(one.state().values());
    }
  }

  @Test
  void stepsLeaveNothingBehind() {
    try (var learner = learner(config(Map.of()), NOISE)) {
      learner.step();
      learner.preview();
      long before = Scope.live();
      for (int i = 0; i < 5; i++) {
        learner.step();
        learner.preview();
      }
      assertThat(Scope.live()).isEqualTo(before);
    }
  }

  @Test
  void aGeneratorWithoutNoiseIsRefused() {
    assertThatThrownBy(() -> learner(config(Map.of()), 0))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("takes no noise");
  }

  @ParameterizedTest
  @CsvSource({"width, 0", "batch, 1", "learning-rate, 0", "beta1, 1", "captions, 0", "decay, 2"})
  void aConfigurationCannotBeWrong(String key, double value) {
    boolean whole = key.matches("width|batch|captions");
    Object wrong = whole ? (Object) (int) value : (Object) value;
    assertThatThrownBy(() -> config(Map.of(key, wrong)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }

  @Test
  void theAreaCountsPairsInOrder() {
    assertThat(StyleFigures.area(new double[] {2, 3}, new double[] {1, 0})).isEqualTo(1);
    assertThat(StyleFigures.area(new double[] {1, 3}, new double[] {1, 2})).isEqualTo(0.625);
  }
}

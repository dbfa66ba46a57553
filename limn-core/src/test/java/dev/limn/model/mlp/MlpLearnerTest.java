package dev.limn.model.mlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.config.ConfigException;
import dev.limn.model.ModelException;
import dev.limn.model.VectorTable;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.train.CheckpointStore;
import dev.limn.train.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MlpLearnerTest {
  private static final Mixture RING = Mixture.ring(8, 2, 0.1);
  private static final MlpConfig SMALL =
      MlpConfig.plane().with(Map.of("generator-width", 8, "discriminator-width", 8, "batch", 16));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "noise, 0, noise is 0; expected at least 1",
    "batch, 0, batch is 0; expected at least 1",
    "generator-layers, 0, generator-layers is 0; expected at least 1",
    "discriminator-width, -1, discriminator-width is -1; expected at least 1",
    "generator-rate, 0, generator-rate is 0.0; expected above 0",
    "beta1, 1, beta1 is 1.0; expected 0 to below 1",
    "unrolling, -1, unrolling is -1; expected 0 or more",
    "adversarial.discriminator-steps, 0, discriminator-steps (k) is 0; expected at least 1"
  })
  void valuesThatCannotBeAreRefusedByName(String key, String value, String message) {
    assertThatThrownBy(() -> SMALL.with(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void unrollingExcludesWhatItCannotLookThrough() {
    assertThatThrownBy(() -> SMALL.with(Map.of("unrolling", 1, "descent", "rmsprop")))
        .hasMessageContaining("unrolling with descent is rmsprop; expected adam or sgd");
    assertThatThrownBy(() -> SMALL.with(Map.of("unrolling", 1, "adversarial.r1", 1)))
        .hasMessageContaining("no penalty");
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    var table = new VectorTable(new float[20], 2);
    assertThatThrownBy(() -> new MlpLearner(SMALL, table, 1, 0, Device.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessage("batch is 16; expected at most the 10 rows of the data");
  }

  @Test
  void dataThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new VectorTable(new float[5], 2)).hasMessageContaining("whole rows");
    assertThatThrownBy(() -> new VectorTable(new float[] {1, Float.NaN}, 2))
        .hasMessage("row 0, column 1 holds NaN; expected a number");
    assertThatThrownBy(() -> Mixture.normal(0, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(
            () -> new Mixture(List.of(List.of(1.0), List.of(1.0, 2.0)), List.of(1.0, 1.0)))
        .hasMessageContaining("all of one width");
  }

  @Test
  void aMixtureIsDrawnWithItsMeansAndDeviations() {
    try (var _ = Scope.open();
        var rng = new Rng(1)) {
      float[] x = Mixture.normal(5, 2).draw(rng, 20_000).toFloats();
      double sum = 0;
      double squares = 0;
      for (float v : x) {
        sum += v;
        squares += v * v;
      }
      double mean = sum / x.length;
      assertThat(mean).isBetween(4.95, 5.05);
      assertThat(Math.sqrt(squares / x.length - mean * mean)).isBetween(1.95, 2.05);
      float[] ring = RING.draw(rng, 8000).toFloats();
      int right = 0;
      for (int i = 0; i < ring.length; i += 2) {
        right += Math.hypot(ring[i] - 2, ring[i + 1]) < 0.5 ? 1 : 0;
      }
      assertThat(right).isBetween(900, 1100); // an eighth
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aResumedTrainingEndsWithTheSameBytes(int unrolling) {
    var config = SMALL.with(Map.of("unrolling", unrolling, "adversarial.instance-noise", 0.3));
    Map<String, byte[]> whole = train(config, "whole", 40, 40);
    train(config, "parts", 25, 40);
    assertThat(train(config, "parts", 40, 40)).usingRecursiveComparison().isEqualTo(whole);
  }

  private Map<String, byte[]> train(MlpConfig config, String name, int until, int steps) {
    try (var learner = new MlpLearner(config, RING, 3, 16L * steps, Device.CPU);
        var store = CheckpointStore.open(folder.resolve(name), CheckpointStore.Retention.DEFAULT);
        var _ = Scope.open()) {
      var plan = new Trainer.Plan(16L * steps, 160, 0, 16L * steps);
      var trainer = new Trainer(learner, plan, store, "same", List.of());
      trainer.resume();
      trainer.run(() -> trainer.seen() >= 16L * until);
      var bytes = new LinkedHashMap<String, byte[]>();
      learner.state().tensors().forEach((key, tensor) -> bytes.put(key, tensor.toBytes()));
      return bytes;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "wgan-gp", "unrolled-adam"})
  void aStepLeavesNothingBehind(String which) {
    try (var learner = new MlpLearner(MlpGoldenTest.cases().get(which), RING, 3, 0, Device.CPU)) {
      learner.step();
      learner.step();
      long before = Scope.live();
      for (int i = 0; i < 20; i++) {
        learner.step();
        try (var _ = Scope.open()) {
          Tensor sample = learner.sample(5, 1);
          learner.logits(sample);
        }
      }
      assertThat(Scope.live()).isEqualTo(before);
    }
  }

  @Test
  void aStepThatIsNotFiniteChangesNothing() {
    var config = SMALL.with(Map.of("adversarial.instance-noise", 1e38));
    try (var learner = new MlpLearner(config, RING, 3, 0, Device.CPU);
        var _ = Scope.open()) {
      byte[] before = learner.state().tensors().get("generator/0.weight").toBytes();
      assertThat(learner.step().applied()).isFalse();
      assertThat(learner.state().tensors().get("generator/0.weight").toBytes()).isEqualTo(before);
    }
  }

  @Test
  void samplesDependOnTheirSeedAlone() {
    try (var learner = new MlpLearner(SMALL, RING, 3, 0, Device.CPU);
        var _ = Scope.open()) {
      assertThat(learner.sample(4, 9).toFloats()).isEqualTo(learner.sample(4, 9).toFloats());
      assertThat(learner.sample(4, 9).toFloats()).isNotEqualTo(learner.sample(4, 8).toFloats());
      assertThat(learner.sample(4, 9).shape().sizes()).containsExactly(4, 2);
      assertThat(learner.logits(learner.sample(4, 9)).shape().sizes()).containsExactly(4);
    }
  }
}

package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.BatchNorm1d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStateTest {
  /// A layer with weights, and one with running statistics.
  private static final class Small extends Block {
    private final Linear linear;
    private final BatchNorm1d norm;

    Small(Rng rng) {
      linear = child("linear", new Linear(rng, 3, 2));
      norm = child("norm", new BatchNorm1d(2));
    }

    Tensor forward(Tensor rows) {
      return norm.forward(linear.forward(rows)); // [N, 2]
    }
  }

  /// Learns to give zeros.
  private static final class Zeros implements AutoCloseable {
    private final Rng rng = new Rng(4);
    private final Network<Small> network = new Network<>(new Small(rng), Device.CPU);
    private final Adam adam = new Adam(network, Adam.Config.of(1e-2, 0.9));
    private final TrainingState parts =
        new TrainingState()
            .network("small", network)
            .progress("steps", 1)
            .optimizer("adam", adam)
            .rng(rng);

    /// @param weight of the loss
    boolean step(double weight) {
      try (var _ = Scope.open()) {
        return PhasedStep.single(
                parts,
                5,
                Phase.<Tensor>of(
                    "",
                    network,
                    adam,
                    new LearningRate.Constant(1e-2),
                    (rows, pass) -> {
                      Tensor given = network.block().forward(rows); // [5, 2]
                      Tensor loss = given.minus(1).square().mean().times(weight);
                      pass.backward(loss);
                      pass.add("loss", loss.item());
                    }))
            .run(
                new StepMetrics(),
                () -> {
                  parts.advance(1);
                  return Tensors.randn(rng, 5, 3); // [5, 3]
                })
            .applied();
      }
    }

    Map<String, String> everything() {
      try (var _ = Scope.open()) {
        var all = new LinkedHashMap<String, String>(parts.state().values());
        parts
            .state()
            .tensors()
            .forEach((name, tensor) -> all.put(name, HexFormat.of().formatHex(tensor.toBytes())));
        return all;
      }
    }

    @Override
    public void close() {
      parts.close();
    }
  }

  @Test
  void everythingIsSavedInTheOrderInWhichItWasNamed() {
    try (var learner = new Zeros()) {
      learner.step(1);
      learner.parts.scaleLearningRate(0.5);
      LearnerState state = learner.parts.state();
      assertThat(state.values().keySet()).containsExactly("steps", "adam/steps", "rate", "rng");
      assertThat(state.values())
          .containsEntry("steps", "1")
          .containsEntry("adam/steps", "1")
          .containsEntry("rate", "0.5");
      assertThat(state.tensors().keySet())
          .startsWith("small/linear.weight", "small/linear.bias")
          .contains("small/norm.running_mean")
          .endsWith("adam/mean", "adam/variance");
    }
  }

  @Test
  void restoredPartsGoOnAlike() {
    try (var one = new Zeros();
        var two = new Zeros()) {
      for (int step = 0; step < 3; step++) {
        one.step(1);
      }
      two.parts.restore(one.parts.state());
      assertThat(two.everything()).isEqualTo(one.everything());
      one.step(1);
      two.step(1);
      assertThat(two.everything()).isEqualTo(one.everything());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "steps, -3, a whole number of at least 0",
    "adam/steps, many, a whole number of at least 0",
    "rate, fast, a number",
    "rng, ???, not Base64",
    "rng,, no value"
  })
  void aWrongValueIsNamedAndChangesNothing(String name, String value, String expected) {
    try (var one = new Zeros();
        var two = new Zeros()) {
      one.step(1);
      var values = new LinkedHashMap<>(one.parts.state().values());
      if (value == null) {
        values.remove(name);
      } else {
        values.put(name, value);
      }
      var saved = new LearnerState(one.parts.state().tensors(), values);
      var before = two.everything();
      assertThatThrownBy(() -> two.parts.restore(saved))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("'" + name + "'")
          .hasMessageContaining(expected);
      assertThat(two.everything()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void anAttemptThatFailsChangesNoNetwork(double weight) {
    try (var learner = new Zeros()) {
      assertThat(learner.step(1)).isTrue();
      var before = learner.everything();
      assertThat(learner.step(weight)).isFalse();
      var after = learner.everything();
      assertThat(after.remove("steps")).isEqualTo("2");
      assertThat(after.remove("rng")).isNotEqualTo(before.remove("rng"));
      before.remove("steps");
      assertThat(after).isEqualTo(before);
      assertThat(learner.step(1)).isTrue();
    }
  }

  @Test
  void aValueThatIsRefusedChangesNothing() {
    try (var one = new Zeros();
        var two = new Zeros()) {
      MicroBatches.ofWhole(4).saveIn(two.parts);
      one.step(1);
      var before = two.everything();
      var values = new LinkedHashMap<>(one.parts.state().values());
      values.put("micro-batch", "3");
      assertThatThrownBy(
              () -> two.parts.restore(new LearnerState(one.parts.state().tensors(), values)))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining("'micro-batch'")
          .hasMessageContaining("a divisor of the batch of 4");
      assertThat(two.everything()).isEqualTo(before);
    }
  }

  @Test
  void closedPartsLeaveNothingBehind() {
    long live = Scope.live();
    try (var learner = new Zeros()) {
      learner.step(1);
      assertThat(Scope.live()).isGreaterThan(live);
    }
    assertThat(Scope.live()).isEqualTo(live);
  }
}

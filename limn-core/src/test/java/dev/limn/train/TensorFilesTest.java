package dev.limn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.io.Safetensors;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFilesTest {
  private static final int STEPS = 3;

  @TempDir Path directory;

  /// A network in the middle of its training.
  private record Training(Network<Conv2d> network, Adam adam) implements AutoCloseable {
    static Training of(Rng rng) {
      var network = new Network<>(new Conv2d(rng, 3, 4, 3, 1, 1, true), Device.CPU);
      return new Training(network, new Adam(network, Adam.Config.of(1e-3, 0.5)));
    }

    void steps(long seed) {
      try (var rng = new Rng(seed)) {
        for (int i = 0; i < STEPS; i++) {
          try (var _ = Scope.open()) {
            Tensor y = network.block().forward(Tensors.randn(rng, 2, 3, 8, 8)); // [2, 4, 8, 8]
            network.zeroGrad();
            Functional.mse(y, Tensors.zeros(2, 4, 8, 8)).backward();
            adam.step();
          }
        }
      }
    }

    Map<String, Tensor> tensors() {
      var tensors = new LinkedHashMap<String, Tensor>();
      NetworkState.put(tensors, "network", network);
      adam.state().forEach((name, tensor) -> tensors.put("adam/" + name, tensor));
      return tensors;
    }

    int hash() {
      try (var _ = Scope.open()) {
        return tensors().values().stream()
            .mapToInt(tensor -> Arrays.hashCode(tensor.toBytes()))
            .reduce(0, (a, b) -> 31 * a + b);
      }
    }

    @Override
    public void close() {
      adam.close();
      network.close();
    }
  }

  @Test
  void trainingGoesOnBitForBitFromACheckpointOfTensors() {
    int expected;
    Path saved;
    try (var rng = new Rng(1);
        var training = Training.of(rng);
        var store =
            CheckpointStore.open(directory.resolve("c"), CheckpointStore.Retention.DEFAULT)) {
      training.steps(2);
      saved =
          store
              .save(1, Map.of("t.safetensors", TensorFiles.of(training.tensors())))
              .file("t.safetensors");
      training.steps(3);
      expected = training.hash();
    }
    try (var rng = new Rng(9);
        var training = Training.of(rng);
        var scope = Scope.open()) {
      assertThat(scope).isNotNull();
      NetworkState.copy(Safetensors.read(saved), training.tensors());
      training.adam().steps(STEPS);
      training.steps(3);
      assertThat(training.hash()).isEqualTo(expected);
    }
  }

  @Test
  void theAnnouncedSizeIsTheSizeOfTheFile() throws Exception {
    try (var _ = Scope.open();
        var store =
            CheckpointStore.open(directory.resolve("c"), CheckpointStore.Retention.DEFAULT)) {
      FileContent content = TensorFiles.of(Map.of("a", Tensors.ones(3, 5), "b", Tensors.arange(7)));
      Path file = store.save(1, Map.of("t", content)).file("t");
      assertThat(content.size()).hasValue(Files.size(file));
    }
  }

  @Test
  void tensorsThatDoNotFitAreNamedAndNothingIsChanged() {
    try (var _ = Scope.open()) {
      var target = Map.of("a", Tensors.zeros(2, 3), "b", Tensors.zeros(2));
      refused(Map.of("a", Tensors.ones(2, 3)), target, "no tensor 'b'");
      refused(Map.of("a", Tensors.ones(3, 2), "b", Tensors.ones(2)), target, "'a'", "[2, 3]");
      refused(
          Map.of("a", Tensors.ones(2, 3), "b", Tensors.ones(2).to(DType.BFLOAT16)),
          target,
          "'b'",
          "BFLOAT16",
          "FLOAT32");
      refused(
          Map.of("a", Tensors.ones(2, 3), "b", Tensors.ones(2), "c", Tensors.ones(2)),
          target,
          "'c'");
      NetworkState.copy(Map.of("a", Tensors.ones(2, 3), "b", Tensors.ones(2)), target);
      assertThat(target.get("a").toFloats()).containsOnly(1);
    }
  }

  private static void refused(Map<String, Tensor> from, Map<String, Tensor> to, String... words) {
    assertThatThrownBy(() -> NetworkState.copy(from, to))
        .isInstanceOf(TrainException.class)
        .hasMessageContainingAll(words);
    assertThat(to.get("a").toFloats()).containsOnly(0);
    assertThat(to.get("b").toFloats()).containsOnly(0);
  }
}

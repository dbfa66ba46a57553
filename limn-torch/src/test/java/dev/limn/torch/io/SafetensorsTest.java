package dev.limn.torch.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.torch.DType;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path directory;

  @Test
  void everyTypeOfThePythonLibraryIsReadAndWrittenBackToTheByte() throws IOException {
    Path golden = Golden.file("all-types.safetensors");
    Path copy = directory.resolve("copy.safetensors");
    Path made = directory.resolve("made.safetensors");
    try (var _ = Scope.open();
        var file = Safetensors.open(golden)) {
      Map<String, Tensor> expected = Golden.allTypes();
      assertThat(file.names()).containsExactlyInAnyOrderElementsOf(expected.keySet());
      expected.forEach((name, tensor) -> requireSame(name, file.tensor(name), tensor));
      assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
      Safetensors.write(copy, Safetensors.read(golden), file.metadata());
      Safetensors.write(made, expected, file.metadata());
    }
    assertThat(copy).hasSameBinaryContentAs(golden);
    assertThat(made).hasSameBinaryContentAs(golden);
  }

  private static void requireSame(String name, Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).as(name).isEqualTo(expected.dtype());
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    assertThat(actual.toBytes()).as(name).isEqualTo(expected.toBytes());
  }

  @Test
  void floatsAreStoredAsBfloat16WithPythonsRounding() {
    Path file = directory.resolve("half.safetensors");
    try (var _ = Scope.open()) {
      var tensors =
          Map.of("w", Golden.ramp(DType.FLOAT32, 1001).div(7), "n", Golden.ramp(DType.INT64, 4));
      Safetensors.write(file, tensors, Map.of(), DType.BFLOAT16);
      assertThat(file).hasSameBinaryContentAs(Golden.file("bfloat16.safetensors"));
      assertThatThrownBy(() -> Safetensors.write(file, tensors, Map.of(), DType.INT8))
          .hasMessageContaining("INT8");
    }
  }

  @Test
  void aFileWithoutTensorsIsRead() {
    Path file = directory.resolve("nothing.safetensors");
    Safetensors.write(file, Map.of(), Map.of());
    assertThat(file).hasSameBinaryContentAs(Golden.file("nothing.safetensors"));
    assertThat(Safetensors.read(file)).isEmpty();
  }

  @Test
  void bytesAreRowMajorWhateverTheLayoutInMemory() {
    Path file = directory.resolve("views.safetensors");
    try (var _ = Scope.open()) {
      Tensor base = Golden.ramp(DType.FLOAT32, 2, 3, 4, 5);
      var views =
          Map.of(
              "transposed", base.transpose(1, 3),
              "channelsLast", base.channelsLast(),
              "narrow", base.narrow(2, 1, 2),
              "expanded", Golden.ramp(DType.FLOAT32, 3).expand(4, 3),
              "grad", Golden.ramp(DType.FLOAT32, 3).requiresGrad(true));
      Safetensors.write(file, views, Map.of());
      try (var open = Safetensors.open(file)) {
        views.forEach((name, view) -> requireSame(name, open.tensor(name), view));
        assertThat(open.info("narrow").shape().sizes()).containsExactly(2, 3, 2, 5);
        assertThat(open.info("narrow").bytes()).isEqualTo(240);
      }
    }
  }

  @Test
  void tensorsLargerThanOnePieceAreWrittenWhole() {
    Path file = directory.resolve("large.safetensors");
    try (var _ = Scope.open()) {
      Tensor large = Tensors.arange((9 << 20) / 8 + 3);
      Safetensors.write(file, Map.of("a", large, "b", large.to(DType.INT32)), Map.of());
      Map<String, Tensor> back = Safetensors.read(file);
      requireSame("a", back.get("a"), large);
      requireSame("b", back.get("b"), large.to(DType.INT32));
    }
  }

  @Test
  void theChannelGetsTheSameBytesAtItsPositionAndTheSizeIsKnownBefore() throws IOException {
    Path whole = directory.resolve("whole");
    Path part = directory.resolve("part");
    var metadata = Map.of("b", "2", "a", "1");
    try (var _ = Scope.open();
        var channel =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Safetensors.write(whole, Golden.allTypes(), metadata);
      channel.position(3);
      Safetensors.write(channel, Golden.allTypes(), metadata);
      assertThat(Safetensors.size(Golden.allTypes(), metadata)).isEqualTo(Files.size(whole));
    }
    byte[] bytes = Files.readAllBytes(part);
    assertThat(bytes).hasSize((int) Files.size(whole) + 3);
    assertThat(bytes).endsWith(Files.readAllBytes(whole));
  }

  @Test
  void metadataIsSortedSoThatBytesAreReproducible() {
    Path file = directory.resolve("x.safetensors");
    Safetensors.write(file, Map.of(), Map.of("z", "1", "a", "ü", "k", "3"));
    try (var open = Safetensors.open(file)) {
      assertThat(open.metadata().keySet()).containsExactly("a", "k", "z");
    }
  }

  @Test
  void aFileMayBeReplacedWhileItIsMapped() {
    Path file = directory.resolve("x.safetensors");
    try (var _ = Scope.open()) {
      Safetensors.write(file, Map.of("w", Tensors.full(1, 4)), Map.of());
      try (var open = Safetensors.open(file)) {
        Safetensors.write(file, Map.of("w", Tensors.full(2, 4)), Map.of());
        assertThat(open.tensor("w").toFloats()).containsOnly(1);
      }
      assertThat(Safetensors.read(file).get("w").toFloats()).containsOnly(2);
    }
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = directory.resolve("x.safetensors");
    SafetensorsWriter writer;
    try (var _ = Scope.open()) {
      Safetensors.write(file, Map.of("w", Tensors.full(1, 4)), Map.of());
      writer = new SafetensorsWriter(Map.of("w", Tensors.full(2, 4)), Map.of(), Optional.empty());
    }
    byte[] before = Files.readAllBytes(file);
    // Its tensor died with the scope, so it breaks off after the header.
    assertThatThrownBy(() -> AtomicWrite.to(file, writer)).isInstanceOf(TorchException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void badNamesAndPlacesAreRefused() {
    try (var _ = Scope.open()) {
      Tensor w = Tensors.ones(1);
      Path file = directory.resolve("x.safetensors");
      assertThatThrownBy(() -> Safetensors.write(file, Map.of("__metadata__", w), Map.of()))
          .hasMessageContaining("__metadata__");
      assertThatThrownBy(() -> Safetensors.write(file, Map.of("a\ud800", w), Map.of()))
          .hasMessageContaining("Unicode");
      String huge = "x".repeat(9 << 20);
      assertThatThrownBy(() -> Safetensors.write(file, Map.of(huge, w), Map.of()))
          .hasMessageContaining("8388608");
      assertThat(file).doesNotExist();
      assertThatThrownBy(() -> Safetensors.write(directory, Map.of("w", w), Map.of()))
          .hasMessageContaining("directory");
      Path below = directory.resolve("file");
      Safetensors.write(below, Map.of(), Map.of());
      assertThatThrownBy(() -> Safetensors.write(below.resolve("y"), Map.of("w", w), Map.of()))
          .isInstanceOfSatisfying(
              TorchException.class, e -> assertThat(e.kind()).isEqualTo(TorchException.Kind.FILE));
    }
  }

  @Test
  void missingTensorsFilesAndClosedFilesAreNamed() {
    try (var _ = Scope.open()) {
      var file = Safetensors.open(Golden.file("all-types.safetensors"));
      assertThat(file.has("ü")).isTrue();
      assertThat(file.has("u")).isFalse();
      assertThatThrownBy(() -> file.tensor("u")).hasMessageContaining("'u'");
      file.close();
      file.close();
      assertThatThrownBy(() -> file.tensor("ü"))
          .isInstanceOfSatisfying(
              TorchException.class,
              e -> assertThat(e.kind()).isEqualTo(TorchException.Kind.CLOSED));
    }
    assertThatThrownBy(() -> Safetensors.open(directory.resolve("none")))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("none")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> Safetensors.open(directory)).isInstanceOf(TorchException.class);
  }
}

package dev.limn.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.model.Golden;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.io.Safetensors;
import dev.limn.vision.InceptionFeatures.Input;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against pytorch-fid's and clean-fid's own code with weights made of sines:
/// `src/test/goldens/metric/inception.py`.
final class InceptionFeaturesTest {
  private static Tensor wave(String name, double offset, double scale, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    int phase = name.chars().sum() % 100;
    var values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (offset + scale * Math.sin(i * 0.7390851 + phase));
    }
    return Tensors.of(values, shape);
  }

  private static Map<String, Tensor> waves() {
    var weights = new LinkedHashMap<String, Tensor>();
    for (var layer : InceptionLayers.all()) {
      var kernel = layer.name() + ".conv.weight";
      double scale = Math.sqrt(4.0 / (layer.in() * layer.height() * layer.width()));
      weights.put(
          kernel, wave(kernel, 0, scale, layer.out(), layer.in(), layer.height(), layer.width()));
      norm(weights, layer.name() + ".bn.weight", 1, 0.2, layer.out());
      norm(weights, layer.name() + ".bn.bias", 0, 0.1, layer.out());
      norm(weights, layer.name() + ".bn.running_mean", 0, 0.1, layer.out());
      norm(weights, layer.name() + ".bn.running_var", 1, 0.5, layer.out());
    }
    weights.put("fc.weight", wave("fc.weight", 0, 0.3, 1008, 2048));
    return weights;
  }

  private static void norm(Map<String, Tensor> into, String name, double at, double by, int size) {
    into.put(name, wave(name, at, by, size));
  }

  private static void assertClose(Tensor actual, Tensor every8th) {
    float[] all = actual.toFloats();
    float[] expected = every8th.toFloats();
    assertThat(all).hasSize(8 * expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) all[8 * i]).as("feature %d", 8 * i).isCloseTo(expected[i], within(2e-4));
    }
  }

  @Test
  void featuresAreThoseOfTheProgramsThatDefineThem() throws Exception {
    try (var _ = Scope.open()) {
      var weights = waves();
      var expected = Golden.read("metric/inception");
      // the three inputs give features that differ by forty times the tolerance
      Tensor pictures =
          wave("pictures", 1, 1, 2, 40, 48, 3)
              .times(127.5)
              .round()
              .div(127.5)
              .minus(1)
              .permute(0, 3, 1, 2);
      try (var network = new InceptionFeatures(weights, Input.PYTORCH_FID, Device.CPU)) {
        assertClose(network.features(pictures), expected.get("pytorch-fid"));
      }
      try (var network = new InceptionFeatures(weights, Input.CLEAN_FID, Device.CPU)) {
        assertClose(network.features(pictures), expected.get("clean-fid"));
      }
      try (var network = new InceptionFeatures(weights, Input.TENSORFLOW, Device.CPU)) {
        assertClose(network.features(pictures), expected.get("graph"));
        Tensor classes = network.classifier().features(pictures); // [2, 1008]
        assertClose(classes, expected.get("classes"));
        assertThat(classes.sum().item()).isCloseTo(2, within(1e-4));
      }
    }
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedByTheNameOfATensor(@TempDir Path folder) throws Exception {
    try (var _ = Scope.open()) {
      var file = folder.resolve("other.safetensors");
      Safetensors.write(file, Map.of("conv1.weight", Tensors.zeros(4, 3, 3, 3)), Map.of());
      assertThatThrownBy(() -> InceptionFeatures.open(file, Input.TENSORFLOW, Device.CPU))
          .isInstanceOf(VisionException.class)
          .hasMessageContaining("other.safetensors")
          .hasMessageContaining("Conv2d_1a_3x3.conv.weight");
      // torchvision's network has the same names but 1,000 classes
      Safetensors.write(file, Map.of("fc.weight", Tensors.zeros(1000, 2048)), Map.of());
      assertThatThrownBy(() -> InceptionFeatures.open(file, Input.TENSORFLOW, Device.CPU))
          .isInstanceOf(VisionException.class)
          .hasMessageContaining("fc.weight")
          .hasMessageContaining("[1000, 2048]");
    }
    var absent = folder.resolve("none.pth");
    assertThatThrownBy(() -> InceptionFeatures.open(absent, Input.TENSORFLOW, Device.CPU))
        .isInstanceOf(VisionException.class)
        .hasMessageContaining("none.pth");
    Files.writeString(absent, "no weights");
    assertThatThrownBy(() -> InceptionFeatures.open(absent, Input.TENSORFLOW, Device.CPU))
        .isInstanceOf(VisionException.class)
        .hasMessageContaining("none.pth");
  }
}

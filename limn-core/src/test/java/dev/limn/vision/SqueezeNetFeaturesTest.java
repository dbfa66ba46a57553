package dev.limn.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.model.Golden;
import dev.limn.testkit.SharedFolder;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.io.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqueezeNetFeaturesTest {
  /// The weight that `make_goldens.py` makes: sines of the place, with a phase of the name.
  private static Tensor wave(String name, double scale, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    int phase = name.chars().sum() % 100;
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.sin(i * 0.7390851 + phase) * scale);
    }
    return Tensors.of(values, shape);
  }

  private static void conv(Map<String, Tensor> into, String name, int out, int in, int kernel) {
    double scale = Math.sqrt(4.0 / (in * kernel * kernel));
    into.put(name + ".weight", wave(name + ".weight", scale, out, in, kernel, kernel));
    into.put(name + ".bias", wave(name + ".bias", 0.1, out));
  }

  private static Map<String, Tensor> waves() {
    var weights = new LinkedHashMap<String, Tensor>();
    conv(weights, "conv1", 64, 3, 3);
    int[] squeezes = {16, 16, 32, 32, 48, 48, 64, 64};
    int in = 64;
    for (int i = 0; i < squeezes.length; i++) {
      String fire = "fire" + (i + 2);
      conv(weights, fire + ".squeeze1x1", squeezes[i], in, 1);
      conv(weights, fire + ".expand1x1", 4 * squeezes[i], squeezes[i], 1);
      conv(weights, fire + ".expand3x3", 4 * squeezes[i], squeezes[i], 3);
      in = 8 * squeezes[i];
    }
    return weights;
  }

  @Test
  void featuresAreThoseOfAnIndependentForwardPass() {
    try (var _ = Scope.open();
        var network = new SqueezeNetFeatures(waves(), Device.CPU)) {
      Tensor features = network.features(wave("pictures", 1, 2, 3, 64, 64)); // [2, 512]
      Tensor expected = Golden.read("text/squeeze-net").get("output");
      assertThat(expected.max().item()).isGreaterThan(0.3);
      Golden.assertClose(features, expected, 1e-4, 1e-5);
      assertThat(network.width()).isEqualTo(512);
    }
  }

  @Test
  void bicubicIsWhatTheResamplerOfPicturesGives() {
    var random = new Random(3);
    for (int[] size : new int[][] {{64, 64}, {200, 150}, {40, 160}}) {
      var rgb = new byte[3 * size[0] * size[1]];
      random.nextBytes(rgb);
      var picture = new Image(size[0], size[1], rgb);
      var resized = Resampler.resize(picture, 128, 128, Filter.BICUBIC);
      try (var _ = Scope.open();
          var network = new SqueezeNetFeatures(waves(), Device.CPU)) {
        Tensor expected = network.features(tensor(resized)); // [1, 512]
        Golden.assertClose(network.features(tensor(picture)), expected, 1e-4, 1e-3);
      }
    }
  }

  private static Tensor tensor(Image image) {
    var bytes = Tensors.of(image.rgb(), 1, image.height(), image.width(), 3); // [1, H, W, 3]
    return bytes.permute(0, 3, 1, 2).to(DType.FLOAT32).div(127.5).minus(1); // [1, 3, H, W]
  }

  @Test
  void theLayersInsideAreSeenWithAGraph() {
    try (var _ = Scope.open();
        var network = new SqueezeNetFeatures(waves(), Device.CPU)) {
      Tensor bytes = wave("pictures", 1, 2, 3, 128, 128).plus(1).times(127.5).round();
      Tensor pictures = bytes.div(127.5).minus(1).requiresGrad(true); // [2, 3, 128, 128]
      var maps = network.maps(pictures, 9);
      assertThat(maps.stream().map(map -> map.size(1)))
          .containsExactly(64L, 128L, 256L, 384L, 512L);
      assertThat(maps.stream().map(map -> map.size(2))).containsExactly(63L, 31L, 15L, 7L, 7L);
      Golden.assertClose(
          maps.getLast().mean(false, 2, 3).detach(), network.features(pictures), 1e-4, 1e-4);
      maps.get(2).mean().backward();
      assertThat(pictures.grad().abs().sum().item()).isGreaterThan(0);
      assertThat(network.maps(pictures, 5)).hasSize(3);
      assertThatThrownBy(() -> network.maps(pictures, 4))
          .isInstanceOf(VisionException.class)
          .hasMessageContaining("fire module 4; expected 3, 5, 7 or 9");
    }
  }

  @Test
  void aMissingOrMisshapenWeightIsNamed() {
    try (var _ = Scope.open()) {
      var weights = waves();
      weights.put("fire5.expand3x3.weight", Tensors.zeros(128, 32, 1, 1));
      assertThatThrownBy(() -> new SqueezeNetFeatures(weights, Device.CPU))
          .isInstanceOf(VisionException.class)
          .hasMessageContaining("fire5.expand3x3.weight")
          .hasMessageContaining("[128, 32, 1, 1]");
      weights.remove("fire5.expand3x3.weight");
      assertThatThrownBy(() -> new SqueezeNetFeatures(weights, Device.CPU))
          .isInstanceOf(VisionException.class)
          .hasMessageContaining("fire5.expand3x3.weight");
    }
  }

  @Test
  void aFileThatIsNoSafetensorsIsNamed(@TempDir Path folder) throws Exception {
    var file = folder.resolve("weights.safetensors");
    assertThatThrownBy(() -> SqueezeNetFeatures.open(file, Device.CPU))
        .isInstanceOf(VisionException.class)
        .hasMessageContaining("weights.safetensors");
    Files.writeString(file, "no weights");
    assertThatThrownBy(() -> SqueezeNetFeatures.open(file, Device.CPU))
        .isInstanceOf(VisionException.class)
        .hasMessageContaining("weights.safetensors");
  }

  @Test
  void theRealWeightsFit() {
    var file = SharedFolder.of("weights/squeezenet1_1_notop.safetensors");
    try (var _ = Scope.open();
        var network = SqueezeNetFeatures.open(file, Device.CPU)) {
      assertThat(Safetensors.read(file)).hasSize(50);
      Tensor features = network.features(Tensors.zeros(1, 3, 64, 64)); // [1, 512]
      assertThat(features.min().item()).isGreaterThanOrEqualTo(0);
      assertThat(features.max().item()).isGreaterThan(1);
    }
  }
}

package dev.limn.cli;

import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.io.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Random numbers in the names and shapes of the networks that measures look through, as large as
/// keeps a picture's signal from layer to layer.
final class MadeWeights {
  private final Map<String, Tensor> all = new LinkedHashMap<>();
  private final Rng rng;
  private String block = "";

  private MadeWeights(Rng rng) {
    this.rng = rng;
  }

  /// SqueezeNet 1.1 without its classifier.
  static void squeezeNet(Path file) {
    try (var _ = Scope.open();
        var rng = new Rng(2)) {
      var made = new MadeWeights(rng);
      made.biased("conv1", 64, 3, 3);
      int in = 64;
      for (int fire = 2; fire <= 9; fire++) {
        int squeeze = 16 * (fire / 2);
        made.biased("fire" + fire + ".squeeze1x1", squeeze, in, 1);
        made.biased("fire" + fire + ".expand1x1", 4 * squeeze, squeeze, 1);
        made.biased("fire" + fire + ".expand3x3", 4 * squeeze, squeeze, 3);
        in = 8 * squeeze;
      }
      Safetensors.write(file, made.all, Map.of());
    }
  }

  private void biased(String name, int out, int in, int kernel) {
    all.put(name + ".weight", kernel(out, in, kernel, kernel));
    all.put(name + ".bias", Tensors.zeros(out)); // [out]
  }

  private Tensor kernel(int out, int in, int height, int width) {
    double deviation = Math.sqrt(2.0 / (in * height * width));
    return Tensors.randn(rng, out, in, height, width).times(deviation); // [out, in, h, w]
  }

  /// Inception v3 of 2015-12-05, at its full size.
  static void inception(Path file) {
    try (var _ = Scope.open();
        var rng = new Rng(3)) {
      var made = new MadeWeights(rng);
      made.normed("Conv2d_1a_3x3", 3, 32, 3, 3);
      made.normed("Conv2d_2a_3x3", 32, 32, 3, 3);
      made.normed("Conv2d_2b_3x3", 32, 64, 3, 3);
      made.normed("Conv2d_3b_1x1", 64, 80, 1, 1);
      made.normed("Conv2d_4a_3x3", 80, 192, 3, 3);
      made.small("Mixed_5b", 192, 32);
      made.small("Mixed_5c", 256, 64);
      made.small("Mixed_5d", 288, 64);
      made.block = "Mixed_6a.";
      made.normed("branch3x3", 288, 384, 3, 3);
      made.normed("branch3x3dbl_1", 288, 64, 1, 1);
      made.normed("branch3x3dbl_2", 64, 96, 3, 3);
      made.normed("branch3x3dbl_3", 96, 96, 3, 3);
      made.long7("Mixed_6b", 128);
      made.long7("Mixed_6c", 160);
      made.long7("Mixed_6d", 160);
      made.long7("Mixed_6e", 192);
      made.block = "Mixed_7a.";
      made.normed("branch3x3_1", 768, 192, 1, 1);
      made.normed("branch3x3_2", 192, 320, 3, 3);
      made.normed("branch7x7x3_1", 768, 192, 1, 1);
      made.normed("branch7x7x3_2", 192, 192, 1, 7);
      made.normed("branch7x7x3_3", 192, 192, 7, 1);
      made.normed("branch7x7x3_4", 192, 192, 3, 3);
      made.wide("Mixed_7b", 1280);
      made.wide("Mixed_7c", 2048);
      made.all.put("fc.weight", Tensors.randn(rng, 1008, 2048).times(0.2)); // [classes, features]
      Safetensors.write(file, made.all, Map.of());
    }
  }

  private void normed(String name, int in, int out, int height, int width) {
    var full = block + name;
    all.put(full + ".conv.weight", kernel(out, in, height, width));
    all.put(full + ".bn.weight", Tensors.ones(out)); // [out]
    all.put(full + ".bn.bias", Tensors.zeros(out)); // [out]
    all.put(full + ".bn.running_mean", Tensors.zeros(out)); // [out]
    all.put(full + ".bn.running_var", Tensors.ones(out)); // [out]
  }

  private void small(String name, int in, int pooled) {
    block = name + ".";
    normed("branch1x1", in, 64, 1, 1);
    normed("branch5x5_1", in, 48, 1, 1);
    normed("branch5x5_2", 48, 64, 5, 5);
    normed("branch3x3dbl_1", in, 64, 1, 1);
    normed("branch3x3dbl_2", 64, 96, 3, 3);
    normed("branch3x3dbl_3", 96, 96, 3, 3);
    normed("branch_pool", in, pooled, 1, 1);
  }

  private void long7(String name, int inner) {
    block = name + ".";
    normed("branch1x1", 768, 192, 1, 1);
    normed("branch7x7_1", 768, inner, 1, 1);
    normed("branch7x7_2", inner, inner, 1, 7);
    normed("branch7x7_3", inner, 192, 7, 1);
    normed("branch7x7dbl_1", 768, inner, 1, 1);
    normed("branch7x7dbl_2", inner, inner, 7, 1);
    normed("branch7x7dbl_3", inner, inner, 1, 7);
    normed("branch7x7dbl_4", inner, inner, 7, 1);
    normed("branch7x7dbl_5", inner, 192, 1, 7);
    normed("branch_pool", 768, 192, 1, 1);
  }

  private void wide(String name, int in) {
    block = name + ".";
    normed("branch1x1", in, 320, 1, 1);
    normed("branch3x3_1", in, 384, 1, 1);
    normed("branch3x3_2a", 384, 384, 1, 3);
    normed("branch3x3_2b", 384, 384, 3, 1);
    normed("branch3x3dbl_1", in, 448, 1, 1);
    normed("branch3x3dbl_2", 448, 384, 3, 3);
    normed("branch3x3dbl_3a", 384, 384, 1, 3);
    normed("branch3x3dbl_3b", 384, 384, 3, 1);
    normed("branch_pool", in, 192, 1, 1);
  }
}

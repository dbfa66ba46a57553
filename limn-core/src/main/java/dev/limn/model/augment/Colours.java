package dev.limn.model.augment;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Changes of colour, each picture with draws of its own.
final class Colours {
  private Colours() {}

  /// Brightness, saturation and contrast of DiffAugment, in this order: `[N, 3, H, W]`.
  static Tensor jitter(Tensor x, Rng rng) {
    long count = x.size(0);
    Tensor draws = Tensors.rand(rng, 3, count, 1, 1, 1).to(x.device()).to(x.dtype());
    Tensor bright = x.plus(draws.select(0, 0).minus(0.5)); // [N, 3, H, W]
    Tensor grey = bright.mean(true, 1); // [N, 1, H, W]
    Tensor full = bright.minus(grey).times(draws.select(0, 1).times(2)).plus(grey);
    Tensor level = full.mean(true, 1, 2, 3); // [N, 1, 1, 1]
    return full.minus(level).times(draws.select(0, 2).plus(0.5)).plus(level); // [N, 3, H, W]
  }

  /// Brightness, contrast and saturation of adaptive augmentation, each with a probability.
  ///
  /// @param x `[N, 3, H, W]`
  static Tensor adaptive(Tensor x, double probability, Rng rng) {
    int count = Math.toIntExact(x.size(0));
    float[] gates = Tensors.rand(rng, 3, count).toFloats(); // [3, N]
    float[] normal = Tensors.randn(rng, 3, count).toFloats(); // [3, N]
    float[] brightness = new float[count];
    float[] contrast = new float[count];
    float[] saturation = new float[count];
    for (int n = 0; n < count; n++) {
      brightness[n] = gates[n] < probability ? 0.2f * normal[n] : 0;
      contrast[n] =
          gates[count + n] < probability ? (float) Math.pow(2, 0.5 * normal[count + n]) : 1;
      saturation[n] =
          gates[2 * count + n] < probability ? (float) Math.pow(2, normal[2 * count + n]) : 1;
    }
    Tensor changed = x.plus(each(brightness, x)).times(each(contrast, x)); // [N, 3, H, W]
    Tensor grey = changed.mean(true, 1); // [N, 1, H, W]
    return changed.minus(grey).times(each(saturation, x)).plus(grey); // [N, 3, H, W]
  }

  private static Tensor each(float[] values, Tensor like) {
    return Tensors.of(values, values.length, 1, 1, 1).to(like.device()).to(like.dtype());
  }
}

package dev.limn.model.style;

import dev.limn.model.Generator;
import dev.limn.torch.DType;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Map;

/// A generator that is a formula: pixel i is tanh(Σ z[k] · sin(0.7·i + k)).
final class Formula implements Generator {
  static final int SIDE = 32;

  private final int noise;

  Formula(int noise) {
    this.noise = noise;
  }

  @Override
  public int resolution() {
    return SIDE;
  }

  @Override
  public int noise() {
    return noise;
  }

  @Override
  public int conditionWidth() {
    return 3;
  }

  @Override
  public Tensor draw(Tensor z, Tensor text) {
    int pixels = 3 * SIDE * SIDE;
    double[] waves = new double[noise * pixels];
    for (int k = 0; k < noise; k++) {
      for (int i = 0; i < pixels; i++) {
        waves[k * pixels + i] = Math.sin(0.7 * i + k);
      }
    }
    return z.to(DType.FLOAT64)
        .matmul(Tensors.of(waves, noise, pixels))
        .tanh()
        .to(DType.FLOAT32)
        .reshape(-1, 3, SIDE, SIDE); // [N, 3, 32, 32]
  }

  @Override
  public Map<String, Tensor> state() {
    return Map.of();
  }

  @Override
  public void close() {}
}

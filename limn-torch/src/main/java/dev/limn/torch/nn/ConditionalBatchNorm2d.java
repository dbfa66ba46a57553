package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import java.util.function.Function;

/// Batch normalisation whose scale and shift are a function of a condition: a class's embedding, a
/// sentence's, a piece of the noise (de Vries et al. 2017; Brock et al. 2019, BigGAN, appendix B).
///
/// `y = norm(x) · (1 + G·c) + B·c`, with [BatchNorm2d] without a scale of its own as `norm` and two
/// linear layers without bias, `gain` and `bias`, which begin near 0.
public final class ConditionalBatchNorm2d extends Block {
  private final int channels;
  private final BatchNorm2d norm;
  private final Layer gain;
  private final Layer bias;

  /// @param width of the condition
  /// @param wrap wraps both linear layers, in [SpectralNorm] for example; the identity for none
  public ConditionalBatchNorm2d(
      Rng rng, int channels, int width, Function<WeightedLayer, Layer> wrap) {
    this.channels = channels;
    norm = child("norm", new BatchNorm2d(channels, false));
    gain = child("gain", wrap.apply(new Linear(rng, width, channels, false)));
    bias = child("bias", wrap.apply(new Linear(rng, width, channels, false)));
  }

  /// @param x `[N, C, H, W]`
  /// @param condition `[N, width]`
  /// @return `[N, C, H, W]`
  public Tensor forward(Tensor x, Tensor condition) {
    Tensor scale = gain.forward(condition).plus(1).reshape(-1, channels, 1, 1); // [N, C, 1, 1]
    Tensor shift = bias.forward(condition).reshape(-1, channels, 1, 1); // [N, C, 1, 1]
    return Functional.scaleShift(norm.forward(x), scale, shift);
  }
}

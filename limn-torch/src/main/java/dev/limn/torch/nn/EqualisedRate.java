package dev.limn.torch.nn;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;

/// A layer with equalised learning rate (Karras et al. 2018, "Progressive Growing of GANs", §4.1):
/// weights start from N(0, 1) and are scaled by `gain / √fan_in` in every pass, so that Adam moves
/// all layers alike. Shapes and names are the inner layer's.
public final class EqualisedRate extends Layer {
  private final WeightedLayer inner;
  private final double weightScale;
  private final double biasScale;

  /// Wraps a layer, which then serves this one only, and draws its weight anew; its bias becomes 0.
  ///
  /// @param gain √2 before leaky ReLU in ProGAN, 1 elsewhere
  /// @param rate multiplies the layer's learning rate (.01 in StyleGAN's mapping); above 0
  public EqualisedRate(Rng rng, WeightedLayer inner, double gain, double rate) {
    if (!(rate > 0) || !Double.isFinite(gain)) {
      throw TorchException.argument(
          "equalised learning rate with gain " + gain + " and rate " + rate);
    }
    this.inner = inner;
    this.weightScale = gain * rate / Math.sqrt(inner.fanIn());
    this.biasScale = rate;
    Init.normal(inner.weight(), 0, 1 / rate, rng);
    inner.bias().ifPresent(bias -> Init.constant(bias.tensor(), 0));
    adopt("weight", inner.weightParameter());
    inner.bias().ifPresent(bias -> adopt("bias", bias));
  }

  @Override
  public Tensor forward(Tensor x) {
    return inner.apply(
        x,
        inner.weight().times(weightScale),
        inner
            .bias()
            .map(Parameter::tensor)
            .map(bias -> biasScale == 1 ? bias : bias.times(biasScale)));
  }
}

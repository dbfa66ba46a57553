package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;

/// In training, zeroes each element with probability `p` and scales the rest by `1 / (1 − p)`
/// (Srivastava et al. 2014); in evaluation, nothing.
public final class Dropout extends Layer {
  private final Rng rng;
  private final double p;

  /// @param rng the source of every draw; it must outlive the layer
  /// @param p in [0, 1)
  public Dropout(Rng rng, double p) {
    if (!(p >= 0 && p < 1)) {
      throw TorchException.argument("dropout with probability " + p + "; expected 0 to below 1");
    }
    this.rng = rng;
    this.p = p;
  }

  @Override
  public Tensor forward(Tensor x) {
    return training() && p > 0 ? Functional.dropout(x, p, rng) : x;
  }
}

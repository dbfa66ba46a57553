package dev.limn.torch.optim;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;

/// An exponential moving average of a network's weights, kept in a second network of the same
/// architecture.
///
/// Its decay is given as a half-life in pictures, so that it means the same at any batch size.
/// Buffers (running statistics) are averaged likewise.
public final class Ema {
  private final Network<?> average;
  private final double halfLife;

  /// @param average starts as a copy of the network that [#update] will be given
  /// @param halfLife in pictures, above 0
  public Ema(Network<?> average, double halfLife) {
    if (!(halfLife > 0)) {
      throw TorchException.argument("EMA half-life " + halfLife + "; expected pictures above 0");
    }
    this.average = average;
    this.halfLife = halfLife;
  }

  /// Moves the average towards `network` after `pictures` more were seen; `seen` is their total.
  /// Early on the half-life is at most a twentieth of `seen`, so that the start is forgotten.
  public void update(Network<?> network, int pictures, long seen) {
    double half = Math.min(halfLife, Math.max(seen * 0.05, 1));
    double weight = 1 - Math.pow(0.5, pictures / half);
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      average.values().lerpInPlace(network.values(), weight);
      average.buffers().lerpInPlace(network.buffers(), weight);
    }
  }
}

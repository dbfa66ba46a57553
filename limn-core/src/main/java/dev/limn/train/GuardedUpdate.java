package dev.limn.train;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Optimizer;

/// One update of a network that may fail: begun before its forward pass, and applied only if the
/// loss and all gradients are finite. If they are not, the network gets back the buffers that it
/// had, such as running statistics, so that nothing of it has changed.
///
/// ```java
/// var attempt = new Attempt(network, adam);
/// Tensor loss = …; // a forward pass
/// boolean applied = attempt.descend(loss);
/// ```
public final class GuardedUpdate {
  private final Network<?> network;
  private final Optimizer optimizer;
  private final Tensor buffers;

  /// Remembers the buffers in the open scope.
  public GuardedUpdate(Network<?> network, Optimizer optimizer) {
    this.network = network;
    this.optimizer = optimizer;
    buffers = network.buffers().copy();
  }

  /// Descends along the gradient of a loss, whatever gradients there were before.
  ///
  /// @param loss a scalar
  /// @return whether anything was changed
  public boolean descend(Tensor loss) {
    return descend(loss, () -> {});
  }

  /// The same with gradients that are clipped first.
  ///
  /// @param clip is only called when they are finite
  public boolean descend(Tensor loss, Runnable clip) {
    network.zeroGrad();
    loss.backward();
    boolean finite = Double.isFinite(loss.item()) && network.gradsAreFinite();
    if (finite) {
      clip.run();
      optimizer.step();
    } else {
      try (var _ = NoGrad.on()) {
        network.buffers().copyInPlace(buffers);
      }
    }
    return finite;
  }
}

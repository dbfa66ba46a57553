package dev.limn.torch.optim;

import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;

/// Gradient descent with heavy-ball or Nesterov momentum, in PyTorch's form: the velocity is a sum
/// of gradients that the learning rate then scales.
public final class Sgd extends FlatOptimizer {
  /// What an update depends on besides gradients.
  ///
  /// @param learningRate above 0
  /// @param momentum in [0, 1); 0 is plain descent
  /// @param nesterov looks one step ahead; needs a momentum
  public record Config(double learningRate, double momentum, boolean nesterov) {
    public Config {
      if (!(learningRate > 0) || !(momentum >= 0 && momentum < 1) || (nesterov && momentum == 0)) {
        throw TorchException.argument(
            "SGD with learning rate "
                + learningRate
                + ", momentum "
                + momentum
                + ", Nesterov "
                + nesterov);
      }
    }
  }

  private final Config config;
  private final Network<?> network;
  private final Tensor velocity;

  public Sgd(Network<?> network, Config config) {
    super(config.learningRate());
    this.config = config;
    this.network = network;
    long size = config.momentum() == 0 ? 0 : network.values().elements();
    velocity = moment("velocity", network, size);
  }

  @Override
  void update() {
    Tensor values = network.values();
    Tensor grads = network.grads();
    if (config.momentum() == 0) {
      values.addInPlace(grads, -learningRate());
      return;
    }
    velocity.timesInPlace(config.momentum()).addInPlace(grads);
    if (config.nesterov()) {
      values.addInPlace(grads, -learningRate());
      values.addInPlace(velocity, -learningRate() * config.momentum());
    } else {
      values.addInPlace(velocity, -learningRate());
    }
  }
}

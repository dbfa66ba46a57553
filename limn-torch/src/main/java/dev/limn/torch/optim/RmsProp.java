package dev.limn.torch.optim;

import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;

/// RMSprop (Tieleman and Hinton 2012, lecture 6e): gradients divided by the root of their running
/// mean square, ε added after the root as in PyTorch. The optimiser of the Wasserstein GAN with
/// clipped weights.
public final class RmsProp extends FlatOptimizer {
  /// What an update depends on besides gradients.
  ///
  /// @param learningRate above 0
  /// @param decay of the mean square, in [0, 1)
  /// @param eps above 0
  public record Config(double learningRate, double decay, double eps) {
    public Config {
      if (!(learningRate > 0) || !(decay >= 0 && decay < 1) || !(eps > 0)) {
        throw TorchException.argument(
            "RMSprop with learning rate " + learningRate + ", decay " + decay + ", eps " + eps);
      }
    }

    /// The usual decay .99 and ε = 1e-8.
    public static Config of(double learningRate) {
      return new Config(learningRate, 0.99, 1e-8);
    }
  }

  private final Config config;
  private final Network<?> network;
  private final Tensor square;
  private final Tensor scratch;

  public RmsProp(Network<?> network, Config config) {
    super(config.learningRate());
    this.config = config;
    this.network = network;
    long size = network.values().elements();
    square = moment("square", network, size);
    scratch = zeros(network, size);
  }

  @Override
  void update() {
    Tensor grads = network.grads();
    square.timesInPlace(config.decay()).addProductInPlace(grads, grads, 1 - config.decay());
    scratch.copyInPlace(square).sqrtInPlace().addInPlace(config.eps());
    network.values().addQuotientInPlace(grads, scratch, -learningRate());
  }

  @Override
  public void close() {
    super.close();
    scratch.release();
  }
}

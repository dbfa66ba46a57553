package dev.limn.torch.optim;

import dev.limn.torch.FusedAdam;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;

/// Adam (Kingma and Ba 2015, algorithm 1), numerically as PyTorch's: ε is added after the bias
/// correction of the root.
///
/// An update is one call of the engine's fused kernel on the flat tensors.
public final class Adam extends FlatOptimizer {
  /// What an update depends on besides gradients.
  ///
  /// @param learningRate above 0
  /// @param beta1 decay of the first moment, in [0, 1); GANs use .5
  /// @param beta2 decay of the second moment, in [0, 1)
  /// @param eps above 0
  public record Config(double learningRate, double beta1, double beta2, double eps) {
    public Config {
      if (!(learningRate > 0)
          || !(beta1 >= 0 && beta1 < 1)
          || !(beta2 >= 0 && beta2 < 1)
          || !(eps > 0)) {
        throw TorchException.argument(
            "Adam with learning rate "
                + learningRate
                + ", betas "
                + beta1
                + " and "
                + beta2
                + ", eps "
                + eps);
      }
    }

    /// The usual β₂ = .999 and ε = 1e-8.
    public static Config of(double learningRate, double beta1) {
      return new Config(learningRate, beta1, 0.999, 1e-8);
    }
  }

  private final Config config;
  private final FusedAdam kernel;

  public Adam(Network<?> network, Config config) {
    super(config.learningRate());
    this.config = config;
    long size = network.values().elements();
    Tensor mean = moment("mean", network, size);
    Tensor variance = moment("variance", network, size);
    kernel = new FusedAdam(network.values(), network.grads(), mean, variance);
  }

  @Override
  void update() {
    kernel.step(steps(), learningRate(), config.beta1(), config.beta2(), config.eps());
  }

  @Override
  public void close() {
    kernel.close();
    super.close();
  }
}

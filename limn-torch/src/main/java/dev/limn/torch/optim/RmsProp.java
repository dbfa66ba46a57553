package dev.limn.torch.optim;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/// RMSprop (Tieleman and Hinton 2012, lecture 6e): gradients divided by the root of their running
/// mean square, ε added after the root as in PyTorch. The optimiser of the Wasserstein GAN with
/// clipped weights.
public final class RmsProp implements Optimizer {
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
  private double learningRate;
  private long steps;

  public RmsProp(Network<?> network, Config config) {
    this.config = config;
    this.network = network;
    this.learningRate = config.learningRate();
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor values = network.values();
      square = Tensors.zeros(values.dtype(), values.device(), values.elements()).retain();
      scratch = Tensors.zeros(values.dtype(), values.device(), values.elements()).retain();
    }
  }

  @Override
  public void step() {
    steps++;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor grads = network.grads();
      square.timesInPlace(config.decay()).addProductInPlace(grads, grads, 1 - config.decay());
      scratch.copyInPlace(square).sqrtInPlace().addInPlace(config.eps());
      network.values().addQuotientInPlace(grads, scratch, -learningRate);
    }
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void learningRate(double rate) {
    learningRate = rate;
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public void steps(long count) {
    steps = count;
  }

  @Override
  public Map<String, Tensor> state() {
    var state = new LinkedHashMap<String, Tensor>();
    state.put("square", square);
    return state;
  }

  @Override
  public void close() {
    square.release();
    scratch.release();
  }
}

package dev.limn.torch.optim;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/// Gradient descent with heavy-ball or Nesterov momentum, in PyTorch's form: the velocity is a sum
/// of gradients that the learning rate then scales.
public final class Sgd implements Optimizer {
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
  private double learningRate;
  private long steps;

  public Sgd(Network<?> network, Config config) {
    this.config = config;
    this.network = network;
    this.learningRate = config.learningRate();
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor values = network.values();
      long size = config.momentum() == 0 ? 0 : values.elements();
      velocity = Tensors.zeros(values.dtype(), values.device(), size).retain();
    }
  }

  @Override
  public void step() {
    steps++;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor values = network.values();
      Tensor grads = network.grads();
      if (config.momentum() == 0) {
        values.addInPlace(grads, -learningRate);
        return;
      }
      velocity.timesInPlace(config.momentum()).addInPlace(grads);
      if (config.nesterov()) {
        values.addInPlace(grads, -learningRate);
        values.addInPlace(velocity, -learningRate * config.momentum());
      } else {
        values.addInPlace(velocity, -learningRate);
      }
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
    state.put("velocity", velocity);
    return state;
  }

  @Override
  public void close() {
    velocity.release();
  }
}

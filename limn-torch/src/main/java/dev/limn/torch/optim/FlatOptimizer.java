package dev.limn.torch.optim;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What optimisers on flat tensors have in common: a learning rate, a count of updates, and moments
/// as long as the network's values.
abstract sealed class FlatOptimizer implements Optimizer permits Adam, RmsProp, Sgd {
  private final Map<String, Tensor> moments = new LinkedHashMap<>();
  private double learningRate;
  private long steps;

  FlatOptimizer(double learningRate) {
    this.learningRate = learningRate;
  }

  /// Zeros of the type and place of the network's values, which live until this is closed.
  final Tensor moment(String name, Network<?> network, long elements) {
    Tensor zeros = zeros(network, elements);
    moments.put(name, zeros);
    return zeros;
  }

  /// Zeros that are no moment. Release them.
  static Tensor zeros(Network<?> network, long elements) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor values = network.values();
      return Tensors.zeros(values.dtype(), values.device(), elements).retain();
    }
  }

  /// One update, in a scope of its own and without a graph. [#steps()] already counts it.
  abstract void update();

  @Override
  public final void step() {
    steps++;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      update();
    }
  }

  @Override
  public final double learningRate() {
    return learningRate;
  }

  @Override
  public final void learningRate(double rate) {
    learningRate = rate;
  }

  @Override
  public final long steps() {
    return steps;
  }

  @Override
  public final void steps(long count) {
    steps = count;
  }

  @Override
  public final Map<String, Tensor> state() {
    return Collections.unmodifiableMap(moments);
  }

  @Override
  public void close() {
    moments.values().forEach(Tensor::release);
  }
}

package dev.limn.torch.optim;

import dev.limn.torch.Tensor;
import java.util.Map;

/// Updates the flat values of one network from its flat gradients.
public interface Optimizer extends AutoCloseable {
  /// One update with the learning rate that is set.
  void step();

  double learningRate();

  void learningRate(double rate);

  /// The number of updates so far.
  long steps();

  void steps(long steps);

  /// The moments by name: live tensors, to be saved, or to be overwritten on resume.
  Map<String, Tensor> state();

  @Override
  void close();
}

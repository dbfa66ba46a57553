package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Batch normalisation over all but the channel dimension of `[N, C, H, W]` (Ioffe and Szegedy
/// 2015); momentum .1, ε 1e-5. In evaluation it uses the running statistics. [BatchNorm1d] is the
/// same for `[N, C]`.
///
/// The state dictionary has no `num_batches_tracked`; a file that has it is read all the same.
public final class BatchNorm2d extends Layer {
  private final Statistics statistics;

  public BatchNorm2d(int channels) {
    statistics = new Statistics(channels);
    statistics.registerWith(this::parameter, this::buffer);
  }

  /// The learned scale.
  public Tensor weight() {
    return statistics.weight.tensor();
  }

  @Override
  public Tensor forward(Tensor x) {
    return statistics.normalise(x, training());
  }

  /// What both batch norms share.
  static final class Statistics {
    private static final double MOMENTUM = 0.1;
    private static final double EPS = 1e-5;
    private final int channels;
    private Parameter weight;
    private Parameter bias;
    private Parameter mean;
    private Parameter variance;

    interface Register {
      Parameter add(String name, Tensor value);
    }

    Statistics(int channels) {
      this.channels = channels;
    }

    void registerWith(Register parameter, Register buffer) {
      try (var _ = Scope.open()) {
        weight = parameter.add("weight", Tensors.ones(channels));
        bias = parameter.add("bias", Tensors.zeros(channels));
        mean = buffer.add("running_mean", Tensors.zeros(channels));
        variance = buffer.add("running_var", Tensors.ones(channels));
      }
    }

    Parameter weight() {
      return weight;
    }

    Tensor normalise(Tensor x, boolean training) {
      return Functional.batchNorm(
          x,
          weight.tensor(),
          bias.tensor(),
          mean.tensor(),
          variance.tensor(),
          training,
          MOMENTUM,
          EPS);
    }
  }
}

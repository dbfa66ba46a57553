package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import java.util.Optional;

/// Batch normalisation over all but the channel dimension of `[N, C, H, W]` (Ioffe and Szegedy
/// 2015); momentum .1, ε 1e-5. In evaluation it uses the running statistics. [BatchNorm1d] is the
/// same for `[N, C]`.
///
/// The state dictionary has no `num_batches_tracked`; a file that has it is read all the same.
public final class BatchNorm2d extends Layer {
  /// How far a batch in training moves the running statistics towards its own.
  public static final double MOMENTUM = 0.1;

  private final Statistics statistics;

  public BatchNorm2d(int channels) {
    this(channels, true);
  }

  /// @param affine learns a scale and a shift a channel; without, a conditional layer brings its
  ///   own
  public BatchNorm2d(int channels, boolean affine) {
    statistics = new Statistics(channels, affine);
    statistics.registerWith(this::parameter, this::buffer);
  }

  /// The learned scale.
  ///
  /// @throws dev.limn.torch.TorchException if the layer learns none
  public Tensor weight() {
    return statistics.weight();
  }

  @Override
  public Tensor forward(Tensor x) {
    return statistics.normalise(x, training());
  }

  /// What both batch norms share.
  static final class Statistics {
    private static final double EPS = 1e-5;
    private final int channels;
    private final boolean affine;
    private Optional<Affine> learned = Optional.empty();
    private Parameter mean;
    private Parameter variance;

    private record Affine(Parameter weight, Parameter bias) {}

    interface Register {
      Parameter add(String name, Tensor value);
    }

    Statistics(int channels, boolean affine) {
      this.channels = channels;
      this.affine = affine;
    }

    void registerWith(Register parameter, Register buffer) {
      try (var _ = Scope.open()) {
        if (affine) {
          learned =
              Optional.of(
                  new Affine(
                      parameter.add("weight", Tensors.ones(channels)),
                      parameter.add("bias", Tensors.zeros(channels))));
        }
        mean = buffer.add("running_mean", Tensors.zeros(channels));
        variance = buffer.add("running_var", Tensors.ones(channels));
      }
    }

    Tensor weight() {
      return learned
          .orElseThrow(() -> TorchException.argument("this batch norm learns no scale"))
          .weight()
          .tensor();
    }

    Tensor normalise(Tensor x, boolean training) {
      return learned.isPresent()
          ? Functional.batchNorm(
              x,
              learned.get().weight().tensor(),
              learned.get().bias().tensor(),
              mean.tensor(),
              variance.tensor(),
              training,
              MOMENTUM,
              EPS)
          : Functional.batchNorm(x, mean.tensor(), variance.tensor(), training, MOMENTUM, EPS);
    }
  }
}

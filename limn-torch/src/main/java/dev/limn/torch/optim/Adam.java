package dev.limn.torch.optim;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Adam (Kingma and Ba 2015, algorithm 1), numerically as PyTorch's: ε is added after the bias
/// correction of the root.
///
/// The flat tensors are worked through in pieces that stay in the cache, so an update reads and
/// writes memory about once, not once an operation.
public final class Adam implements Optimizer {
  /// Elements of a piece: four tensors of 1 MiB each.
  private static final long PIECE = 1 << 18;

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

  private record Piece(Tensor value, Tensor grad, Tensor mean, Tensor variance, Tensor scratch) {}

  private final Config config;
  private final Tensor mean;
  private final Tensor variance;
  private final Tensor scratch;
  private final List<Piece> pieces = new ArrayList<>();
  private double learningRate;
  private long steps;

  public Adam(Network<?> network, Config config) {
    this.config = config;
    this.learningRate = config.learningRate();
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor values = network.values();
      long size = values.elements();
      mean = Tensors.zeros(values.dtype(), values.device(), size).retain();
      variance = Tensors.zeros(values.dtype(), values.device(), size).retain();
      scratch = Tensors.zeros(values.dtype(), values.device(), Math.min(size, PIECE)).retain();
      for (long start = 0; start < size; start += PIECE) {
        long length = Math.min(PIECE, size - start);
        pieces.add(
            new Piece(
                values.narrow(0, start, length).retain(),
                network.grads().narrow(0, start, length).retain(),
                mean.narrow(0, start, length).retain(),
                variance.narrow(0, start, length).retain(),
                scratch.narrow(0, 0, length).retain()));
      }
    }
  }

  @Override
  public void step() {
    steps++;
    double correction1 = 1 - Math.pow(config.beta1(), steps);
    double correction2 = Math.sqrt(1 - Math.pow(config.beta2(), steps));
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      for (Piece piece : pieces) {
        piece.mean().lerpInPlace(piece.grad(), 1 - config.beta1());
        piece
            .variance()
            .timesInPlace(config.beta2())
            .addProductInPlace(piece.grad(), piece.grad(), 1 - config.beta2());
        piece
            .scratch()
            .copyInPlace(piece.variance())
            .sqrtInPlace()
            .timesInPlace(1 / correction2)
            .addInPlace(config.eps());
        piece
            .value()
            .addQuotientInPlace(piece.mean(), piece.scratch(), -learningRate / correction1);
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
    state.put("mean", mean);
    state.put("variance", variance);
    return state;
  }

  @Override
  public void close() {
    for (Piece piece : pieces) {
      List.of(piece.value(), piece.grad(), piece.mean(), piece.variance(), piece.scratch())
          .forEach(Tensor::release);
    }
    mean.release();
    variance.release();
    scratch.release();
  }
}

package dev.limn.torch.nn;

import dev.limn.torch.Tensor;

/// Batch normalisation of `[N, C]`; see [BatchNorm2d].
public final class BatchNorm1d extends Layer {
  private final BatchNorm2d.Statistics statistics;

  public BatchNorm1d(int features) {
    this(features, true);
  }

  /// @param affine learns a scale and a shift a feature
  public BatchNorm1d(int features, boolean affine) {
    statistics = new BatchNorm2d.Statistics(features, affine);
    statistics.registerWith(this::parameter, this::buffer);
  }

  /// The learned scale.
  public Tensor weight() {
    return statistics.weight();
  }

  @Override
  public Tensor forward(Tensor x) {
    return statistics.normalise(x, training());
  }
}

package dev.limn.train.step;

import dev.limn.torch.Tensor;
import dev.limn.train.StepMetrics;

/// One pass over one micro-batch: takes its losses and its figures, each with the micro-batch's
/// share of the batch.
public final class Pass {
  private final StepMetrics figures;
  private final long step;
  private final double weight;

  Pass(StepMetrics figures, long step, double weight) {
    this.figures = figures;
    this.step = step;
    this.weight = weight;
  }

  /// The share of the batch, above 0, at most 1.
  public double weight() {
    return weight;
  }

  /// Whether something that comes once in so many steps comes in this one; it does in the first.
  /// What comes now and then counts as often as it was left out.
  public boolean every(int interval) {
    return step % interval == 0;
  }

  /// Says a figure: that of the batch is the mean over its micro-batches.
  public void add(String figure, double value) {
    figures.add(figure, value, weight);
  }

  /// Adds a loss's gradients, times the weight.
  ///
  /// @param loss a scalar, the mean over the micro-batch
  public void backward(Tensor loss) {
    if (weight == 1) {
      loss.backward();
    } else {
      loss.times(weight).backward();
    }
  }
}

package dev.limn.train;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Random pictures and texts that depend on the position alone; three classes.
public final class SyntheticExamples extends MadeExamples {
  private final int batch;
  private final int conditionWidth;
  private final int side;

  public SyntheticExamples(int batch, int conditionWidth, int side) {
    this.batch = batch;
    this.conditionWidth = conditionWidth;
    this.side = side;
  }

  @Override
  protected PictureBatch at(long where) {
    try (var rng = new Rng(where)) {
      Tensor pictures =
          Tensors.rand(rng, batch, 3, side, side).timesInPlace(2).addInPlace(-1).channelsLast();
      Tensor text = Tensors.randn(rng, batch, conditionWidth); // [B, W]
      int[] labels = new int[batch];
      for (int i = 0; i < batch; i++) {
        labels[i] = i % 3;
      }
      return new PictureBatch(where, pictures, text, labels);
    }
  }

  @Override
  public Tensor sampleConditions(int count) {
    try (var rng = new Rng(7)) {
      return Tensors.randn(rng, count, conditionWidth); // [count, W]
    }
  }
}

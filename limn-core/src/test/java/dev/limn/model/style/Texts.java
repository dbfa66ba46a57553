package dev.limn.model.style;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;

/// Random texts that depend on the position alone; the pictures are grey.
final class Texts extends MadeExamples {
  private final int batch;

  Texts(int batch) {
    this.batch = batch;
  }

  @Override
  protected PictureBatch at(long where) {
    Tensor grey = Tensors.zeros(batch, 3, Formula.SIDE, Formula.SIDE); // [B, 3, S, S]
    return new PictureBatch(where, grey, text(where, batch), new int[batch]);
  }

  @Override
  public Tensor sampleConditions(int count) {
    return text(7, count);
  }

  private static Tensor text(long seed, int count) {
    try (var rng = new Rng(seed)) {
      return Tensors.randn(rng, count, 3); // [count, 3]
    }
  }
}

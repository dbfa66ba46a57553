package dev.limn.model.style;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Examples;

/// Random texts that depend on the position alone; the pictures are grey.
final class Texts implements Examples {
  private final int batch;
  private long position;

  Texts(int batch) {
    this.batch = batch;
  }

  @Override
  public Example next() {
    try (var rng = new Rng(position)) {
      Tensor text = Tensors.randn(rng, batch, 3);
      position += batch;
      return new Example(
          position - batch,
          Tensors.zeros(batch, 3, Formula.SIDE, Formula.SIDE),
          text,
          new int[batch]);
    }
  }

  @Override
  public Tensor sampleText(int count) {
    try (var rng = new Rng(7)) {
      return Tensors.randn(rng, count, 3);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void seek(long target) {
    position = target;
  }

  @Override
  public void close() {}
}

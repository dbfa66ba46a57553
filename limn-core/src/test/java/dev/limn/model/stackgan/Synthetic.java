package dev.limn.model.stackgan;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Examples;

/// Random pictures and texts that depend on the position alone.
final class Synthetic implements Examples {
  private final int batch;
  private final int textWidth;
  private final int side;
  private long position;

  Synthetic(int batch, int textWidth, int side) {
    this.batch = batch;
    this.textWidth = textWidth;
    this.side = side;
  }

  @Override
  public Example next() {
    try (var rng = new Rng(position)) {
      Tensor pictures =
          Tensors.rand(rng, batch, 3, side, side).timesInPlace(2).addInPlace(-1).channelsLast();
      Tensor text = Tensors.randn(rng, batch, textWidth); // [B, W]
      int[] labels = new int[batch];
      for (int i = 0; i < batch; i++) {
        labels[i] = i % 3;
      }
      var example = new Example(position, pictures, text, labels);
      position += batch;
      return example;
    }
  }

  @Override
  public Tensor sampleText(int count) {
    try (var rng = new Rng(7)) {
      return Tensors.randn(rng, count, textWidth); // [count, W]
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

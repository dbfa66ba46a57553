package dev.limn.bench;

import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.MadeExamples;
import dev.limn.train.PictureBatch;
import java.util.stream.IntStream;

/// The same random batch again and again, so that only the step is timed. Every picture is of a
/// class of its own.
final class FixedExamples extends MadeExamples {
  private final Tensor pictures;
  private final Tensor text;
  private final int[] labels;

  /// @param conditionWidth 0 for pictures without text
  FixedExamples(int batch, int channels, int side, int conditionWidth) {
    labels = IntStream.range(0, batch).toArray();
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      pictures =
          Tensors.rand(rng, batch, channels, side, side)
              .timesInPlace(2)
              .addInPlace(-1)
              .channelsLast()
              .retain();
      text = Tensors.randn(rng, batch, conditionWidth).retain();
    }
  }

  @Override
  protected PictureBatch at(long where) {
    return new PictureBatch(where, pictures, text, labels);
  }

  /// As many others.
  @Override
  public Tensor sampleConditions(int count) {
    try (var rng = new Rng(2)) {
      return Tensors.randn(rng, count, text.size(1)); // [N, W]
    }
  }

  @Override
  public void close() {
    pictures.release();
    text.release();
  }
}

package dev.limn.train;

import dev.limn.torch.Tensor;

/// An endless, seekable stream of training examples as tensors. One whose batches are made of their
/// position alone is a [MadeExamples].
public interface Examples extends AutoCloseable {
  /// One batch.
  ///
  /// @param position how many pictures came before it
  /// @param pictures `[B, 3, S, S]`, float32 in [−1, 1], channels-last in memory
  /// @param text `[B, W]`, the text features of each picture's caption or captions; or its class as
  ///   a one-hot row; or rows of no width
  /// @param labels class numbers, −1 where there is none
  record Example(long position, Tensor pictures, Tensor text, int[] labels) {}

  /// The next batch, its tensors in the open scope. The order depends on nothing but the seed and
  /// the position.
  Example next();

  /// A sample of the data's text features or classes, the same at every call: `[count, W]` in the
  /// open scope.
  Tensor sampleText(int count);

  /// How many pictures were handed out: what [#seek] takes.
  long position();

  /// Continues at a position.
  void seek(long position);

  @Override
  void close();
}

package dev.limn.train;

import dev.limn.torch.Tensor;

/// The same batch for ever, said to be the first.
///
/// @param pictures in a scope that outlives it, as `text`
public record SameExamples(Tensor pictures, Tensor text, int... labels) implements Examples {
  /// The first batch of others, in the open scope.
  public static SameExamples firstOf(Examples others) {
    Example first = others.next();
    return new SameExamples(first.pictures(), first.text(), first.labels());
  }

  @Override
  public Example next() {
    return new Example(0, pictures.copy(), text.copy(), labels);
  }

  @Override
  public Tensor sampleText(int count) {
    long batches = Math.ceilDiv(count, text.size(0));
    return text.repeat(batches, 1).narrow(0, 0, count); // [count, W]
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  public void seek(long position) {}

  @Override
  public void close() {}
}

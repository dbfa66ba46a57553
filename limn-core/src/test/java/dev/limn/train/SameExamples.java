package dev.limn.train;

import dev.limn.torch.Tensor;

/// The same batch for ever, said to be the first.
///
/// @param pictures in a scope that outlives it, as `condition`
public record SameExamples(Tensor pictures, Tensor condition, int... labels)
    implements PictureExamples {
  /// The first batch of others, in the open scope.
  public static SameExamples firstOf(PictureExamples others) {
    PictureBatch first = others.next();
    return new SameExamples(first.pictures(), first.condition(), first.labels());
  }

  @Override
  public PictureBatch next() {
    return new PictureBatch(0, pictures.copy(), condition.copy(), labels);
  }

  @Override
  public Tensor sampleConditions(int count) {
    long batches = Math.ceilDiv(count, condition.size(0));
    return condition.repeat(batches, 1).narrow(0, 0, count); // [count, W]
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

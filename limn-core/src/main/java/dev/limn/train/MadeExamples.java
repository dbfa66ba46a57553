package dev.limn.train;

/// Examples that are made of nothing but their position, so that going back to one is remembering
/// it, and there is nothing to close.
public abstract class MadeExamples implements PictureExamples {
  private long position;

  /// Starts at 0.
  protected MadeExamples() {}

  /// The batch at a position, its tensors in the open scope; as many pictures as it has labels.
  protected abstract PictureBatch at(long where);

  @Override
  public final PictureBatch next() {
    PictureBatch example = at(position);
    position += example.labels().length;
    return example;
  }

  @Override
  public final long position() {
    return position;
  }

  @Override
  public final void seek(long target) {
    position = target;
  }

  @Override
  public void close() {}
}

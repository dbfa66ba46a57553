package dev.limn.train;

/// An endless, seekable stream of training examples as tensors.
///
/// @param <B> a batch: [PictureBatch], [PairedBatch], [UnpairedBatch] or [MaskedBatch]
public interface Examples<B> extends AutoCloseable {
  /// What a batch is.
  Class<B> type();

  /// The next batch, its tensors in the open scope. The order depends on nothing but the seed and
  /// the position.
  B next();

  /// How many pictures were handed out: what [#seek] takes.
  long position();

  /// Continues at a position.
  void seek(long position);

  @Override
  void close();
}

package dev.limn.train;

import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;

/// Pictures of two domains, each shuffled for itself: the smaller one begins anew more often.
public final class UnpairedExamples implements Examples<UnpairedBatch> {
  /// Far from all seeds that people name, so that no other run's order comes.
  private static final long SECOND = 0x6A09E667F3BCC909L;

  private final LabelledExamples first;
  private final LabelledExamples second;

  /// Both from one data set.
  ///
  /// @param firstIndices samples of domain A
  /// @param secondIndices samples of domain B
  public UnpairedExamples(
      PackedCache cache, int[] firstIndices, int[] secondIndices, LoaderConfig config) {
    this(cache, firstIndices, cache, secondIndices, config);
  }

  /// From a data set each.
  public UnpairedExamples(
      PackedCache firstCache,
      int[] firstIndices,
      PackedCache secondCache,
      int[] secondIndices,
      LoaderConfig config) {
    first = new LabelledExamples(firstCache, firstIndices, config, 0);
    try {
      second =
          new LabelledExamples(
              secondCache, secondIndices, config.withSeed(config.seed() ^ SECOND), 0);
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
  }

  @Override
  public Class<UnpairedBatch> type() {
    return UnpairedBatch.class;
  }

  @Override
  public UnpairedBatch next() {
    PictureBatch ofFirst = first.next();
    return new UnpairedBatch(ofFirst.position(), ofFirst.pictures(), second.next().pictures());
  }

  @Override
  public long position() {
    return first.position();
  }

  @Override
  public void seek(long position) {
    first.seek(position);
    second.seek(position);
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}

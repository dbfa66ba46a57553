package dev.limn.data;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Which samples are held back from training, the same on every machine: those whose own split is
/// `test` or `validation`, and of the others, in the order of their names, each `k`-th: sample `i`
/// when `i % k == k - 1`.
///
/// @param oneIn `k`, at least 2; 0 holds nothing back but the data set's own test and validation
public record SplitRule(int oneIn) {
  /// Nothing but what the data set itself holds back.
  public static final SplitRule NONE = new SplitRule(0);

  public SplitRule {
    if (oneIn < 0 || oneIn == 1) {
      throw new DataException(
          "hold back 1 in " + oneIn + "; expected 0 for nothing, or at least 2");
    }
  }

  /// Indices into the cache, each part in rising order.
  ///
  /// @param train what to learn from
  /// @param heldBack what to measure with
  public record Parts(int[] train, int[] heldBack) {
    /// Every other sample to learn from, for two trainings that have none in common; what is held
    /// back stays the same.
    ///
    /// @param second whether the second one of each two
    /// @throws DataException when nothing is left to learn from
    public Parts half(boolean second) {
      int first = second ? 1 : 0;
      int[] half =
          IntStream.range(0, train.length).filter(i -> i % 2 == first).map(i -> train[i]).toArray();
      if (half.length == 0) {
        throw new DataException(
            String.format(
                Locale.ROOT, "half of %d samples to learn from leaves none", train.length));
      }
      return new Parts(half, heldBack);
    }
  }

  /// How many samples the data set itself holds back.
  public static int own(PackedCache cache) {
    return (int) IntStream.range(0, cache.count()).filter(i -> own(cache.split(i))).count();
  }

  private static boolean own(String split) {
    return split.equals("test") || split.equals("validation");
  }

  /// Parts the samples of a cache, which are sorted by name.
  ///
  /// @throws DataException when nothing is left to learn from
  public Parts apply(PackedCache cache) {
    var parts = apply(cache.count(), cache::split);
    if (parts.train().length == 0) {
      throw new DataException(
          cache.directory()
              + String.format(
                  Locale.ROOT,
                  ": all %d samples are held back, none is left to learn from; if that is because their folders are called test or validation, say --splits none",
                  cache.count()));
    }
    return parts;
  }

  /// Parts samples that are sorted by name.
  ///
  /// @param split that the data set itself gives a sample, as in [Sample#split()]
  public Parts apply(int count, IntFunction<String> split) {
    var held = new boolean[count];
    int position = 0;
    for (int i = 0; i < held.length; i++) {
      if (own(split.apply(i))) {
        held[i] = true;
      } else {
        held[i] = oneIn > 0 && position % oneIn == oneIn - 1;
        position++;
      }
    }
    return new Parts(
        IntStream.range(0, held.length).filter(i -> !held[i]).toArray(),
        IntStream.range(0, held.length).filter(i -> held[i]).toArray());
  }
}

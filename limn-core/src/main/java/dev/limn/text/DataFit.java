package dev.limn.text;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import java.util.TreeMap;

/// What a data set allows the training of a text encoder with pictures.
///
/// @param captioned training pictures with captions
/// @param classes of the training pictures
/// @param learnable whether a classifier can be learnt: at least two classes, of at least four
///   pictures on average, and every picture in one
record DataFit(int captioned, int classes, boolean learnable) {
  private static final int PICTURES_A_CLASS = 4;
  private static final String CLASSIFIER = "classifier";

  /// @throws TextException when fewer than two pictures have captions
  static DataFit of(PackedCache cache, SplitRule.Parts parts) {
    var counts = new TreeMap<Integer, Integer>();
    int captioned = 0;
    for (int sample : parts.train()) {
      counts.merge(cache.label(sample), 1, Integer::sum);
      captioned += cache.captions(sample).isEmpty() ? 0 : 1;
    }
    if (captioned < 2) {
      throw new TextException(
          "%s: %d of its training pictures have captions; expected at least 2"
              .formatted(cache.directory(), captioned));
    }
    boolean learnable =
        counts.size() > 1
            && counts.firstKey() >= 0
            && parts.train().length >= (long) PICTURES_A_CLASS * counts.size();
    return new DataFit(captioned, counts.size(), learnable);
  }

  /// What `auto` means here.
  String features(String wanted) {
    return wanted.equals("auto") ? (learnable ? CLASSIFIER : "joint") : wanted;
  }
}

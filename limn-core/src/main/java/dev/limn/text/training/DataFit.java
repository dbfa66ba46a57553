package dev.limn.text.training;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.text.TextException;
import java.util.Locale;
import java.util.TreeMap;

/// What a data set allows the training of a text encoder with pictures.
///
/// @param captioned training pictures with captions
/// @param classes of the training pictures
/// @param learnable whether a classifier can be learnt: at least two classes, of at least four
///   pictures on average, and every picture in one
public record DataFit(int captioned, int classes, boolean learnable) {
  private static final int PICTURES_A_CLASS = 4;

  /// @throws TextException when fewer than two pictures have captions
  public static DataFit of(PackedCache cache, SplitRule.Parts parts) {
    var counts = new TreeMap<Integer, Integer>();
    int captioned = 0;
    for (int sample : parts.train()) {
      counts.merge(cache.label(sample), 1, Integer::sum);
      captioned += cache.captions(sample).isEmpty() ? 0 : 1;
    }
    if (captioned < 2) {
      throw new TextException(
          String.format(
              Locale.ROOT,
              "%s: %d of its training pictures have captions; expected at least 2",
              cache.directory(),
              captioned));
    }
    boolean learnable =
        counts.size() > 1
            && counts.firstKey() >= 0
            && parts.train().length >= (long) PICTURES_A_CLASS * counts.size();
    return new DataFit(captioned, counts.size(), learnable);
  }

  /// What `auto` means here; whatever else of [PictureSource] is itself.
  public String features(String wanted) {
    if (!wanted.equals(PictureSource.AUTO)) {
      return wanted;
    }
    return learnable ? PictureSource.CLASSIFIER : PictureSource.JOINT;
  }
}

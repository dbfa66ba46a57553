package dev.limn.metric;

import java.util.Locale;

/// The Inception Score (Salimans et al. 2016, §4): high when a classifier is sure of each picture
/// and the classes are many.
///
/// exp of the mean divergence of a picture's class probabilities from their mean over its split, of
/// ten splits of consecutive pictures. It looks at drawings alone, never at real pictures, so that
/// one good picture of each class, drawn again and again, is enough for the highest score; it says
/// nothing about memorisation, and figures of different classifiers cannot be compared. On a
/// classifier other than Inception's it is best not called by this name.
///
/// @param mean of the splits
/// @param deviation of the splits, as of a whole population
/// @param splits how many
public record InceptionScore(double mean, double deviation, int splits) {
  /// Splits of the original.
  public static final int SPLITS = 10;

  /// With the original's ten splits.
  ///
  /// @param probabilities of the classes, one row a picture, each with the sum 1
  /// @throws MetricException with fewer than ten pictures, or rows that are no probabilities
  public static InceptionScore of(FeatureSet probabilities) {
    return of(probabilities, SPLITS);
  }

  /// @param probabilities of the classes, one row a picture, each with the sum 1
  /// @param splits 1 to the number of pictures
  /// @throws MetricException with too few pictures, or rows that are no probabilities
  public static InceptionScore of(FeatureSet probabilities, int splits) {
    int count = probabilities.count();
    if (splits < 1 || count < splits) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d pictures in %d splits; expected at least one picture a split",
              count,
              splits));
    }
    double sum = 0;
    double squares = 0;
    for (int split = 0; split < splits; split++) {
      int from = (int) ((long) split * count / splits);
      int to = (int) ((long) (split + 1) * count / splits);
      double score = score(probabilities, from, to);
      sum += score;
      squares += score * score;
    }
    double mean = sum / splits;
    double deviation = Math.sqrt(Math.max(0, squares / splits - mean * mean));
    return new InceptionScore(mean, deviation, splits);
  }

  private static double score(FeatureSet rows, int from, int to) {
    int classes = rows.width();
    var mean = new double[classes];
    double own = 0; // Σ p log p over all pictures
    for (int i = from; i < to; i++) {
      double total = 0;
      for (int c = 0; c < classes; c++) {
        double p = rows.values()[i * classes + c];
        if (!(p >= 0)) {
          throw new MetricException(
              String.format(
                  Locale.ROOT, "picture %d has a class of probability %s; expected 0 to 1", i, p));
        }
        total += p;
        mean[c] += p / (to - from);
        own += p == 0 ? 0 : p * Math.log(p);
      }
      if (Math.abs(total - 1) > 1e-3) {
        throw new MetricException(
            String.format(
                Locale.ROOT, "picture %d's probabilities sum to %s; expected 1", i, total));
      }
    }
    double common = 0;
    for (double p : mean) {
      common += p == 0 ? 0 : p * Math.log(p);
    }
    return Math.exp(own / (to - from) - common);
  }
}

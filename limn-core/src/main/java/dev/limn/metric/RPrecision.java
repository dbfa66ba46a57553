package dev.limn.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// R-precision with R = 1 (Xu et al. 2018, §4): the share of drawings whose own caption scores
/// higher with them than 99 captions of others.
///
/// The score is the scalar product of the vectors of an [Evaluator]. The others are drawn from the
/// captions of all drawings, of another text and, where the data has classes, of another class, as
/// in the paper. The share is the mean over ten consecutive folds. With an evaluator that the
/// generator was trained with it is too high.
///
/// @param mean over the folds, 0 to 1
/// @param deviation of the folds, as of a whole population
/// @param folds how many
/// @param others captions that each own one is held against; fewer where there are not 99
public record RPrecision(double mean, double deviation, int folds, int others) {
  private static final int OTHERS = 99;
  private static final int FOLDS = 10;

  /// @param pictures vectors, a row a picture
  /// @param texts vectors of the pictures' captions, in the same order
  /// @param captions of the pictures
  /// @param classes of the pictures; all the same where there are none
  /// @param seed of the choice of other captions
  /// @throws MetricException when numbers or widths differ, or a caption has no other beside it
  public static RPrecision of(
      FeatureSet pictures,
      FeatureSet texts,
      List<String> captions,
      List<Integer> classes,
      long seed) {
    pictures.requireWidthOf(texts);
    int count = pictures.count();
    if (texts.count() != count || captions.size() != count || classes.size() != count) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d pictures with %d vectors of captions, %d captions and %d classes; expected as many of each",
              count,
              texts.count(),
              captions.size(),
              classes.size()));
    }
    boolean classed = classes.stream().distinct().count() > 1;
    var random = new Random(seed);
    var hits = new boolean[count];
    int fewest = OTHERS;
    for (int i = 0; i < count; i++) {
      int at = i;
      var places = new ArrayList<Integer>();
      var order = RandomSubset.of(count, count, random);
      for (int k = 0; k < count && places.size() < OTHERS; k++) {
        int other = order[k];
        boolean apart = !classed || !classes.get(other).equals(classes.get(at));
        if (apart && !captions.get(other).equals(captions.get(at))) {
          places.add(other);
        }
      }
      if (places.isEmpty()) {
        throw new MetricException(
            String.format(
                Locale.ROOT,
                "'%s': no other caption to hold it against; expected at least two different ones",
                captions.get(at)));
      }
      fewest = Math.min(fewest, places.size());
      double own = product(pictures, at, texts, at);
      hits[i] = places.stream().noneMatch(other -> product(pictures, at, texts, other) >= own);
    }
    return folded(hits, fewest);
  }

  private static RPrecision folded(boolean[] hits, int others) {
    int folds = Math.min(FOLDS, hits.length);
    double sum = 0;
    double squares = 0;
    for (int fold = 0; fold < folds; fold++) {
      int from = (int) ((long) fold * hits.length / folds);
      int to = (int) ((long) (fold + 1) * hits.length / folds);
      int right = 0;
      for (int i = from; i < to; i++) {
        right += hits[i] ? 1 : 0;
      }
      double share = right / (double) (to - from);
      sum += share;
      squares += share * share;
    }
    double mean = sum / folds;
    double deviation = Math.sqrt(Math.max(0, squares / folds - mean * mean));
    return new RPrecision(mean, deviation, folds, others);
  }

  private static double product(FeatureSet pictures, int i, FeatureSet texts, int j) {
    int width = pictures.width();
    double sum = 0;
    for (int k = 0; k < width; k++) {
      sum += (double) pictures.values()[i * width + k] * texts.values()[j * width + k];
    }
    return sum;
  }
}

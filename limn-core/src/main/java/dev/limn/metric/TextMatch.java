package dev.limn.metric;

import java.util.Locale;

/// How well pictures match their captions, like the CLIP score (Hessel et al. 2021) but by an
/// [Evaluator] that was trained on the data itself: the mean cosine of the vectors of picture and
/// caption, both centred on the training data.
///
/// It has no absolute meaning. It is told beside that of real pictures with their own captions, and
/// of drawings with captions of others, which is what a blind generator would reach.
///
/// @param mean of the cosines, −1 to 1
/// @param deviation of the cosines, as of a whole population
public record TextMatch(double mean, double deviation) {
  /// @param pictures vectors, a row a picture
  /// @param centre the mean vector of training pictures
  /// @param texts vectors of captions, already centred
  /// @param shift caption `i + shift`, counted round, is held against picture `i`; 0 for its own
  /// @throws MetricException when numbers or widths differ
  public static TextMatch of(FeatureSet pictures, float[] centre, FeatureSet texts, int shift) {
    pictures.requireWidthOf(texts);
    int width = pictures.width();
    int count = pictures.count();
    if (texts.count() != count || centre.length != width) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "%d pictures, %d captions and a centre of width %d; expected as many, and width %d",
              count,
              texts.count(),
              centre.length,
              width));
    }
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      int j = (i + shift) % count;
      double product = 0;
      double picture = 0;
      double text = 0;
      for (int k = 0; k < width; k++) {
        double a = (double) pictures.values()[i * width + k] - centre[k];
        double b = texts.values()[j * width + k];
        product += a * b;
        picture += a * a;
        text += b * b;
      }
      double cosine = product / Math.max(1e-12, Math.sqrt(picture * text));
      sum += cosine;
      squares += cosine * cosine;
    }
    double mean = sum / count;
    return new TextMatch(mean, Math.sqrt(Math.max(0, squares / count - mean * mean)));
  }
}

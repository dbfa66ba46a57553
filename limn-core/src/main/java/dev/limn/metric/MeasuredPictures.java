package dev.limn.metric;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import java.util.Locale;

/// The real pictures of an [Evaluation]: those that drawings are held against, and those that the
/// model learned from.
///
/// @param cache of the pictures to measure with, as large as the drawings
/// @param measured those to measure with, into it
/// @param trainingCache of the pictures of the training, as large; often the same
/// @param training those that the model learned from, into it; none where they are not known
/// @param split how these were told apart, in words
/// @param learned whether the model learned from some of those that are measured with, which every
///   figure is then told with
public record MeasuredPictures(
    PackedCache cache,
    int[] measured,
    PackedCache trainingCache,
    int[] training,
    String split,
    boolean learned) {
  /// What a rule holds back, and what it leaves to learn from.
  ///
  /// @param oneIn every so manieth picture was kept out of training; 0 for those alone that the
  ///   data set itself holds back
  public static MeasuredPictures heldBack(PackedCache cache, int oneIn) {
    var parts = new SplitRule(oneIn).apply(cache);
    return new MeasuredPictures(cache, parts.heldBack(), cache, parts.train(), split(oneIn), false);
  }

  /// A rule in words.
  ///
  /// @param oneIn as in [#heldBack]
  public static String split(int oneIn) {
    return oneIn == 0
        ? "as the data set has it"
        : String.format(
            Locale.ROOT,
            "one in %d held back: picture i in the order of names when i %% %d == %d",
            oneIn,
            oneIn,
            oneIn - 1);
  }

  /// The pictures of the training.
  ///
  /// @throws MetricException when they are not known
  int[] requireTraining(Measure measure) {
    if (training.length == 0) {
      throw new MetricException(
          measure.label()
              + " looks at the pictures of the training, which are not known here; expected --data"
              + " DIR, those pictures, beside --test");
    }
    return training;
  }
}

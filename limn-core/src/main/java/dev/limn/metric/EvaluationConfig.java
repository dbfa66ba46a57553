package dev.limn.metric;

import java.util.EnumSet;
import java.util.Set;

/// How an [Evaluation] is done.
///
/// @param measures what is measured, at least one
/// @param count drawings, and held-back pictures, of the distances
/// @param seeds drawings of each colour word, and of each sentence of the diversity
/// @param seed of the choice of pictures and captions and of all noise
/// @param holdBack every so manieth picture was kept out of training, as [dev.limn.data.SplitRule]
///   says
/// @param sentence of the colours, with `{}` for the word
public record EvaluationConfig(
    Set<Measure> measures, int count, int seeds, long seed, int holdBack, String sentence) {
  /// Noise of different `seed`s never meets.
  private static final long STRIDE = 1_000_000;

  /// The distances' noise starts here, so that it is not that of the colours.
  private static final long FIRST = 10_000;

  private static final int MOST = 100_000;

  public EvaluationConfig {
    require(!measures.isEmpty(), "measures", "none", "at least one");
    require(count >= 2 && count <= MOST, "count", count, "2 to " + MOST);
    require(seeds >= 2 && seeds <= FIRST, "seeds", seeds, "2 to " + FIRST);
    require(seed >= 0 && seed <= Integer.MAX_VALUE, "seed", seed, "0 to " + Integer.MAX_VALUE);
    require(holdBack >= 2, "hold-back", holdBack, "at least 2, as in training");
    require(sentence.contains("{}"), "sentence", sentence, "{} where the colour belongs");
    measures = Set.copyOf(measures);
  }

  /// FSD of 1,500 and the colours of 20 seeds, seed 0, one picture in four held back.
  public static final EvaluationConfig DEFAULT =
      new EvaluationConfig(
          EnumSet.of(Measure.FSD, Measure.COLOURS), 1500, 20, 0, 4, ColourAgreement.SENTENCE);

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new MetricException(key + ": " + value + "; expected " + expected);
    }
  }

  /// Whether this is measured.
  public boolean has(Measure measure) {
    return measures.contains(measure);
  }

  /// The seed of the `i`-th drawing of the distances.
  public long drawingSeed(int i) {
    return seed * STRIDE + FIRST + i;
  }

  /// The seed of the `i`-th drawing of a colour or of a sentence.
  public long columnSeed(int i) {
    return seed * STRIDE + i;
  }
}

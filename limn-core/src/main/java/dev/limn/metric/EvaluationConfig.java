package dev.limn.metric;

import static dev.limn.config.Checks.require;

import dev.limn.draw.Prompt;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import java.util.Locale;
import java.util.Set;

/// How an [Evaluation] is done.
///
/// @param measures what is measured, at least one
/// @param count drawings, and held-back pictures, of the distances
/// @param seeds drawings of each colour word, and of each sentence of the diversity
/// @param seed of the choice of pictures and captions and of all noise, 0 to [#MAX_SEED]
/// @param holdBack every so manieth picture was kept out of training, as [dev.limn.data.SplitRule]
///   says; 0 for those alone that the data set itself holds back
/// @param sentence of the colours, with `{}` for the word
/// @param repetitions of the Geometry Score
/// @param attributeSteps steps of the classifier that reads attributes
/// @param crop the part of a picture in which the nearest training pictures are looked for
public record EvaluationConfig(
    Set<Measure> measures,
    int count,
    int seeds,
    long seed,
    int holdBack,
    String sentence,
    int repetitions,
    int attributeSteps,
    Crop crop) {
  /// A part of a picture, in shares of its sides: a face without what is behind it, say.
  ///
  /// @param left where it begins, 0 to 1
  /// @param top where it begins, 0 to 1
  /// @param width above 0
  /// @param height above 0
  public record Crop(double left, double top, double width, double height) {
    /// All of it.
    public static final Crop WHOLE = new Crop(0, 0, 1, 1);

    public Crop {
      require(
          left >= 0
              && top >= 0
              && width > 0
              && height > 0
              && left + width <= 1
              && top + height <= 1,
          "crop",
          left + "," + top + "," + width + "," + height,
          "left, top, width and height in shares of a picture, all inside it");
    }

    /// That part of a picture, at least one pixel.
    Image of(Image image) {
      if (equals(WHOLE)) {
        return image;
      }
      int x = (int) Math.min(image.width() - 1, Math.round(left * image.width()));
      int y = (int) Math.min(image.height() - 1, Math.round(top * image.height()));
      int wide = Math.clamp(Math.round(width * image.width()), 1, image.width() - x);
      int high = Math.clamp(Math.round(height * image.height()), 1, image.height() - y);
      return Resampler.crop(image, x, y, wide, high);
    }

    /// In words, for reports.
    String text() {
      return equals(WHOLE)
          ? "whole pictures"
          : String.format(
              Locale.ROOT,
              "left %s, top %s, width %s, height %s of a picture",
              left,
              top,
              width,
              height);
    }
  }

  /// More than the drawings of one `seed` need, so that the noise of different ones never meets.
  private static final long STRIDE = 1_000_000;

  /// The distances' noise starts here, so that it is not that of the colours.
  private static final long FIRST = 10_000;

  private static final int MOST = 100_000;

  /// The largest seed: the noise of a larger one would come of seeds beyond [Prompt#MAX_SEED],
  /// which the engine cannot tell from smaller ones and `limn draw` cannot repeat.
  public static final long MAX_SEED = (Prompt.MAX_SEED - FIRST - MOST + 1) / STRIDE;

  /// What is measured when nothing else is said, by labels.
  public static final String MEASURES = "fsd,colours";

  /// Drawings, and held-back pictures, when nothing else is said.
  public static final int COUNT = 1500;

  /// Drawings of each colour when nothing else is said.
  public static final int SEEDS = 20;

  /// One picture in so many is held back when nothing else is said.
  public static final int HOLD_BACK = 4;

  /// The seed when nothing else is said.
  public static final int SEED = 0;

  /// Steps of the classifier that reads attributes.
  public static final int ATTRIBUTE_STEPS = 1500;

  /// Repetitions of the Geometry Score, as its authors' program.
  public static final int REPETITIONS = 1000;

  public EvaluationConfig {
    require(!measures.isEmpty(), "measures", "none", "at least one");
    require(count >= 2 && count <= MOST, "count", count, "2 to " + MOST);
    require(seeds >= 2 && seeds <= FIRST, "seeds", seeds, "2 to " + FIRST);
    require(seed >= 0 && seed <= MAX_SEED, "seed", seed, "0 to " + MAX_SEED);
    require(holdBack == 0 || holdBack >= 2, "hold-back", holdBack, "0, or at least 2");
    require(repetitions >= 1 && repetitions <= MOST, "repetitions", repetitions, "1 to " + MOST);
    require(
        attributeSteps >= 1 && attributeSteps <= MOST,
        "attribute-steps",
        attributeSteps,
        "1 to " + MOST);
    require(sentence.contains("{}"), "sentence", sentence, "{} where the colour belongs");
    measures = Set.copyOf(measures);
  }

  /// All that is usual.
  public static final EvaluationConfig DEFAULT =
      new EvaluationConfig(
          Measure.all(MEASURES),
          COUNT,
          SEEDS,
          SEED,
          HOLD_BACK,
          ColourAgreement.SENTENCE,
          REPETITIONS,
          ATTRIBUTE_STEPS,
          Crop.WHOLE);

  /// Whether this is measured.
  public boolean has(Measure measure) {
    return measures.contains(measure);
  }

  /// The same with another number of drawings.
  public EvaluationConfig withCount(int other) {
    return new EvaluationConfig(
        measures, other, seeds, seed, holdBack, sentence, repetitions, attributeSteps, crop);
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

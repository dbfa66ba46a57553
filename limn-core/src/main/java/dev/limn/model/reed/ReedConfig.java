package dev.limn.model.reed;

import static dev.limn.config.Checks.require;
import static java.util.Map.entry;

import dev.limn.config.Settings;
import dev.limn.torch.Precision;
import java.util.Map;

/// Every number of a Reed model. The defaults of [#paper()] are the paper's and its released
/// code's.
///
/// @param mode which of the four systems
/// @param resolution side of the pictures: 64, as in the paper, or 128 or 256, for which both
///   networks get one more layer of half the width at the large end for each doubling
/// @param noise width of z, N(0, 1); 100
/// @param textFeatures width of the projected text in both networks; 128
/// @param generatorWidth channels of the last hidden layer, `ngf`; 128
/// @param discriminatorWidth channels of the first hidden layer, `ndf`; 64
/// @param batch pictures a step, even; 64
/// @param learningRate of both Adams; 2e-4, 4e-4 in the small preset
/// @param beta1 of both Adams; .5
/// @param captions at most so many captions of a picture are averaged, a random number of them a
///   picture; 4
/// @param beta weight of the first embedding in an interpolation; .5
/// @param mismatchWeight share of the (real, mismatched) term among the negatives, `cls_weight`; .5
/// @param realTarget what the discriminator should say of real, matching pairs; 1. Below 1 is
///   one-sided label smoothing (Salimans et al. 2016), which keeps it from growing too sure; not in
///   the paper
/// @param seeking weight of the mode-seeking term (Mao et al. 2019, arXiv 1903.05628), 0 for none:
///   half the batch is drawn a second time with other noise, and the generator is paid for the
///   difference. Without it a generator whose text names nearly one picture learns to ignore z; not
///   in the paper
/// @param gradientPenalty γ of R1 (Mescheder et al. 2018) on real, matching pairs every
///   [#PENALTY_INTERVAL] steps, 0 for none; not in the paper
/// @param textNorm batch norm on the discriminator's projected text, as in the released code
/// @param averageKimg half-life of the generator's moving average in thousands of pictures; 10. Not
///   in the paper; it changes no training step
/// @param spans equal spans of the training, from one to the next of which the learning rates
///   halve; 6, that is every 100 of 600 epochs; 1 for never
/// @param decay share of the training, at its end, over which the learning rates fall linearly to a
///   tenth; 0 for none, as in the paper
/// @param load side to which pictures are scaled before a random crop; the paper's 76 for 64
/// @param precision arithmetic of the forward passes
public record ReedConfig(
    ReedMode mode,
    int resolution,
    int noise,
    int textFeatures,
    int generatorWidth,
    int discriminatorWidth,
    int batch,
    double learningRate,
    double beta1,
    int captions,
    double beta,
    double mismatchWeight,
    double realTarget,
    double seeking,
    double gradientPenalty,
    boolean textNorm,
    double averageKimg,
    int spans,
    double decay,
    int load,
    Precision precision) {
  /// The paper's side of the pictures.
  private static final int SMALLEST = 64;

  /// The steps from one gradient penalty to the next, which then counts as often.
  public static final int PENALTY_INTERVAL = 16;

  public ReedConfig {
    require(
        resolution == 64 || resolution == 128 || resolution == 256,
        "resolution",
        resolution,
        "64, 128 or 256");
    require(noise > 0, "noise", noise, "at least 1");
    require(textFeatures > 0, "text-features", textFeatures, "at least 1");
    require(
        generatorWidth > 0 && generatorWidth <= 1024,
        "generator-width",
        generatorWidth,
        "1 to 1024");
    require(
        discriminatorWidth > 0 && discriminatorWidth <= 1024,
        "discriminator-width",
        discriminatorWidth,
        "1 to 1024");
    int parts = resolution / SMALLEST;
    require(
        generatorWidth % parts == 0,
        "generator-width",
        generatorWidth,
        "a multiple of " + parts + " for a resolution of " + resolution);
    require(
        discriminatorWidth % parts == 0,
        "discriminator-width",
        discriminatorWidth,
        "a multiple of " + parts + " for a resolution of " + resolution);
    require(batch >= 2 && batch % 2 == 0, "batch", batch, "an even number of at least 2");
    require(learningRate > 0 && learningRate < 1, "learning-rate", learningRate, "between 0 and 1");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(captions >= 1, "captions", captions, "at least 1");
    require(beta > 0 && beta < 1, "beta", beta, "between 0 and 1");
    require(
        mismatchWeight > 0 && mismatchWeight < 1,
        "mismatch-weight",
        mismatchWeight,
        "between 0 and 1");
    require(realTarget > 0.5 && realTarget <= 1, "real-target", realTarget, "in (0.5, 1]");
    require(seeking >= 0 && seeking <= 100, "seeking", seeking, "0 to 100");
    require(
        gradientPenalty >= 0 && gradientPenalty <= 1000,
        "gradient-penalty",
        gradientPenalty,
        "0 to 1000");
    require(averageKimg > 0, "average-kimg", averageKimg, "above 0");
    require(spans >= 1 && spans <= 100, "spans", spans, "1 to 100");
    require(decay >= 0 && decay <= 1, "decay", decay, "in [0, 1]");
    require(
        load >= resolution && load <= 4 * resolution,
        "load",
        load,
        resolution + " to " + 4 * resolution);
  }

  /// How often the side of the paper's pictures is doubled: 0, 1 or 2.
  int doublings() {
    return Integer.numberOfTrailingZeros(resolution / SMALLEST);
  }

  /// The paper's model: 19 million generator parameters.
  public static ReedConfig paper() {
    return new ReedConfig(
        ReedMode.INT_CLS, // mode
        SMALLEST, // resolution
        100, // noise
        128, // textFeatures
        128, // generatorWidth
        64, // discriminatorWidth
        64, // batch
        2e-4, // learningRate
        0.5, // beta1: of Adam
        4, // captions
        0.5, // beta: half of each of two sentences
        0.5, // mismatchWeight
        1, // realTarget
        0, // seeking
        0, // gradientPenalty
        true, // textNorm
        10, // averageKimg
        6, // spans
        0, // decay
        76, // load: cut to 64
        Precision.AUTO); // precision
  }

  /// The same at half the generator's width, for a processor of a few cores and a few hundred
  /// thousand pictures.
  ///
  /// There the number of updates counts, so the batch is 32 and the learning rate twice the
  /// paper's, and the generator has to be kept from ignoring its noise. Measured on Oxford-102
  /// after 20,000 pictures, Fréchet SqueezeNet distance and the pixels' standard deviation over the
  /// seeds of one sentence: 11,130 and 12 of 255 without the last two, 10,982 and 32 with mode
  /// seeking, 9,976 and 45 with both.
  public static ReedConfig small() {
    return Settings.with(
        paper(),
        ReedConfig.class,
        Map.ofEntries(
            entry("generator-width", 64),
            entry("batch", 32), // twice the updates
            entry("learning-rate", 4e-4), // for half the batch
            entry("real-target", 0.9), // label smoothing
            entry("seeking", 0.05), // keeps the noise heard
            entry("text-norm", false),
            entry("average-kimg", 5),
            entry("spans", 1),
            entry("decay", 0.3), // over the last 30 %
            entry("load", 68))); // cut to 64
  }
}

package dev.limn.model.dfgan;

import static dev.limn.config.Checks.require;
import static java.util.Map.entry;

import dev.limn.config.Settings;
import dev.limn.torch.Precision;
import java.util.Map;

/// Every number of a one-stage model. The defaults of [#paper()] are those of DF-GAN (Tao et al.
/// 2022); all that [#additions] lists is off there.
///
/// @param resolution side of the pictures: 64, 128 or 256
/// @param noise width of z, N(0, 1); 100
/// @param generatorWidth channels of the largest feature maps, `nf`; inner ones have up to eight
///   times as many; 32
/// @param discriminatorWidth the same of the discriminator; 32
/// @param residualShare what the discriminator's residual branches are multiplied with at the
///   start; the paper's 0 takes a thousand steps to wear off
/// @param batch pictures a step, even; 32
/// @param generatorRate learning rate of the generator; 1e-4
/// @param discriminatorRate learning rate of the discriminator; 4e-4 (two time scales)
/// @param beta1 of both Adams; 0
/// @param beta2 of both Adams; .9
/// @param captions at most so many captions of a picture are averaged, a random number of them a
///   picture; 1
/// @param mismatchWeight share of the (real, mismatched) term among the negatives; .5
/// @param penalty k of the matching-aware gradient penalty, 0 for none; 2
/// @param penaltyPower p of that penalty; 6
/// @param penaltyInterval steps from one such penalty to the next, which then counts as often; 1
/// @param r1 γ of R1 on real, matching pairs, 0 for none (Mescheder et al. 2018)
/// @param r1Interval steps from one R1 to the next, which then counts as often
/// @param spectralNorm divides the discriminator's weights by their largest singular value (Miyato
///   et al. 2018)
/// @param selfModulation the noise steers every block beside the text, as in the paper's final
///   version; without, it only starts the first (Chen et al. 2019 for the general idea)
/// @param augmentation what the discriminator sees pictures through
/// @param colourAugmentation whether augmentation also changes colours. Off everywhere: captions
///   name colours
/// @param augmentationTarget how sure of real pictures the discriminator may be before adaptive
///   augmentation grows, r; .6
/// @param seeking weight of the mode-seeking term (Mao et al. 2019, arXiv 1903.05628), 0 for none:
///   each sentence of half the batch is drawn twice, and the generator is paid for the difference
/// @param conditioningNoise noise on the text features, in standard deviations of the batch's
/// @param whitening the sentences' features are made to vary alike in every direction that has at
///   least this share of the largest variance; 0 leaves them as the encoder has them
/// @param contrast weight of the contrastive loss, 0 for none: the discriminator learns to tell a
///   real picture's sentence from a thousand others, and the generator to draw so that it can
/// @param averageKimg half-life of the generator's moving average in thousands of pictures. The
///   paper's release has none; it changes no training step
/// @param warmUpKimg over so many thousand pictures, at the start, the generator's learning rate
///   rises linearly from 0; 0 for none
/// @param decay share of the training, at its end, over which the learning rates fall linearly to a
///   tenth; 0 for none
/// @param load side to which pictures are scaled before a random crop; the paper's 304 for 256
/// @param precision arithmetic of the forward passes
public record DfGanConfig(
    int resolution,
    int noise,
    int generatorWidth,
    int discriminatorWidth,
    double residualShare,
    int batch,
    double generatorRate,
    double discriminatorRate,
    double beta1,
    double beta2,
    int captions,
    double mismatchWeight,
    double penalty,
    double penaltyPower,
    int penaltyInterval,
    double r1,
    int r1Interval,
    boolean spectralNorm,
    boolean selfModulation,
    Augmenting augmentation,
    boolean colourAugmentation,
    double augmentationTarget,
    double seeking,
    double conditioningNoise,
    double whitening,
    double contrast,
    double averageKimg,
    double warmUpKimg,
    double decay,
    int load,
    Precision precision) {
  private static final int LARGEST_FACTOR = 8;

  public DfGanConfig {
    require(
        resolution == 64 || resolution == 128 || resolution == 256,
        "resolution",
        resolution,
        "64, 128 or 256");
    require(noise > 0, "noise", noise, "at least 1");
    require(between(generatorWidth, 1, 256), "generator-width", generatorWidth, "1 to 256");
    require(
        between(discriminatorWidth, 1, 256), "discriminator-width", discriminatorWidth, "1 to 256");
    require(between(residualShare, 0, 1), "residual-share", residualShare, "0 to 1");
    require(batch >= 2 && batch % 2 == 0, "batch", batch, "an even number of at least 2");
    require(rate(generatorRate), "generator-rate", generatorRate, "between 0 and 1");
    require(rate(discriminatorRate), "discriminator-rate", discriminatorRate, "between 0 and 1");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
    require(captions >= 1, "captions", captions, "at least 1");
    require(
        mismatchWeight > 0 && mismatchWeight < 1,
        "mismatch-weight",
        mismatchWeight,
        "between 0 and 1");
    require(between(penalty, 0, 1000), "penalty", penalty, "0 to 1000");
    require(between(penaltyPower, 1, 12), "penalty-power", penaltyPower, "1 to 12");
    require(penaltyInterval >= 1, "penalty-interval", penaltyInterval, "at least 1");
    require(between(r1, 0, 1000), "r1", r1, "0 to 1000");
    require(r1Interval >= 1, "r1-interval", r1Interval, "at least 1");
    require(
        augmentationTarget > 0 && augmentationTarget < 1,
        "augmentation-target",
        augmentationTarget,
        "between 0 and 1");
    require(between(seeking, 0, 100), "seeking", seeking, "0 to 100");
    require(between(conditioningNoise, 0, 10), "conditioning-noise", conditioningNoise, "0 to 10");
    require(between(whitening, 0, 1), "whitening", whitening, "0 to 1");
    require(between(contrast, 0, 1000), "contrast", contrast, "0 to 1000");
    require(averageKimg > 0, "average-kimg", averageKimg, "above 0");
    require(between(warmUpKimg, 0, 1e6), "warm-up-kimg", warmUpKimg, "0 to 1000000");
    require(decay >= 0 && decay <= 1, "decay", decay, "in [0, 1]");
    require(
        load >= resolution && load <= 4 * resolution,
        "load",
        load,
        resolution + " to " + 4 * resolution);
  }

  private static boolean between(double value, double from, double to) {
    return value >= from && value <= to;
  }

  private static boolean rate(double value) {
    return value > 0 && value < 1;
  }

  /// Channels of the feature maps after each of the generator's blocks, and before the first: for
  /// 64×64 and a width of 32 these are 256, 256, 128, 64, 32.
  public int[] generatorChannels() {
    return channels(generatorWidth, LARGEST_FACTOR);
  }

  /// Channels of the discriminator's feature maps, largest maps first: for 64×64 and a width of 32
  /// these are 32, 64, 128, 256, 256.
  public int[] discriminatorChannels() {
    int[] channels = channels(discriminatorWidth, LARGEST_FACTOR);
    int[] reversed = new int[channels.length];
    for (int i = 0; i < channels.length; i++) {
      reversed[i] = channels[channels.length - 1 - i];
    }
    return reversed;
  }

  private int[] channels(int width, int most) {
    int blocks = Integer.numberOfTrailingZeros(resolution) - 2; // from 4×4
    int[] channels = new int[blocks + 1];
    for (int i = 0; i <= blocks; i++) {
      channels[i] = width * Math.min(1 << (blocks - i), most);
    }
    return channels;
  }

  /// The paper's model and training at 256×256.
  public static DfGanConfig paper() {
    return new DfGanConfig(
        256, // resolution
        100, // noise: z
        32, // generatorWidth: channels at 256×256
        32, // discriminatorWidth
        0, // residualShare: of the discriminator, learnt from there
        32, // batch
        1e-4, // generatorRate
        4e-4, // discriminatorRate
        0, // beta1: of Adam
        0.9, // beta2
        1, // captions: a picture and step
        0.5, // mismatchWeight
        2, // penalty: matching-aware, on the gradient
        6, // penaltyPower: of its norm
        1, // penaltyInterval: in every step
        0, // r1
        16, // r1Interval
        false, // spectralNorm
        true, // selfModulation
        Augmenting.NONE, // augmentation
        false, // colourAugmentation
        0.6, // augmentationTarget
        0, // seeking
        0, // conditioningNoise
        0, // whitening
        0, // contrast
        10, // averageKimg
        0, // warmUpKimg
        0, // decay
        304, // load: cut to 256
        Precision.AUTO); // precision
  }

  /// For a processor of a few cores and a few hundred thousand pictures at 64×64: the penalty in
  /// every fourth step, half the batch, a generator that comes to learn as fast as the
  /// discriminator, a contrastive loss, and the discriminator's residual branches at full share
  /// from the start. At the paper's share of 0 it sees hardly any shapes in its first thousands of
  /// steps, and the generator has nobody to learn them from. A generator that learns fast from the
  /// first step on may be driven to one saturated colour, out of which it does not always come.
  public static DfGanConfig small() {
    return Settings.with(
        paper(),
        DfGanConfig.class,
        Map.ofEntries(
            entry("resolution", 64),
            entry("residual-share", 1), // the discriminator sees shapes from the start
            entry("batch", 16), // twice the updates
            entry("generator-rate", 4e-4), // as fast as the discriminator, after warming up
            entry("penalty-interval", 4), // every fourth step, which counts four times
            entry("contrast", 1), // of captions in a batch (XMC-GAN)
            entry("average-kimg", 5),
            entry("warm-up-kimg", 10), // else one saturated colour may come of it
            entry("decay", 0.3), // over the last 30 %
            entry("load", 68))); // cut to 64
  }
}

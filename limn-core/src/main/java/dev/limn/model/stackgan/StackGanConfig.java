package dev.limn.model.stackgan;

import static dev.limn.config.Checks.require;
import static java.util.Map.entry;

import dev.limn.config.Settings;
import dev.limn.torch.Precision;
import java.util.Map;

/// Every number of a StackGAN. The defaults of [#paper()] are those of Zhang et al. 2017, §4.2 and
/// the released code.
///
/// @param stage 2 for both stages in turn; 1 for the first alone
/// @param resolution side of the second stage's pictures: 64, 128 or 256
/// @param lowResolution side of the first stage's pictures: 32 or 64, a half or a quarter of that
/// @param noise width of z, N(0, 1); 100
/// @param conditioning width of the condition that is drawn for a sentence; 128
/// @param textFeatures width of the text in the discriminators; 128
/// @param generatorWidth channels, `gf`; the paper's 128
/// @param discriminatorWidth channels of the largest maps, `df`; 64
/// @param residualBlocks in the second stage; 4
/// @param batch pictures a step, even; 64
/// @param learningRate of both Adams at the start of each stage; 2e-4
/// @param beta1 of both Adams; .5
/// @param kl weight of the mean over the condition's numbers of KL(N(μ, σ²) ‖ N(0, 1)); the
///   released 2, which is 2/128 of the sum that the paper writes
/// @param captions at most so many captions of a picture are averaged, a random number of them a
///   picture; 4
/// @param mismatchWeight share of the (real, mismatched) term among the negatives; .5
/// @param spansOne equal spans of the first stage's training, from one to the next of which the
///   learning rates halve; 12, that is every 50 of 600 epochs
/// @param spansTwo the same of the second stage; 6, that is every 100 of 600 epochs
/// @param stageOneShare of the training's length that the first stage gets; the paper's half
/// @param stageOne a run or model whose first stage is taken as it is; empty trains one
/// @param averageKimg half-life of the generators' moving averages in thousands of pictures. Not in
///   the paper, nor in the released code
/// @param load side to which pictures are scaled before a random crop; 304 for 256
/// @param precision arithmetic of the forward passes
public record StackGanConfig(
    int stage,
    int resolution,
    int lowResolution,
    int noise,
    int conditioning,
    int textFeatures,
    int generatorWidth,
    int discriminatorWidth,
    int residualBlocks,
    int batch,
    double learningRate,
    double beta1,
    double kl,
    int captions,
    double mismatchWeight,
    int spansOne,
    int spansTwo,
    double stageOneShare,
    String stageOne,
    double averageKimg,
    int load,
    Precision precision) {
  public StackGanConfig {
    require(stage == 1 || stage == 2, "stage", stage, "1 or 2");
    require(
        resolution == 64 || resolution == 128 || resolution == 256,
        "resolution",
        resolution,
        "64, 128 or 256");
    require(
        (lowResolution == 32 || lowResolution == 64)
            && (resolution == 2 * lowResolution || resolution == 4 * lowResolution),
        "low-resolution",
        lowResolution,
        "32 or 64, a half or a quarter of the resolution of " + resolution);
    require(noise >= 1, "noise", noise, "at least 1");
    require(conditioning >= 1, "conditioning", conditioning, "at least 1");
    require(textFeatures >= 1, "text-features", textFeatures, "at least 1");
    require(
        generatorWidth >= 1 && generatorWidth <= 512,
        "generator-width",
        generatorWidth,
        "1 to 512");
    require(
        discriminatorWidth >= 1 && discriminatorWidth <= 512,
        "discriminator-width",
        discriminatorWidth,
        "1 to 512");
    require(
        residualBlocks >= 0 && residualBlocks <= 16, "residual-blocks", residualBlocks, "0 to 16");
    require(batch >= 2 && batch % 2 == 0, "batch", batch, "an even number of at least 2");
    require(learningRate > 0 && learningRate < 1, "learning-rate", learningRate, "between 0 and 1");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(kl >= 0 && kl <= 1000, "kl", kl, "0 to 1000");
    require(captions >= 1, "captions", captions, "at least 1");
    require(
        mismatchWeight > 0 && mismatchWeight < 1,
        "mismatch-weight",
        mismatchWeight,
        "between 0 and 1");
    require(spansOne >= 1 && spansOne <= 100, "spans-one", spansOne, "1 to 100");
    require(spansTwo >= 1 && spansTwo <= 100, "spans-two", spansTwo, "1 to 100");
    require(
        stageOneShare > 0 && stageOneShare < 1,
        "stage-one-share",
        stageOneShare,
        "between 0 and 1");
    stageOne = stageOne == null ? "" : stageOne;
    require(stage == 2 || stageOne.isEmpty(), "stage-one", stageOne, "nothing where stage is 1");
    require(averageKimg > 0, "average-kimg", averageKimg, "above 0");
    require(
        load >= resolution && load <= 4 * resolution,
        "load",
        load,
        resolution + " to " + 4 * resolution);
  }

  /// The side of what this stage draws.
  public int side() {
    return stage == 1 ? lowResolution : resolution;
  }

  /// In how many equal spans of this stage's training the learning rates halve.
  public int spans() {
    return stage == 1 ? spansOne : spansTwo;
  }

  /// Numbers that a drawing starts from: z, then what the conditions of both stages are drawn with.
  /// Both stages take as many, so that the same numbers give the sketch and what is made of it.
  public int drawingNoise() {
    return noise + 2 * conditioning;
  }

  /// The paper's model and training: 64×64, then 256×256.
  public static StackGanConfig paper() {
    return new StackGanConfig(
        2, // stage
        256, // resolution
        64, // lowResolution
        100, // noise
        128, // conditioning
        128, // textFeatures
        128, // generatorWidth
        64, // discriminatorWidth
        4, // residualBlocks
        64, // batch
        2e-4, // learningRate
        0.5, // beta1: of Adam
        2, // kl: of the conditioning augmentation
        4, // captions
        0.5, // mismatchWeight
        12, // spansOne: the rate halves every 50 of 600 epochs
        6, // spansTwo: every 100 of 600
        0.5, // stageOneShare
        "", // stageOne
        5, // averageKimg
        304, // load: cut to 256
        Precision.AUTO); // precision
  }

  /// For a processor of a few cores and a few hundred thousand pictures: 32×32, then 64×64, half
  /// the widths, half the batch with twice the learning rate. The number of updates counts there.
  public static StackGanConfig small() {
    return Settings.with(
        paper(),
        StackGanConfig.class,
        Map.ofEntries(
            entry("resolution", 64),
            entry("low-resolution", 32),
            entry("generator-width", 64),
            entry("discriminator-width", 32),
            entry("residual-blocks", 2),
            entry("batch", 32), // twice the updates
            entry("learning-rate", 4e-4), // for half the batch
            entry("spans-one", 3),
            entry("spans-two", 3),
            entry("load", 68))); // cut to 64
  }
}

package dev.limn.model.style;

import static dev.limn.config.Checks.require;
import static java.util.Map.entry;

import dev.limn.config.Settings;
import dev.limn.torch.Precision;
import java.util.Map;

/// Every number of a style encoder's training. The paper states none of them; those of [#paper()]
/// are its discriminator's.
///
/// @param width channels of the first hidden layer; 64
/// @param batch pictures a step, at least 2; 64
/// @param learningRate of Adam; 2e-4
/// @param beta1 of Adam; .5
/// @param captions at most so many captions are averaged for a drawing, a random number of them; 4
/// @param decay share of the training, at its end, over which the learning rate falls linearly to a
///   tenth; 0 for none
/// @param precision arithmetic of the forward passes
public record StyleConfig(
    int width,
    int batch,
    double learningRate,
    double beta1,
    int captions,
    double decay,
    Precision precision) {
  public StyleConfig {
    require(width > 0 && width <= 1024, "width", width, "1 to 1024");
    require(batch >= 2, "batch", batch, "at least 2");
    require(learningRate > 0 && learningRate < 1, "learning-rate", learningRate, "between 0 and 1");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(captions >= 1, "captions", captions, "at least 1");
    require(decay >= 0 && decay <= 1, "decay", decay, "in [0, 1]");
  }

  /// As wide as the paper's discriminator: 4.4 million parameters at 64×64.
  public static StyleConfig paper() {
    return new StyleConfig(
        64, // width
        64, // batch
        2e-4, // learningRate
        0.5, // beta1
        4, // captions
        0, // decay
        Precision.AUTO); // precision
  }

  /// Half as wide, with a larger learning rate that falls at the end: learns in minutes.
  public static StyleConfig small() {
    return Settings.with(
        paper(),
        StyleConfig.class,
        Map.ofEntries(
            entry("width", 32),
            entry("learning-rate", 1e-3),
            entry("decay", 0.5))); // over the last half
  }
}

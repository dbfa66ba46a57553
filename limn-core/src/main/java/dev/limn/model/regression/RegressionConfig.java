package dev.limn.model.regression;

import static dev.limn.config.Checks.require;
import static java.util.Map.entry;

import dev.limn.config.Settings;
import dev.limn.model.reed.ReedConfig;
import dev.limn.torch.Precision;
import java.util.Map;

/// Every number of a description-to-picture regression.
///
/// @param noise width of z, which the generator has as in a GAN, and is free to ignore
/// @param textFeatures width of the projected description
/// @param generatorWidth channels of the last hidden layer
/// @param batch pictures a step
/// @param learningRate of Adam
/// @param beta1 of Adam
/// @param pixel weight of the mean squared difference of pixels
/// @param perceptual weight of the perceptual loss; 0 for none
/// @param averageKimg half-life of the generator's moving average in thousands of pictures
/// @param precision arithmetic of the generator
public record RegressionConfig(
    int noise,
    int textFeatures,
    int generatorWidth,
    int batch,
    double learningRate,
    double beta1,
    double pixel,
    double perceptual,
    double averageKimg,
    Precision precision) {
  public RegressionConfig {
    require(batch >= 2, "batch", batch, "at least 2");
    require(learningRate > 0 && learningRate < 1, "learning-rate", learningRate, "between 0 and 1");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(pixel >= 0 && Double.isFinite(pixel), "pixel", pixel, "0 or more");
    require(perceptual >= 0 && Double.isFinite(perceptual), "perceptual", perceptual, "0 or more");
    require(pixel + perceptual > 0, "pixel and perceptual", 0, "at least one of them above 0");
    require(averageKimg > 0, "average-kimg", averageKimg, "above 0");
  }

  /// Pixels alone.
  public static RegressionConfig pixels() {
    return new RegressionConfig(
        100, // noise
        128, // textFeatures
        64, // generatorWidth
        32, // batch
        4e-4, // learningRate
        0.9, // beta1
        1, // pixel
        0, // perceptual
        5, // averageKimg
        Precision.AUTO); // precision
  }

  /// Narrower, with a smaller batch, for minutes on one core.
  public static RegressionConfig small() {
    return Settings.with(
        pixels(),
        RegressionConfig.class,
        Map.ofEntries(
            entry("noise", 16),
            entry("text-features", 64),
            entry("generator-width", 16),
            entry("batch", 16),
            entry("learning-rate", 1e-3),
            entry("average-kimg", 1)));
  }

  /// The same with other weights.
  public RegressionConfig withWeights(double ofPixels, double ofPerception) {
    return Settings.with(
        this, RegressionConfig.class, Map.of("pixel", ofPixels, "perceptual", ofPerception));
  }

  /// The generator's settings: Reed's.
  public ReedConfig generator() {
    return Settings.with(
        ReedConfig.paper(),
        ReedConfig.class,
        Map.of(
            "noise", noise,
            "text-features", textFeatures,
            "generator-width", generatorWidth,
            "batch", batch + batch % 2,
            "average-kimg", averageKimg,
            "precision", precision));
  }
}

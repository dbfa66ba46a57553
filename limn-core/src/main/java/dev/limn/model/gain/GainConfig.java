package dev.limn.model.gain;

import static dev.limn.config.Checks.require;

import dev.limn.config.Settings;
import java.util.Map;

/// Every number of GAIN; the defaults of [#released()] are the authors' code's.
///
/// @param hidden width of the two hidden layers of both networks; 0 for the width of a row
/// @param batch rows a step; 128
/// @param steps one update of each network a step; 10,000
/// @param hintRate share of the cells of which the discriminator is told the truth, `h`; .9
/// @param reconstruction weight of the squared error on observed cells in the generator's loss,
///   `α`; 100
/// @param noise missing cells are shown to the generator as U(0, this); .01
/// @param learningRate of both Adams; 1e-3
/// @param beta1 of both Adams; .9
public record GainConfig(
    int hidden,
    int batch,
    int steps,
    double hintRate,
    double reconstruction,
    double noise,
    double learningRate,
    double beta1) {
  /// Updates of each network in the authors' released code.
  public static final int STEPS = 10_000;

  public GainConfig {
    require(hidden >= 0 && hidden <= 8192, "hidden", hidden, "0 to 8192");
    require(batch >= 2, "batch", batch, "at least 2");
    require(steps >= 1, "steps", steps, "at least 1");
    require(hintRate >= 0 && hintRate < 1, "hint-rate", hintRate, "in [0, 1)");
    require(
        reconstruction >= 0 && Double.isFinite(reconstruction),
        "reconstruction",
        reconstruction,
        "0 or more");
    require(noise > 0 && noise <= 1, "noise", noise, "above 0, at most 1");
    require(learningRate > 0 && learningRate < 1, "learning-rate", learningRate, "between 0 and 1");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
  }

  /// The settings of the authors' released code.
  public static GainConfig released() {
    return new GainConfig(
        0, // hidden: as wide as the rows
        128, // batch
        STEPS, // steps
        0.9, // hintRate
        100, // reconstruction: α
        0.01, // noise
        1e-3, // learningRate
        0.9); // beta1
  }

  /// The same with a batch of at most so many rows.
  public GainConfig withBatchUpTo(int rows) {
    return with("batch", Math.max(2, Math.min(batch, rows)));
  }

  /// The same with another number of steps.
  public GainConfig withSteps(int count) {
    return with("steps", count);
  }

  private GainConfig with(String key, Object value) {
    return Settings.with(this, GainConfig.class, Map.of(key, value));
  }
}

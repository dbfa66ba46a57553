package dev.limn.model.mlp;

import static dev.limn.config.Checks.requireIs;

import dev.limn.config.Settings;
import dev.limn.loss.AdversarialOptions;
import java.util.Map;

/// Every number of a generator and a discriminator of fully connected layers.
///
/// @param noise width of z
/// @param distribution of z
/// @param generatorWidth neurons of its hidden layers
/// @param generatorLayers how many of those
/// @param discriminatorWidth neurons of its hidden layers
/// @param discriminatorLayers how many of those
/// @param activation of all hidden layers
/// @param start of the weights
/// @param batch vectors a step
/// @param descent of both networks
/// @param generatorRate its learning rate
/// @param discriminatorRate its learning rate; unlike the generator's, there are two time scales
///   (Heusel et al. 2017)
/// @param beta1 of Adam
/// @param beta2 of Adam, or the decay of RMSprop
/// @param unrolling optimiser steps of the discriminator that the generator looks ahead, gradients
///   through them included (Metz et al. 2017); 0 for none
/// @param adversarial the rules of the game
public record MlpConfig(
    int noise,
    Distribution distribution,
    int generatorWidth,
    int generatorLayers,
    int discriminatorWidth,
    int discriminatorLayers,
    Activation activation,
    Start start,
    int batch,
    Descent descent,
    double generatorRate,
    double discriminatorRate,
    double beta1,
    double beta2,
    int unrolling,
    AdversarialOptions adversarial) {
  /// How noise is drawn.
  public enum Distribution {
    /// N(0, 1).
    NORMAL,
    /// U(−1, 1).
    UNIFORM
  }

  /// What follows a hidden layer.
  public enum Activation {
    RELU,
    LEAKY_RELU,
    TANH
  }

  /// How weights start.
  public enum Start {
    /// U(±1/√in) for weights and biases: PyTorch's linear layer.
    UNIFORM,
    /// He et al. 2015, biases 0.
    HE,
    /// Orthogonal with gain 1.4, biases 0: the unrolled GAN's.
    ORTHOGONAL
  }

  /// How weights move.
  public enum Descent {
    ADAM,
    SGD,
    RMSPROP
  }

  public MlpConfig {
    atLeastOne("noise", noise);
    atLeastOne("generator-width", generatorWidth);
    atLeastOne("generator-layers", generatorLayers);
    atLeastOne("discriminator-width", discriminatorWidth);
    atLeastOne("discriminator-layers", discriminatorLayers);
    atLeastOne("batch", batch);
    requireIs(
        distribution != null && activation != null && start != null && descent != null,
        "distribution, activation, start or descent",
        "none",
        "a name for each");
    requireIs(generatorRate > 0, "generator-rate", generatorRate, "above 0");
    requireIs(discriminatorRate > 0, "discriminator-rate", discriminatorRate, "above 0");
    requireIs(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 to below 1");
    requireIs(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 to below 1");
    requireIs(unrolling >= 0, "unrolling", unrolling, "0 or more");
    requireIs(adversarial != null, "adversarial", "none", "the rules of the game");
    requireIs(
        unrolling == 0 || descent != Descent.RMSPROP,
        "unrolling with descent",
        "rmsprop",
        "adam or sgd");
    requireIs(
        unrolling == 0
            || adversarial.gradientPenalty() == 0
                && adversarial.r1() == 0
                && adversarial.clip() == 0,
        "unrolling",
        unrolling,
        "no penalty and no clipping beside it");
  }

  private static void atLeastOne(String name, int value) {
    requireIs(value >= 1, name, value, "at least 1");
  }

  /// Two layers of 128 each, Adam 1e-3 with β₁ .5, batches of 256, the non-saturating loss: the
  /// plain GAN of the plane.
  public static MlpConfig plane() {
    return new MlpConfig(
        2, // noise
        Distribution.NORMAL, // distribution
        128, // generatorWidth
        2, // generatorLayers
        128, // discriminatorWidth
        2, // discriminatorLayers
        Activation.RELU, // activation
        Start.UNIFORM, // start
        256, // batch
        Descent.ADAM, // descent
        1e-3, // generatorRate
        1e-3, // discriminatorRate
        0.5, // beta1
        0.999, // beta2
        0, // unrolling
        AdversarialOptions.plain()); // adversarial
  }

  /// This with other values.
  ///
  /// @param overrides as [Settings#with] takes them
  public MlpConfig with(Map<String, ?> overrides) {
    return Settings.with(this, MlpConfig.class, overrides);
  }

  /// This with other rules.
  public MlpConfig with(AdversarialOptions rules) {
    return with(Map.of("adversarial", Settings.toMap(rules)));
  }
}

package dev.limn.model.semisupervised;

import static dev.limn.config.Checks.require;
import static java.util.Map.entry;

import dev.limn.config.Settings;
import java.util.List;
import java.util.Map;

/// Every number of the semi-supervised GAN. [#paper()] is the authors' released recipe for MNIST.
///
/// @param hidden widths of the discriminator's hidden layers; 1000, 500, 250, 250, 250
/// @param inputNoise standard deviation of the noise on the discriminator's input, pictures being 0
///   to 1; .3
/// @param hiddenNoise of the noise on its hidden layers; .5
/// @param noise width of z, U(0, 1); 100
/// @param generatorHidden width of the generator's two hidden layers; 500
/// @param batch labelled, unlabelled and drawn pictures a step, each so many; 100
/// @param learningRate of both Adams; 3e-3
/// @param beta1 of both Adams; .5
/// @param steps of the whole training
/// @param decay share of the training, at its end, over which the learning rates fall to 0; 1/3
/// @param labelled weight of the labelled pictures' loss; 1, or 0 to learn from pictures alone
/// @param unlabelled weight of the loss that tells real from drawn; 1, or 0 for no generator: a
///   plain classifier
/// @param certainty weight of the mean entropy of the classes of an unlabelled picture, which
///   should be small (Springenberg 2016, categorical GANs); 0 in the recipe of Salimans et al. It
///   comes in linearly over the first three tenths of the training, as does `balance`
/// @param balance weight of the negative entropy of the classes of all unlabelled pictures
///   together, which should be large; 0 likewise
/// @param averageSteps half-life of the moving average of the discriminator that names classes, in
///   steps. The released code for MNIST has none
public record SemiSupervisedConfig(
    List<Integer> hidden,
    double inputNoise,
    double hiddenNoise,
    int noise,
    int generatorHidden,
    int batch,
    double learningRate,
    double beta1,
    int steps,
    double decay,
    double labelled,
    double unlabelled,
    double certainty,
    double balance,
    double averageSteps) {
  public SemiSupervisedConfig {
    hidden = List.copyOf(hidden);
    require(
        !hidden.isEmpty() && hidden.stream().allMatch(w -> w > 0 && w <= 16_384),
        "hidden",
        hidden,
        "at least one width of 1 to 16384");
    require(notNegative(inputNoise), "input-noise", inputNoise, "0 or more");
    require(notNegative(hiddenNoise), "hidden-noise", hiddenNoise, "0 or more");
    require(noise > 0, "noise", noise, "at least 1");
    require(generatorHidden > 0, "generator-hidden", generatorHidden, "at least 1");
    require(batch >= 2, "batch", batch, "at least 2");
    require(learningRate > 0 && learningRate < 1, "learning-rate", learningRate, "between 0 and 1");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(steps >= 1, "steps", steps, "at least 1");
    require(decay >= 0 && decay <= 1, "decay", decay, "a share of the training, 0 to 1");
    require(notNegative(labelled), "labelled", labelled, "0 or more");
    require(notNegative(unlabelled), "unlabelled", unlabelled, "0 or more");
    require(
        labelled + unlabelled > 0, "labelled and unlabelled", 0, "at least one of them above 0");
    require(notNegative(certainty), "certainty", certainty, "0 or more");
    require(notNegative(balance), "balance", balance, "0 or more");
    require(averageSteps > 0, "average-steps", averageSteps, "above 0");
  }

  private static boolean notNegative(double value) {
    return value >= 0 && Double.isFinite(value);
  }

  /// The released recipe for MNIST: 300 passes over 60,000 pictures.
  public static SemiSupervisedConfig paper() {
    return new SemiSupervisedConfig(
        List.of(1000, 500, 250, 250, 250), // hidden
        0.3, // inputNoise
        0.5, // hiddenNoise
        100, // noise
        500, // generatorHidden
        100, // batch
        3e-3, // learningRate
        0.5, // beta1
        180_000, // steps: 300 passes over 60,000
        1 / 3.0, // decay: over the last third
        1, // labelled
        1, // unlabelled
        0, // certainty
        0, // balance
        100); // averageSteps
  }

  /// Smaller networks and fewer steps, for minutes on one core.
  public static SemiSupervisedConfig small() {
    return Settings.with(
        paper(),
        SemiSupervisedConfig.class,
        Map.ofEntries(
            entry("hidden", List.of(256, 128, 128)),
            entry("input-noise", 0.2),
            entry("generator-hidden", 100),
            entry("batch", 50),
            entry("learning-rate", 1e-3),
            entry("steps", 600),
            entry("average-steps", 50)));
  }

  private SemiSupervisedConfig with(Map<String, ?> others) {
    return Settings.with(this, SemiSupervisedConfig.class, others);
  }

  /// A plain classifier: the same without unlabelled pictures.
  public SemiSupervisedConfig alone() {
    return with(Map.of("labelled", 1, "unlabelled", 0, "certainty", 0, "balance", 0));
  }

  /// The same with classes of unlabelled pictures that should be certain and balanced, which
  /// matters more than telling real from drawn while the generator is young.
  public SemiSupervisedConfig certain() {
    return with(Map.of("unlabelled", 0.3 * unlabelled, "certainty", 1, "balance", 1));
  }

  /// Certain and balanced classes of unlabelled pictures without a generator: what [#certain()]
  /// owes to these two terms.
  public SemiSupervisedConfig certainAlone() {
    return with(Map.of("unlabelled", 0, "certainty", 1, "balance", 1));
  }

  /// Whether pictures without labels are looked at.
  public boolean looksAtUnlabelled() {
    return unlabelled + certainty + balance > 0;
  }

  /// The same with another length.
  public SemiSupervisedConfig withSteps(int count) {
    return with(Map.of("steps", count));
  }
}

package dev.limn.reproduce.toy;

import dev.limn.model.mlp.Mixture;
import dev.limn.model.mlp.MlpConfig;
import java.util.List;
import java.util.Map;

/// A way to train a GAN of the ring.
///
/// @param name of files, in lower case with dashes
/// @param title for people
/// @param config every number
/// @param updates of the generator
/// @param data it learns
record Cure(String name, String title, MlpConfig config, int updates, Mixture data) {
  private static final double SQRT2 = 1.414;

  /// The plain GAN first, then what is said to cure it. All of them share seeds, data and, where
  /// the cure does not consist in them, networks, batches and learning rates.
  static List<Cure> quick() {
    Mixture ring = Mixture.ring(8, 2, 0.1);
    // a generator that is four times as fast as the discriminator: the lesson's collapse
    MlpConfig plain =
        MlpConfig.plane()
            .with(
                Map.of(
                    "generator-width", 64,
                    "discriminator-width", 64,
                    "batch", 128,
                    "generator-rate", 2e-3,
                    "discriminator-rate", 5e-4));
    int usual = 1200;
    return List.of(
        new Cure("plain", "Plain GAN", plain, usual, ring),
        new Cure(
            "wgan-clip",
            "Wasserstein, clipped",
            plain.with(
                Map.of(
                    "adversarial.loss", "wasserstein",
                    "adversarial.discriminator-steps", 5,
                    "adversarial.clip", 0.05,
                    "descent", "rmsprop",
                    "beta2", 0.99,
                    "generator-rate", 5e-4,
                    "discriminator-rate", 5e-4)),
            800,
            ring),
        new Cure(
            "wgan-gp",
            "Wasserstein, gradient penalty",
            plain.with(
                Map.of(
                    "adversarial.loss", "wasserstein",
                    "adversarial.discriminator-steps", 5,
                    "adversarial.gradient-penalty", 0.1,
                    "beta2", 0.9,
                    "generator-rate", 1e-3,
                    "discriminator-rate", 1e-3)),
            800,
            ring),
        new Cure("unrolled", "Unrolled, 5 steps", plain.with(Map.of("unrolling", 5)), 600, ring),
        new Cure(
            "instance-noise",
            "Instance noise, 1 to 0",
            plain.with(
                Map.of("adversarial.instance-noise", 1, "adversarial.instance-noise-span", 0.8)),
            usual,
            ring),
        new Cure(
            "two-time-scales",
            "Two time scales, D four times as fast",
            plain.with(Map.of("generator-rate", 5e-4, "discriminator-rate", 2e-3)),
            usual,
            ring),
        new Cure("large-batch", "Batch of 512", plain.with(Map.of("batch", 512)), usual, ring));
  }

  /// The papers' sizes: the unrolled GAN's demonstration (Metz et al. 2017: two layers of 128 tanh,
  /// z 256, batch 512, 25,000 updates) for all but the critic with a gradient penalty, which has
  /// its own (Gulrajani et al. 2017: three layers of 512, batch 256, 100,000 updates, the ring
  /// scaled by 1/1.414).
  static List<Cure> full() {
    Mixture ring = Mixture.ring(8, 2, 0.02);
    MlpConfig plain =
        MlpConfig.plane()
            .with(
                Map.of(
                    "noise",
                    256,
                    "activation",
                    "tanh",
                    "start",
                    "orthogonal",
                    "batch",
                    512,
                    "generator-rate",
                    1e-3,
                    "discriminator-rate",
                    1e-4));
    int usual = 25_000;
    return List.of(
        new Cure("plain", "Plain GAN", plain, usual, ring),
        new Cure(
            "wgan-clip",
            "Wasserstein, clipped",
            plain.with(
                Map.of(
                    "adversarial.loss", "wasserstein",
                    "adversarial.discriminator-steps", 5,
                    "adversarial.clip", 0.01,
                    "descent", "rmsprop",
                    "beta2", 0.99,
                    "generator-rate", 5e-5,
                    "discriminator-rate", 5e-5)),
            usual,
            ring),
        new Cure(
            "wgan-gp",
            "Wasserstein, gradient penalty",
            MlpConfig.plane()
                .with(
                    Map.of(
                        "generator-width",
                        512,
                        "generator-layers",
                        3,
                        "discriminator-width",
                        512,
                        "discriminator-layers",
                        3,
                        "start",
                        "he",
                        "generator-rate",
                        1e-4,
                        "discriminator-rate",
                        1e-4,
                        "beta2",
                        0.9))
                .with(dev.limn.loss.AdversarialOptions.wganGp(0.1)),
            100_000,
            Mixture.ring(8, 2 / SQRT2, 0.02 / SQRT2)),
        new Cure("unrolled", "Unrolled, 5 steps", plain.with(Map.of("unrolling", 5)), usual, ring),
        new Cure(
            "instance-noise",
            "Instance noise, 1 to 0",
            plain.with(
                Map.of("adversarial.instance-noise", 1, "adversarial.instance-noise-span", 0.8)),
            usual,
            ring),
        new Cure(
            "two-time-scales",
            "Two time scales, D four times as fast",
            plain.with(Map.of("generator-rate", 1e-4, "discriminator-rate", 4e-4)),
            usual,
            ring),
        new Cure("large-batch", "Batch of 2048", plain.with(Map.of("batch", 2048)), usual, ring));
  }
}

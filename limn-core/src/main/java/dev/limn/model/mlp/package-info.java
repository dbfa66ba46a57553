/// Adversarial networks of fully connected layers for vectors: points on a line or in the plane,
/// rows of a table. The systems of the lessons, small enough to watch.
///
/// Start with [dev.limn.model.mlp.MlpConfig], which states every number;
/// [dev.limn.model.mlp.MlpLearner] is the training step, driven by the same trainer as pictures.
/// The Wasserstein GAN with clipping or a penalty, instance noise and smoothing are options
/// ([dev.limn.loss.AdversarialOptions]); so is unrolling the discriminator's optimiser. Data are a
/// [dev.limn.model.VectorData]: a [dev.limn.model.mlp.Mixture] of Gaussians, or the rows of a
/// [dev.limn.model.VectorTable].
///
/// [dev.limn.model.mlp.MlpFamily] is the family of `limn train --data FILE.csv`, with its presets;
/// [dev.limn.model.mlp.MlpGenerator] draws with what was learned. To add another starting point,
/// add a preset there.
package dev.limn.model.mlp;

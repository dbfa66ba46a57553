/// Losses as pure functions of logits and pictures.
///
/// Start with [dev.limn.loss.AdversarialLoss]. Every function returns a scalar, the mean over the
/// batch. [dev.limn.loss.AdversarialOptions] is what every adversarial family has in its
/// configuration; [dev.limn.loss.Penalties] are the regularisers it switches on.
/// [dev.limn.loss.PerceptualLoss] compares pictures by what a classifier sees in them.
package dev.limn.loss;

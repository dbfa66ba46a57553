/// Losses as pure functions of logits.
///
/// Start with [dev.limn.loss.AdversarialLoss]. Every function returns a scalar, the mean over the
/// batch. [dev.limn.loss.AdversarialOptions] is what every adversarial family has in its
/// configuration; [dev.limn.loss.Penalties] are the regularisers it switches on.
package dev.limn.loss;

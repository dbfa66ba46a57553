/// Losses as pure functions of logits.
///
/// Start with [dev.limn.loss.AdversarialLoss]. Every function returns a scalar, the mean over the
/// batch.
package dev.limn.loss;

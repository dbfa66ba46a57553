/// Generative adversarial text to image synthesis (Reed et al., ICML 2016, arXiv 1605.05396): GAN,
/// GAN-CLS, GAN-INT and GAN-INT-CLS at 64×64.
///
/// [dev.limn.model.reed.ReedGenerator] draws from noise and a text embedding;
/// [dev.limn.model.reed.ReedDiscriminator] tells real from drawn *and* matching from mismatched
/// text; [dev.limn.model.reed.ReedLearner] is the training step of the paper's algorithm 1. Start
/// with [dev.limn.model.reed.ReedConfig], which states every number.
package dev.limn.model.reed;

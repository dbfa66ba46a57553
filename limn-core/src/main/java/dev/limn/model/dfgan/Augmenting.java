package dev.limn.model.dfgan;

/// What the discriminator sees pictures through, real and drawn alike.
public enum Augmenting {
  /// Pictures as they are.
  NONE,
  /// Shifted, with a square missing: always (Zhao et al. 2020, DiffAugment).
  DIFFERENTIABLE,
  /// Turned, scaled and shifted, as often as overfitting makes it needed (Karras et al. 2020, ADA).
  ADAPTIVE
}

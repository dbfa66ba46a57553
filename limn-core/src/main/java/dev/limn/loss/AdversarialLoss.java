package dev.limn.loss;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;

/// What discriminator and generator minimise, as functions of the discriminator's logits `[N]`.
public enum AdversarialLoss {
  /// Goodfellow et al. 2014, with the generator maximising `log D(G(z))`: cross-entropy on logits.
  NON_SATURATING,
  /// Goodfellow et al. 2014, equation 1: the generator minimises `log(1 − D(G(z)))`.
  MINIMAX,
  /// Lim and Ye 2017; Miyato et al. 2018.
  HINGE,
  /// Mao et al. 2017 with targets 1 and 0.
  LEAST_SQUARES,
  /// Arjovsky et al. 2017: a critic without bounds; it needs clipping or a penalty.
  WASSERSTEIN;

  /// The discriminator's loss on pairs that it should accept.
  public Tensor real(Tensor logits) {
    return switch (this) {
      case NON_SATURATING, MINIMAX -> Functional.softplus(logits.neg()).mean(); // −log σ(x)
      case HINGE -> logits.neg().plus(1).relu().mean();
      case LEAST_SQUARES -> logits.minus(1).square().mean();
      case WASSERSTEIN -> logits.mean().neg();
    };
  }

  /// [#real] against a smoothed target (Salimans et al. 2016, §3.4): `target` of the loss for real,
  /// the rest of the loss for fake. For losses with probabilities this is cross-entropy against
  /// `target`.
  public Tensor real(Tensor logits, double target) {
    return target == 1
        ? real(logits)
        : real(logits).times(target).plus(fake(logits).times(1 - target));
  }

  /// [#fake] against a smoothed target: `target` of the loss for real, the rest of the loss for
  /// fake.
  public Tensor fake(Tensor logits, double target) {
    return target == 0
        ? fake(logits)
        : real(logits).times(target).plus(fake(logits).times(1 - target));
  }

  /// The discriminator's loss on pairs that it should reject.
  public Tensor fake(Tensor logits) {
    return switch (this) {
      case NON_SATURATING, MINIMAX -> Functional.softplus(logits).mean(); // −log(1 − σ(x))
      case HINGE -> logits.plus(1).relu().mean();
      case LEAST_SQUARES -> logits.square().mean();
      case WASSERSTEIN -> logits.mean();
    };
  }

  /// The generator's loss on what it drew.
  public Tensor generator(Tensor logits) {
    return switch (this) {
      case NON_SATURATING -> Functional.softplus(logits.neg()).mean();
      case MINIMAX -> Functional.softplus(logits).mean().neg(); // log(1 − σ(x))
      case HINGE, WASSERSTEIN -> logits.mean().neg();
      case LEAST_SQUARES -> logits.minus(1).square().mean();
    };
  }
}

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

  // ---- the same for one logit, and the derivatives ----

  double realLoss(double x) {
    return switch (this) {
      case NON_SATURATING, MINIMAX -> softplus(-x);
      case HINGE -> Math.max(0, 1 - x);
      case LEAST_SQUARES -> (x - 1) * (x - 1);
      case WASSERSTEIN -> -x;
    };
  }

  double realSlope(double x) {
    return switch (this) {
      case NON_SATURATING, MINIMAX -> -sigmoid(-x);
      case HINGE -> x < 1 ? -1 : 0;
      case LEAST_SQUARES -> 2 * (x - 1);
      case WASSERSTEIN -> -1;
    };
  }

  double fakeLoss(double x) {
    return switch (this) {
      case NON_SATURATING, MINIMAX -> softplus(x);
      case HINGE -> Math.max(0, 1 + x);
      case LEAST_SQUARES -> x * x;
      case WASSERSTEIN -> x;
    };
  }

  double fakeSlope(double x) {
    return switch (this) {
      case NON_SATURATING, MINIMAX -> sigmoid(x);
      case HINGE -> x > -1 ? 1 : 0;
      case LEAST_SQUARES -> 2 * x;
      case WASSERSTEIN -> 1;
    };
  }

  double generatorLoss(double x) {
    return switch (this) {
      case NON_SATURATING -> softplus(-x);
      case MINIMAX -> -softplus(x);
      case HINGE, WASSERSTEIN -> -x;
      case LEAST_SQUARES -> (x - 1) * (x - 1);
    };
  }

  double generatorSlope(double x) {
    return switch (this) {
      case NON_SATURATING -> -sigmoid(-x);
      case MINIMAX -> -sigmoid(x);
      case HINGE, WASSERSTEIN -> -1;
      case LEAST_SQUARES -> 2 * (x - 1);
    };
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}

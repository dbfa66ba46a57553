package dev.limn.model.semisupervised;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;

/// The losses of a discriminator with K + 1 classes, as functions of the K logits `[N, K]`
/// (Salimans et al. 2016, §5).
///
/// The logit of the class "drawn" is held at 0, which takes nothing from the softmax; then the
/// probability of "real" is σ(Z) with Z the log of the sum of the other classes' exponentials.
public final class ClassLogits {
  private ClassLogits() {}

  /// Z, `log Σ exp(logits)` a row: `[N, K] → [N]`.
  public static Tensor real(Tensor logits) {
    Tensor largest = logits.detach().max(1, true); // [N, 1]
    Tensor sum = logits.minus(largest).exp().sum(false, 1); // [N]
    return sum.log().plus(largest.squeeze(1)); // [N]
  }

  /// What labelled pictures cost: cross-entropy over the K classes.
  ///
  /// @param classes INT64 `[N]`
  public static Tensor labelled(Tensor logits, Tensor classes) {
    return Functional.crossEntropy(logits, classes);
  }

  /// What pictures without labels and drawn ones cost: `½·E[softplus(Z) − Z]` over the real ones,
  /// `½·E[softplus(Z)]` over the drawn ones.
  public static Tensor unlabelled(Tensor realLogits, Tensor drawnLogits) {
    Tensor z = real(realLogits);
    Tensor ofReal = Functional.softplus(z).mean().minus(z.mean());
    Tensor ofDrawn = Functional.softplus(real(drawnLogits)).mean();
    return ofReal.plus(ofDrawn).times(0.5);
  }

  /// How unsure the classes of pictures are: the mean entropy of their K probabilities
  /// (Springenberg 2016, §3).
  public static Tensor uncertainty(Tensor logits) {
    Tensor each = Functional.softmax(logits, 1).times(Functional.logSoftmax(logits, 1)); // [N, K]
    return each.sum(false, 1).mean().neg();
  }

  /// How unequally often the classes occur: the negative entropy of the mean probabilities
  /// (Springenberg 2016, §3); least, −log K, where all are as frequent.
  public static Tensor imbalance(Tensor logits) {
    Tensor mean = Functional.softmax(logits, 1).mean(false, 0); // [K]
    return mean.times(mean.clampMin(1e-8).log()).sum();
  }

  /// What the generator minimises, feature matching: the mean squared difference between the mean
  /// features of real and drawn pictures, each `[N, F]`.
  public static Tensor featureMatching(Tensor realFeatures, Tensor drawnFeatures) {
    return drawnFeatures.mean(false, 0).minus(realFeatures.mean(false, 0)).square().mean();
  }
}

package dev.limn.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;

/// Losses of adversarial and variational training beyond those of [Functional]; each is a scalar,
/// the mean over the batch.
public final class Losses {
  private Losses() {}

  /// Binary cross-entropy of probabilities against targets of the same shape. Logits belong into
  /// [Functional#bceWithLogits], which is exact where this saturates.
  public static Tensor bce(Tensor probabilities, Tensor targets) {
    return Native.tensor(
        "bce", () -> torch.binary_cross_entropy(probabilities.raw(), targets.raw()));
  }

  /// `mean(log(1 + e^(−logits)))`: the non-saturating loss of the generator, and of the
  /// discriminator on real pictures (Goodfellow et al. 2014).
  public static Tensor logisticReal(Tensor logits) {
    return composed("logisticReal", () -> Functional.softplus(logits.neg()).mean());
  }

  /// `mean(log(1 + e^logits))`: the discriminator's loss on drawn pictures.
  public static Tensor logisticFake(Tensor logits) {
    return composed("logisticFake", () -> Functional.softplus(logits).mean());
  }

  /// `mean(max(0, 1 − logits))`: the discriminator's hinge on real pictures (Lim and Ye 2017).
  public static Tensor hingeReal(Tensor logits) {
    return composed("hingeReal", () -> logits.neg().plus(1).relu().mean());
  }

  /// `mean(max(0, 1 + logits))`: the discriminator's hinge on drawn or mismatched pictures.
  public static Tensor hingeFake(Tensor logits) {
    return composed("hingeFake", () -> logits.plus(1).relu().mean());
  }

  /// `KL(N(mean, e^logVariance) ‖ N(0, 1))`, averaged over all elements as StackGAN's conditioning
  /// augmentation has it.
  public static Tensor gaussianKl(Tensor mean, Tensor logVariance) {
    return composed(
        "gaussianKl",
        () -> mean.square().plus(logVariance.exp()).minus(logVariance).minus(1).mean().times(0.5));
  }

  /// `Σ q · (log q − log p)` a row, of log-probabilities `[N, K]` against probabilities `[N, K]`.
  public static Tensor klDivergence(Tensor logProbabilities, Tensor targets) {
    return Native.tensor(
        "klDivergence",
        () ->
            torch
                .kl_div(logProbabilities.raw(), targets.raw(), SUM, false)
                .div(Native.scalar(logProbabilities.size(0))));
  }

  private static final long SUM = 2;

  private static Tensor composed(String name, Supplier<Tensor> expression) {
    return Native.call(name, () -> Scope.of(expression));
  }

  /// Cosine of the angle between vectors along one dimension, which disappears.
  public static Tensor cosineSimilarity(Tensor x, Tensor y, int dimension) {
    return Native.tensor(
        "cosineSimilarity",
        () -> torch.cosine_similarity(x.raw(), y.raw(), (long) dimension, 1e-8));
  }
}

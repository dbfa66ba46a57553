package dev.limn.model.dfgan;

import dev.limn.model.augment.AdaptiveAugment;
import dev.limn.model.augment.AugmentController;
import dev.limn.model.augment.DiffAugment;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.train.TrainingState;
import java.util.Optional;

/// What stands between pictures and the discriminator in a training, with its state.
final class Augmentation {
  private final Augmenting kind;
  private final DiffAugment fixed;
  private final AdaptiveAugment adaptive;
  private final AugmentController controller;
  private final Rng rng;

  /// @param rng the learner's, whose state is saved with it
  Augmentation(DfGanConfig config, Rng rng) {
    this.rng = rng;
    kind = config.augmentation();
    fixed = new DiffAugment(true, true, config.colourAugmentation());
    adaptive = new AdaptiveAugment(config.colourAugmentation());
    controller = new AugmentController(config.augmentationTarget(), config.batch());
  }

  boolean adapts() {
    return kind == Augmenting.ADAPTIVE;
  }

  /// @param pictures `[N, 3, R, R]`
  /// @return `[N, 3, R, R]`, each with draws of its own
  Tensor apply(Tensor pictures) {
    return switch (kind) {
      case NONE -> pictures;
      case DIFFERENTIABLE -> fixed.apply(pictures, rng);
      case ADAPTIVE -> adaptive.apply(pictures, controller.probability(), rng);
    };
  }

  /// Notes how sure the discriminator is of real pairs.
  ///
  /// @param logits `[m]`
  /// @param weight their share of the batch
  void observe(Tensor logits, double weight) {
    if (adapts()) {
      controller.observe(logits.detach().sign().mean().item(), weight);
    }
  }

  /// After a whole step.
  ///
  /// @return the probability from here on
  double advance() {
    controller.advance();
    return controller.probability();
  }

  /// Makes its state a part of a learner's.
  void saveIn(TrainingState state) {
    if (adapts()) {
      state.value(
          "augmentation",
          () -> Optional.of(controller.state()),
          saved -> controller.read(saved.orElse(null)));
    }
  }
}

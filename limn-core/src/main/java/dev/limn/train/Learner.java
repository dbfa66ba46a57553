package dev.limn.train;

import dev.limn.image.Image;
import java.util.Optional;

/// Something that learns by steps: networks, their optimisers, its data and its random numbers.
///
/// A trainer drives it and knows nothing of what it learns: it counts pictures, logs reports, asks
/// for previews and stores the state. Everything that the next step depends on is in [#state()], so
/// that a restored learner continues bit for bit; [TrainingState] keeps and restores it.
public interface Learner extends AutoCloseable {
  /// How many pictures one step sees; constant.
  int batch();

  /// One optimisation step on the next batch. A step whose losses or gradients are not finite
  /// changes no weights and says so in its report.
  StepReport step();

  /// A live view of everything that the next step depends on.
  LearnerState state();

  /// Continues where the state was taken.
  ///
  /// @throws RuntimeException naming what does not fit
  void restore(LearnerState state);

  /// Pictures made from noise and captions that stay the same through training, or empty if there
  /// is nothing to see.
  Optional<Image> preview();

  /// How much drawings differ, for the watchdogs: cheap, and without any effect on the next step.
  /// Empty for what draws nothing, and before the first step.
  default Optional<Diversity> diversity() {
    return Optional.empty();
  }

  /// Multiplies the learning rates from here on: by less than 1 after a roll-back.
  void scaleLearningRate(double factor);

  @Override
  void close();
}

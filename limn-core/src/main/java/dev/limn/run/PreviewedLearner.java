package dev.limn.run;

import dev.limn.image.Image;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.StepReport;
import java.util.Optional;
import java.util.function.Supplier;

/// A learner with another preview than its own.
record PreviewedLearner(Learner learner, Supplier<Optional<Image>> previews) implements Learner {
  @Override
  public int batch() {
    return learner.batch();
  }

  @Override
  public StepReport step() {
    return learner.step();
  }

  @Override
  public LearnerState state() {
    return learner.state();
  }

  @Override
  public void restore(LearnerState state) {
    learner.restore(state);
  }

  @Override
  public Optional<Image> preview() {
    return previews.get();
  }

  @Override
  public void scaleLearningRate(double factor) {
    learner.scaleLearningRate(factor);
  }

  @Override
  public void close() {
    learner.close();
  }
}

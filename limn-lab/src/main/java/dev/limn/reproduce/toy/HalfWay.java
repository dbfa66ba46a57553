package dev.limn.reproduce.toy;

import dev.limn.image.Image;
import dev.limn.model.mlp.MlpLearner;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.StepReport;
import java.util.Optional;

/// A training whose rules change at one point: the second learner goes on with the first one's
/// weights, moments and random numbers.
final class HalfWay implements Learner {
  private final MlpLearner first;
  private final MlpLearner second;
  private final long change;
  private boolean changed;

  /// @param change after so many vectors
  HalfWay(MlpLearner first, MlpLearner second, long change) {
    this.first = first;
    this.second = second;
    this.change = change;
  }

  private MlpLearner active() {
    return changed ? second : first;
  }

  @Override
  public int batch() {
    return first.batch();
  }

  @Override
  public StepReport step() {
    if (!changed && first.seen() >= change) {
      second.restore(first.state());
      changed = true;
    }
    return active().step();
  }

  @Override
  public LearnerState state() {
    return active().state();
  }

  @Override
  public void restore(LearnerState state) {
    first.restore(state);
    changed = first.seen() >= change;
    if (changed) {
      second.restore(state);
    }
  }

  @Override
  public Optional<Image> preview() {
    return active().preview();
  }

  @Override
  public void scaleLearningRate(double factor) {
    first.scaleLearningRate(factor);
    second.scaleLearningRate(factor);
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}

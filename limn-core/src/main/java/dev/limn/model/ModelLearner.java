package dev.limn.model;

import dev.limn.train.Learner;

/// A learner whose model can be taken out at any time.
public interface ModelLearner extends Learner {
  /// What is learned, for people: networks and their numbers of parameters.
  String summary();

  /// The best model so far, ready for use. Close it.
  Model drawing();

  /// Whether a tensor of the state is learned here. What is not was given by the stage before: a
  /// training that begins with another one's weights leaves it as it is.
  default boolean learns(String tensor) {
    return true;
  }

  /// Whether a tensor was measured on the sentences of one text encoder: a training that begins
  /// with another one's weights takes it only where sentences are read alike.
  default boolean measuredOnText(String tensor) {
    return false;
  }
}

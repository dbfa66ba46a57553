package dev.limn.model;

import dev.limn.torch.Tensor;
import dev.limn.train.Learner;
import java.util.Map;

/// A learner of an [Inversion].
public interface InversionLearner extends Learner {
  /// How well noise is found again in drawings that were not learned from.
  ///
  /// @param values by the names that a model's facts have
  /// @param line for people
  record Quality(Map<String, Double> values, String line) {}

  /// What is learned, for people.
  String summary();

  /// A copy of the network as it is. Close it.
  ///
  /// @param hash of the generator
  /// @param training facts
  Inversion inversion(String hash, Map<String, Object> training);

  /// Measures the network as it is.
  ///
  /// @param conditions `[N, W]`, N at least 2, for which the generator draws
  /// @param seed of the noise
  Quality quality(Tensor conditions, long seed);
}

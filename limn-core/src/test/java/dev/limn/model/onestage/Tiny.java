package dev.limn.model.onestage;

import dev.limn.model.Settings;
import dev.limn.torch.Device;
import dev.limn.train.Examples;
import dev.limn.train.SyntheticExamples;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One-stage learners that take milliseconds a step.
final class Tiny {
  static final int TEXT = 8;

  private Tiny() {}

  static OneStageConfig config(Map<String, ?> changes) {
    var all =
        new HashMap<String, Object>(
            Map.of(
                "noise", 6,
                "generator-width", 2,
                "discriminator-width", 2,
                "batch", 4,
                "penalty-interval", 1,
                "whitening", 0,
                "contrast", 0,
                "warm-up-kimg", 0,
                "precision", "float32"));
    all.putAll(changes);
    return Settings.with(OneStageConfig.small(), OneStageConfig.class, all);
  }

  static OneStageLearner learner(OneStageConfig config, int microBatch, Examples examples) {
    return new OneStageLearner(
        config, TEXT, 1, 4000, microBatch, Device.CPU, examples, _ -> Optional.empty());
  }

  static OneStageLearner learner(Map<String, ?> changes) {
    OneStageConfig config = config(changes);
    return learner(config, 0, new SyntheticExamples(config.batch(), TEXT, config.resolution()));
  }
}

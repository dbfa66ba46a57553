package dev.limn.model.dfgan;

import dev.limn.config.Settings;
import dev.limn.torch.Device;
import dev.limn.train.PictureExamples;
import dev.limn.train.SyntheticExamples;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One-stage learners that take milliseconds a step.
final class Tiny {
  static final int TEXT = 8;

  private Tiny() {}

  static DfGanConfig config(Map<String, ?> changes) {
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
    return Settings.with(DfGanConfig.small(), DfGanConfig.class, all);
  }

  static DfGanLearner learner(DfGanConfig config, int microBatch, PictureExamples examples) {
    return new DfGanLearner(
        config, TEXT, 1, 4000, microBatch, Device.CPU, examples, _ -> Optional.empty());
  }

  static DfGanLearner learner(Map<String, ?> changes) {
    DfGanConfig config = config(changes);
    return learner(config, 0, new SyntheticExamples(config.batch(), TEXT, config.resolution()));
  }
}

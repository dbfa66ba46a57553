package dev.limn.model.stackgan;

import dev.limn.config.Settings;
import dev.limn.model.Model;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.train.PictureExamples;
import dev.limn.train.SyntheticExamples;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// StackGAN learners that take milliseconds a step.
final class Tiny {
  static final int TEXT = 8;

  private Tiny() {}

  static StackGanConfig config(Map<String, ?> changes) {
    var all =
        new HashMap<String, Object>(
            Map.of(
                "noise", 6,
                "conditioning", 4,
                "text-features", 4,
                "generator-width", 4,
                "discriminator-width", 2,
                "batch", 4,
                "precision", "float32"));
    all.putAll(changes);
    return Settings.with(StackGanConfig.small(), StackGanConfig.class, all);
  }

  static StackGanLearner learner(
      StackGanConfig config,
      int conditionWidth,
      int microBatch,
      PictureExamples examples,
      Optional<Model> before) {
    return new StackGanLearner(
        new Training<>(
            config,
            conditionWidth,
            1,
            4000,
            microBatch,
            Device.CPU,
            examples,
            _ -> Optional.empty(),
            before));
  }

  static SyntheticExamples examples(StackGanConfig config) {
    return new SyntheticExamples(config.batch(), TEXT, config.resolution());
  }

  /// The first stage.
  static StackGanLearner first(Map<String, ?> changes) {
    var all = new HashMap<String, Object>(changes);
    all.put("stage", 1);
    StackGanConfig config = config(all);
    return learner(config, TEXT, 0, examples(config), Optional.empty());
  }

  /// The second stage on a first that has learned two steps.
  static StackGanLearner second(Map<String, ?> changes) {
    try (var first = first(changes)) {
      first.step();
      first.step();
      try (var drawing = first.drawing()) {
        StackGanConfig config = config(changes);
        return learner(config, TEXT, 0, examples(config), Optional.of(drawing));
      }
    }
  }

  static StackGanLearner stage(int stage, Map<String, ?> changes) {
    return stage == 1 ? first(changes) : second(changes);
  }
}

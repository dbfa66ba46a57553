package dev.limn.model.onestage;

import dev.limn.model.Settings;
import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.train.SyntheticExamples;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Prints pictures a second of processor time of a training step of the small preset, one thread;
/// not a test. Arguments are settings: `generator-width=16`.
final class StepSpeed {
  private static final int STEPS = 6;

  private StepSpeed() {}

  public static void main(String[] arguments) {
    Engine.threads(1);
    var changes = new LinkedHashMap<String, String>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      changes.put(parts[0], parts[1]);
    }
    var config = Settings.with(OneStageConfig.small(), OneStageConfig.class, changes);
    var examples = new SyntheticExamples(config.batch(), 256, config.resolution());
    try (var learner =
        new OneStageLearner(config, 256, 1, 0, 0, Device.CPU, examples, _ -> Optional.empty())) {
      System.out.println(learner.summary());
      for (int i = 0; i < 2; i++) {
        System.out.println(learner.step());
      }
      for (int round = 0; round < 1; round++) {
        double start = seconds();
        for (int i = 0; i < STEPS; i++) {
          learner.step();
        }
        double spent = seconds() - start;
        System.out.printf(
            "%.0f ms a step, %.1f pictures/s%n",
            spent / STEPS * 1000, STEPS * config.batch() / spent);
      }
    }
  }

  private static double seconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }
}

package dev.limn.model.reed;

import dev.limn.torch.Device;
import dev.limn.torch.Engine;
import dev.limn.train.SyntheticExamples;
import java.util.Optional;

/// Prints pictures a second of a training step; not a test.
final class StepSpeed {
  private StepSpeed() {}

  public static void main(String[] args) {
    Engine.threads(args.length > 1 ? Integer.parseInt(args[1]) : 2);
    ReedConfig config = args[0].equals("paper") ? ReedConfig.paper() : ReedConfig.small();
    try (var learner =
        new ReedLearner(
            config,
            256,
            1,
            0,
            0,
            Device.CPU,
            new SyntheticExamples(64, 256, 64),
            _ -> Optional.empty())) {
      for (int i = 0; i < 4; i++) {
        System.out.println(learner.step());
      }
      for (int round = 0; round < 5; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
          learner.step();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%.0f ms a step, %.1f pictures/s%n", seconds * 100, 640 / seconds);
      }
    }
  }
}

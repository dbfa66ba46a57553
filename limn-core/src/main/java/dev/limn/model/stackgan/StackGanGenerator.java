package dev.limn.model.stackgan;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import java.util.Optional;

/// Both stages one behind the other, or the first alone, from the numbers that one drawing starts
/// with: `stage1.…` and `stage2.…` in the state dictionary.
public final class StackGanGenerator extends Block {
  private static final double CUT = 2;

  private final StackGanConfig config;
  private final StageOneGenerator first;
  private final Optional<StageTwoGenerator> second;

  StackGanGenerator(StackGanConfig config, int conditionWidth, Rng rng) {
    this.config = config;
    first = child("stage1", new StageOneGenerator(config, conditionWidth, rng));
    second =
        config.stage() == 1
            ? Optional.empty()
            : Optional.of(child("stage2", new StageTwoGenerator(config, conditionWidth, rng)));
  }

  /// The stage that draws last.
  StageGenerator last() {
    return second.isPresent() ? second.get() : first;
  }

  /// @param z `[N, Z + 2·C]`: noise, then what the conditions are drawn with, which is cut off at
  ///   ±2
  /// @param embedding `[N, conditionWidth]`
  /// @return `[N, 3, S, S]` in [−1, 1]
  Tensor forward(Tensor z, Tensor embedding) {
    z.requireShape("z", -1, config.drawingNoise());
    int width = config.conditioning();
    Tensor noise = z.narrow(1, 0, config.noise()); // [N, Z]
    Tensor epsilon = z.narrow(1, config.noise(), width).clamp(-CUT, CUT); // [N, C]
    Tensor sketch = first.forward(noise, epsilon, embedding).pictures(); // [N, 3, L, L]
    if (second.isEmpty()) {
      return sketch;
    }
    Tensor again = z.narrow(1, config.noise() + width, width).clamp(-CUT, CUT); // [N, C]
    return second.get().forward(sketch, again, embedding).pictures(); // [N, 3, R, R]
  }
}

package dev.limn.model.dfgan;

import dev.limn.torch.Tensor;
import java.util.Locale;

/// Sentences of the data, some of which a picture's own is to be told from in each step. Close it.
final class NegativeCaptions implements AutoCloseable {
  /// How many the own sentence is told from.
  private static final int OTHERS = 1024;

  private final Tensor all;

  /// @param all `[N, W]`, as the encoder has them, with N a multiple of 1024
  NegativeCaptions(Tensor all) {
    if (all.size(0) % OTHERS != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d sentences; expected a multiple of %d", all.size(0), OTHERS));
    }
    this.all = all.retain();
  }

  Tensor all() {
    return all;
  }

  /// Those of a step: `[1024, W]`, others in the next step.
  Tensor of(long step) {
    int parts = (int) all.size(0) / OTHERS;
    return all.narrow(0, (int) (step % parts) * OTHERS, OTHERS); // [1024, W]
  }

  @Override
  public void close() {
    all.release();
  }
}

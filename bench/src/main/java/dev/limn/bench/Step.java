package dev.limn.bench;

import java.util.Map;
import java.util.OptionalDouble;

/// A training step that can be timed.
interface Step extends AutoCloseable {
  void run();

  /// Every so many steps, from the first on, one does more than the others.
  default int period() {
    return 1;
  }

  /// What the convolutions of a step compute, in 10⁹ floating-point operations; none where nobody
  /// counted, as with second derivatives.
  OptionalDouble gigaflops();

  /// The figures of the first step, by their names in Limn; none before it, or where it has none.
  default Map<String, Double> first() {
    return Map.of();
  }

  @Override
  void close();
}

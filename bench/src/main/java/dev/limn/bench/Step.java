package dev.limn.bench;

/// A training step that can be timed.
interface Step extends AutoCloseable {
  void run();

  /// What the convolutions of a step compute, in 10⁹ floating-point operations.
  double gigaflops();

  @Override
  void close();
}

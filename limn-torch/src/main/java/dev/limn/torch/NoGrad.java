package dev.limn.torch;

import org.bytedeco.pytorch.GradMode;

/// Computes without recording a graph: `try (var _ = NoGrad.on()) { … }`. It holds for this thread
/// only.
public final class NoGrad implements AutoCloseable {
  private final boolean before;

  private NoGrad() {
    Loading.ready();
    before = GradMode.is_enabled();
    GradMode.set_enabled(false);
  }

  public static NoGrad on() {
    return new NoGrad();
  }

  @Override
  public void close() {
    GradMode.set_enabled(before);
  }
}

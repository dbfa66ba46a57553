package dev.limn.torch;

import org.bytedeco.pytorch.GradMode;

/// Computes without recording a graph: `try (var _ = NoGrad.on()) { … }`. It holds for this thread
/// only.
public final class NoGrad implements AutoCloseable {
  private final boolean before;
  private final Thread thread = Thread.currentThread();
  private boolean closed;

  private NoGrad() {
    Loading.ready();
    before = GradMode.is_enabled();
    GradMode.set_enabled(false);
  }

  public static NoGrad on() {
    return new NoGrad();
  }

  /// Ends it. A second call does nothing.
  ///
  /// @throws TorchException on another thread than the one that began it
  @Override
  public void close() {
    Scope.requireThread(thread, "NoGrad");
    if (closed) {
      return;
    }
    closed = true;
    GradMode.set_enabled(before);
  }
}

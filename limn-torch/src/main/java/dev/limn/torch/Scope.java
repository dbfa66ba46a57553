package dev.limn.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/// Owns every tensor that is made while it is the innermost open scope of its thread, and frees
/// them at its end.
///
/// ```java
/// try (var scope = Scope.open()) {
///   Tensor hidden = x.matmul(weight);   // freed at the closing brace
///   return scope.keep(hidden.relu());   // lives one scope further out
/// }
/// ```
///
/// Every operation needs an open scope, so nothing leaks by being forgotten. Scopes belong to the
/// thread that opened them and are closed in reverse order; anything else is a [TorchException].
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<Scope> INNERMOST = new ThreadLocal<>();

  private final Scope parent;
  private final Thread thread;
  private final PointerScope peer;
  private boolean closed;

  private Scope(Scope parent) {
    this.parent = parent;
    this.thread = Thread.currentThread();
    this.peer = new PointerScope();
  }

  /// Opens a scope on this thread, inside the one that is open already.
  public static Scope open() {
    Loading.ready();
    var scope = new Scope(INNERMOST.get());
    INNERMOST.set(scope);
    return scope;
  }

  /// Runs one expression in a scope of its own and keeps its result.
  public static Tensor of(Supplier<Tensor> expression) {
    TorchException.present(expression, "expression");
    try (var scope = open()) {
      return scope.keep(expression.get());
    }
  }

  /// Moves a tensor to the next scope out. Without one it lives until [Tensor#release()].
  ///
  /// @return the same tensor
  public Tensor keep(Tensor tensor) {
    requireInnermost("keep");
    TorchException.present(tensor, "tensor to keep");
    if (parent != null) {
      parent.peer.attach(tensor.raw());
    } else {
      tensor.retain();
    }
    return tensor;
  }

  /// Native objects alive in the whole process. Flat over any loop that opens a scope for its body.
  public static long live() {
    Loading.ready();
    return Pointer.totalCount();
  }

  /// The bytes of memory that the process occupies now, natives included.
  public static long residentBytes() {
    Loading.ready();
    return Pointer.physicalBytes();
  }

  static void requireOpen() {
    if (INNERMOST.get() == null) {
      throw new TorchException(
          TorchException.Kind.SCOPE,
          "no scope is open on thread '"
              + Thread.currentThread().getName()
              + "'; wrap the work in try (var scope = Scope.open()) { … }");
    }
  }

  static void requireThread(Thread thread, String operation) {
    if (thread != Thread.currentThread()) {
      throw new TorchException(
          TorchException.Kind.SCOPE,
          operation
              + ": it belongs to thread '"
              + thread.getName()
              + "', called from '"
              + Thread.currentThread().getName()
              + "'");
    }
  }

  private void requireInnermost(String operation) {
    requireThread(thread, operation);
    if (closed) {
      throw new TorchException(TorchException.Kind.CLOSED, operation + ": the scope was closed");
    }
    if (INNERMOST.get() != this) {
      throw new TorchException(
          TorchException.Kind.SCOPE, operation + ": a scope that was opened later is still open");
    }
  }

  /// Frees what was made inside and not kept. A second call does nothing.
  @Override
  public void close() {
    if (closed && thread == Thread.currentThread()) {
      return;
    }
    requireInnermost("close");
    closed = true;
    if (parent == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(parent);
    }
    peer.close();
  }
}

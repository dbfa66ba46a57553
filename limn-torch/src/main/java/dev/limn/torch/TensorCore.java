package dev.limn.torch;

import java.util.function.Supplier;

/// What a tensor is and how long it lives: the part of [Tensor] that every operation stands on.
abstract sealed class TensorCore permits TensorMath {
  private final org.bytedeco.pytorch.Tensor peer;
  private Thread thread = Thread.currentThread();

  TensorCore(org.bytedeco.pytorch.Tensor peer) {
    this.peer = peer;
  }

  /// This, as the type that users see.
  abstract Tensor self();

  final org.bytedeco.pytorch.Tensor raw() {
    if (peer.isNull()) {
      throw new TorchException(TorchException.Kind.CLOSED, "the tensor was closed with its scope");
    }
    if (thread != null && thread != Thread.currentThread()) {
      throw new TorchException(
          TorchException.Kind.SCOPE,
          "the tensor belongs to a scope of thread '"
              + thread.getName()
              + "', used from '"
              + Thread.currentThread().getName()
              + "'");
    }
    return peer;
  }

  final Tensor op(String name, Supplier<org.bytedeco.pytorch.Tensor> call) {
    return Native.tensor(name, call);
  }

  final Tensor inPlace(String name, Supplier<org.bytedeco.pytorch.Tensor> call) {
    Scope.requireOpen();
    Native.call(name, call);
    return self();
  }

  // ---- life ----

  /// Makes this tensor outlive its scope and usable from any thread, until [#release()]. Owners of
  /// long-lived tensors (networks, optimisers) call it once in their constructor.
  public final Tensor retain() {
    raw().retainReference();
    thread = null;
    return self();
  }

  /// Gives back what [#retain()] took. Using the tensor afterwards is an error.
  public final void release() {
    if (!peer.isNull()) {
      peer.releaseReference();
    }
  }

  public final boolean isClosed() {
    return peer.isNull();
  }

  // ---- what it is ----

  public final Shape shape() {
    var raw = raw();
    long[] sizes = new long[(int) raw.dim()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = raw.size(i);
    }
    return Shape.of(sizes);
  }

  public final int rank() {
    return (int) raw().dim();
  }

  /// The size of one dimension; negative ones count from the end.
  public final long size(int dimension) {
    var raw = raw();
    long rank = raw.dim();
    if (dimension < -rank || dimension >= rank) {
      throw TorchException.argument("dimension " + dimension + " of a tensor of shape " + shape());
    }
    return raw.size(dimension);
  }

  public final long elements() {
    return raw().numel();
  }

  public final DType dtype() {
    return DType.of(raw().scalar_type());
  }

  public final Device device() {
    try (var device = raw().device()) {
      return Device.of(device);
    }
  }

  /// Checks the shape; a negative expected size matches any.
  ///
  /// @param what names the tensor in the message
  /// @return this
  public final Tensor requireShape(String what, long... expected) {
    boolean fits = rank() == TorchException.present(expected, "expected shape").length;
    for (int i = 0; fits && i < expected.length; i++) {
      fits = expected[i] < 0 || expected[i] == size(i);
    }
    if (!fits) {
      throw TorchException.argument(
          what
              + " has shape "
              + shape()
              + "; expected "
              + java.util.Arrays.toString(expected).replace("-1", "?"));
    }
    return self();
  }

  @Override
  public final String toString() {
    return peer.isNull()
        ? "Tensor(closed)"
        : "Tensor(" + dtype() + " " + shape() + " on " + device() + ")";
  }

  // ---- gradients ----

  public final boolean requiresGrad() {
    return raw().requires_grad();
  }

  /// @return this
  public final Tensor requiresGrad(boolean wanted) {
    return inPlace("requiresGrad", () -> raw().set_requires_grad(wanted));
  }

  /// The same values outside the graph.
  public final Tensor detach() {
    return op("detach", () -> raw().detach());
  }

  /// The accumulated gradient of a leaf. Without one, an error.
  public final Tensor grad() {
    return Native.tensor(
        "grad",
        () -> {
          var grad = new org.bytedeco.pytorch.Tensor(raw().grad());
          if (!grad.defined()) {
            throw new TorchException(
                TorchException.Kind.ARGUMENT, "grad: the tensor has no gradient yet");
          }
          return grad;
        });
  }

  /// Lets `backward` accumulate into `storage`, a tensor of this one's shape.
  public final void gradStorage(Tensor storage) {
    TorchException.present(storage, "gradient storage")
        .requireShape("gradient storage", shape().sizes());
    if (storage.dtype() != dtype() || !storage.device().equals(device())) {
      throw TorchException.argument("gradient storage " + storage + " for " + this);
    }
    Native.call("gradStorage", () -> raw().mutable_grad().put(storage.raw()));
  }

  /// Accumulates the gradients of this scalar into its leaves. The graph is used up.
  public final void backward() {
    Native.call(
        "backward",
        () -> {
          raw().backward();
          return null;
        });
  }
}

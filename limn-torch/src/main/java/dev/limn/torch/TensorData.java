package dev.limn.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Bulk copies between tensors and Java memory: the only place that sees raw addresses.
final class TensorData {
  private TensorData() {}

  static float[] floats(Tensor tensor) {
    try (var _ = Scope.open()) {
      return Native.call(
          "copy", () -> segment(flat(tensor, DType.FLOAT32)).toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  static double[] doubles(Tensor tensor) {
    try (var _ = Scope.open()) {
      return Native.call(
          "copy", () -> segment(flat(tensor, DType.FLOAT64)).toArray(ValueLayout.JAVA_DOUBLE));
    }
  }

  static long[] longs(Tensor tensor) {
    try (var _ = Scope.open()) {
      return Native.call(
          "copy", () -> segment(flat(tensor, DType.INT64)).toArray(ValueLayout.JAVA_LONG));
    }
  }

  static byte[] bytes(Tensor tensor) {
    try (var _ = Scope.open()) {
      return Native.call(
          "copy", () -> segment(flat(tensor, tensor.dtype())).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /// Copies all of `source` into a freshly made, contiguous tensor on the processor.
  static Tensor fill(Tensor target, MemorySegment source) {
    MemorySegment memory = segment(target);
    if (memory.byteSize() != source.byteSize()) {
      throw TorchException.argument(
          source.byteSize()
              + " bytes for a "
              + target.dtype()
              + " tensor of shape "
              + target.shape());
    }
    return Native.call(
        "copy",
        () -> {
          memory.copyFrom(source);
          return target;
        });
  }

  /// Copies a tensor's elements, row by row, into `target`.
  static void copyOut(Tensor tensor, MemorySegment target) {
    try (var _ = Scope.open()) {
      MemorySegment memory = segment(flat(tensor, tensor.dtype()));
      if (memory.byteSize() != target.byteSize()) {
        throw TorchException.argument(
            target.byteSize()
                + " bytes offered for a "
                + tensor.dtype()
                + " tensor of shape "
                + tensor.shape());
      }
      Native.call("copy", () -> target.copyFrom(memory)); // closed or read-only memory
    }
  }

  private static Tensor flat(Tensor tensor, DType type) {
    return tensor.detach().to(type).to(Device.CPU).contiguous();
  }

  @SuppressWarnings(
      "restricted") // the tensor is alive, contiguous and on the processor for the whole copy
  private static MemorySegment segment(Tensor tensor) {
    long bytes = tensor.elements() * tensor.dtype().bytes();
    if (bytes == 0) {
      return MemorySegment.NULL;
    }
    return MemorySegment.ofAddress(tensor.raw().data_ptr().address()).reinterpret(bytes);
  }
}

package dev.limn.torch.io;

import static dev.limn.torch.io.FileFaults.fault;
import static dev.limn.torch.io.FileFaults.quoted;

import dev.limn.torch.DType;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Locale;

/// The last step from a file's bytes to a tensor.
final class TensorBytes {
  private TensorBytes() {}

  /// Copies row-major bytes, whose number has been checked, into a tensor of the open scope.
  static Tensor tensor(Path file, String name, MemorySegment bytes, DType type, long... shape) {
    if (type == DType.BOOL) {
      requireTruth(file, name, bytes);
    }
    return Tensors.of(bytes, type, shape);
  }

  /// Other bytes make the engine's comparisons undefined.
  private static void requireTruth(Path file, String name, MemorySegment bytes) {
    for (long i = 0; i < bytes.byteSize(); i++) {
      byte value = bytes.get(ValueLayout.JAVA_BYTE, i);
      if (value != 0 && value != 1) {
        throw fault(
            file,
            String.format(
                Locale.ROOT,
                "BOOL tensor %s holds %d at element %d; expected 0 or 1",
                quoted(name),
                value & 0xff,
                i));
      }
    }
  }
}

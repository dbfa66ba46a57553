package dev.limn.torch.io;

import dev.limn.torch.io.Pickled.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Brings the elements of a strided window into row-major order.
final class Strides {
  private Strides() {}

  /// @param view lies inside the storage; checked before
  /// @param storage its bytes
  /// @return a part of the storage where that is in order already, else memory of the arena
  static MemorySegment rowMajor(View view, MemorySegment storage, Arena arena) {
    int width = view.storage().type().bytes();
    long elements = 1;
    for (long size : view.sizes()) {
      elements *= size;
    }
    if (elements == 0) {
      return MemorySegment.NULL;
    }
    if (isRowMajor(view)) {
      return storage.asSlice(view.offset() * width, elements * width);
    }
    MemorySegment target = arena.allocate(elements * width, 64);
    gather(view, storage, target, width, elements);
    return target;
  }

  private static boolean isRowMajor(View view) {
    long expected = 1;
    for (int i = view.sizes().length - 1; i >= 0; i--) {
      if (view.sizes()[i] != 1 && view.strides()[i] != expected) {
        return false;
      }
      expected *= view.sizes()[i];
    }
    return true;
  }

  /// Runs along the last dimension; the others count like an odometer.
  private static void gather(
      View view, MemorySegment storage, MemorySegment target, int width, long elements) {
    long[] sizes = view.sizes();
    long[] strides = view.strides();
    int last = sizes.length - 1; // a scalar is row-major, so there is one
    long[] index = new long[last];
    long row = view.offset();
    for (long at = 0; at < elements; at += sizes[last]) {
      for (long i = 0; i < sizes[last]; i++) {
        copy(storage, (row + i * strides[last]) * width, target, (at + i) * width, width);
      }
      for (int d = last - 1; d >= 0; d--) {
        row += strides[d];
        if (++index[d] < sizes[d]) {
          break;
        }
        row -= sizes[d] * strides[d];
        index[d] = 0;
      }
    }
  }

  private static void copy(
      MemorySegment from, long source, MemorySegment to, long target, int width) {
    switch (width) {
      case 8 ->
          to.set(
              ValueLayout.JAVA_LONG_UNALIGNED,
              target,
              from.get(ValueLayout.JAVA_LONG_UNALIGNED, source));
      case 4 ->
          to.set(
              ValueLayout.JAVA_INT_UNALIGNED,
              target,
              from.get(ValueLayout.JAVA_INT_UNALIGNED, source));
      case 2 ->
          to.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              target,
              from.get(ValueLayout.JAVA_SHORT_UNALIGNED, source));
      default -> to.set(ValueLayout.JAVA_BYTE, target, from.get(ValueLayout.JAVA_BYTE, source));
    }
  }
}

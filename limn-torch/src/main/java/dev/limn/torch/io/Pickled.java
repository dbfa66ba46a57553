package dev.limn.torch.io;

import dev.limn.torch.DType;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/// What a pickle of tensors can consist of: plain data, and nothing with behaviour.
sealed interface Pickled {
  record Text(String value) implements Pickled {}

  record Whole(BigInteger value) implements Pickled {}

  record Real(double value) implements Pickled {}

  record Truth(boolean value) implements Pickled {}

  record Bytes(int count) implements Pickled {}

  /// Python's `None`.
  record Nothing() implements Pickled {}

  /// A list or a tuple. Lists grow while the pickle is read.
  record Sequence(List<Pickled> items) implements Pickled {}

  /// A dictionary, ordered or not. Grows while the pickle is read.
  ///
  /// @param entries keys that are numbers in decimal
  record Dictionary(Map<String, Pickled> entries) implements Pickled {}

  /// One of the names that are allowed.
  record Global(String module, String name) implements Pickled {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /// A run of elements in a member of the archive.
  ///
  /// @param key the member's name below `data/`
  record Storage(DType type, String key, long elements) implements Pickled {}

  /// A tensor: a strided window on a storage.
  ///
  /// @param offset in elements
  /// @param strides in elements
  record View(Storage storage, long offset, long[] sizes, long[] strides) implements Pickled {}
}

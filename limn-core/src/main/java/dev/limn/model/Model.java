package dev.limn.model;

import dev.limn.torch.Tensor;
import java.util.Map;

/// A trained model, ready for use. It belongs to whoever opened it.
public sealed interface Model extends AutoCloseable permits Generator, RowGenerator, Translator {
  /// Its weights by PyTorch's names; live.
  Map<String, Tensor> state();

  @Override
  void close();
}

package dev.limn.train;

import dev.limn.data.Batch;
import dev.limn.torch.DType;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// A batch's bytes as a tensor.
final class Pixels {
  private Pixels() {}

  /// `[B, 3, S, S]` in [−1, 1], channels-last in memory, in the open scope.
  ///
  /// @param batch in the layout NHWC
  static Tensor of(Batch batch) {
    try (var scope = Scope.open()) {
      int size = batch.size();
      Tensor bytes = Tensors.of(batch.pictures(), batch.count(), size, size, 3); // [B, S, S, 3]
      return scope.keep(
          bytes
              .permute(0, 3, 1, 2)
              .to(DType.FLOAT32)
              .timesInPlace(1 / 127.5)
              .addInPlace(-1)); // [B, 3, S, S]
    }
  }
}

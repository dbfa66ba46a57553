package dev.limn.text;

import dev.limn.torch.DType;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// Sentences that are padded on the right, read from their ends.
public final class SequenceReversal {
  private SequenceReversal() {}

  /// How many words stand before the padding: INT64 `[N, T] → [N]`.
  public static Tensor lengths(Tensor words) {
    return words.ne(Vocabulary.PAD).to(DType.INT64).sum(false, 1); // [N]
  }

  /// Where each place of a turned sentence comes from: place t of n is n − 1 − t; the padding
  /// stays. Turning twice gives the sentence back.
  ///
  /// @param lengths INT64 `[N]`, each at least 1
  /// @return INT64 `[N, steps]`
  public static Tensor index(Tensor lengths, long steps) {
    Tensor place = Tensors.arange(steps).to(lengths.device()).unsqueeze(0); // [1, T]
    Tensor turned = lengths.unsqueeze(1).minus(1).minus(place); // [N, T]
    Tensor same = place.expand(turned.size(0), steps); // [N, T]
    return Tensors.where(turned.ge(0), turned, same).to(DType.INT64); // [N, T]
  }
}

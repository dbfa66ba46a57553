package dev.limn.model;

import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.PictureBatch;
import java.util.SplittableRandom;

/// Chooses which text is wrong for which picture.
public final class Mismatch {
  private static final int TRIES = 8;

  private Mismatch() {}

  /// A cyclic shift of the batch, drawn from its position alone, in which as few pictures as
  /// possible meet a text of their own class; 1 to the batch's size − 1.
  public static int shift(int[] labels, long position) {
    var random = new SplittableRandom(position);
    int best = 1;
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < TRIES && fewest > 0; i++) {
      int shift = 1 + random.nextInt(labels.length - 1);
      int same = 0;
      for (int b = 0; b < labels.length; b++) {
        int other = labels[(b + shift) % labels.length];
        same += labels[b] >= 0 && labels[b] == other ? 1 : 0;
      }
      if (same < fewest) {
        fewest = same;
        best = shift;
      }
    }
    return best;
  }

  /// The texts of a batch, each moved on by the shift.
  ///
  /// @param text `[B, W]`
  /// @param example of the batch
  /// @return `[B, W]`
  public static Tensor of(Tensor text, PictureBatch example) {
    int shift = shift(example.labels(), example.position());
    return Tensors.cat(
        0, text.narrow(0, shift, text.size(0) - shift), text.narrow(0, 0, shift)); // [B, W]
  }
}

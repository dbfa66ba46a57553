package dev.limn.text.joint;

import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// The symmetric structured hinge of a joint embedding (Reed et al. 2016, arXiv 1605.05395): a
/// picture's own caption must score better than every other's by a margin, and a caption's own
/// picture better than every other.
final class JointLoss {
  private JointLoss() {}

  /// The sum over all pairs that are negatives, both ways.
  ///
  /// @param scores `[pictures, captions]`, own pairs on the diagonal
  /// @param negative FLOAT32 `[pictures, captions]`, 1 where the caption is none of the picture's
  static Tensor hinge(Tensor scores, Tensor negative, double margin) {
    Tensor eye = diagonal(scores.size(0)).to(scores.device());
    Tensor own = scores.times(eye).sum(false, 1); // [B]
    Tensor raised = scores.plus(margin);
    Tensor captions = raised.minus(own.unsqueeze(1)).clampMin(0); // [B, B]
    Tensor pictures = raised.minus(own.unsqueeze(0)).clampMin(0); // [B, B]
    return captions.plus(pictures).times(negative).sum();
  }

  private static Tensor diagonal(long size) {
    float[] values = new float[Math.toIntExact(size * size)];
    for (int i = 0; i < size; i++) {
      values[i * (int) size + i] = 1;
    }
    return Tensors.of(values, size, size);
  }
}

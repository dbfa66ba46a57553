package dev.limn.model.dfgan;

import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Optional;

/// What a step works on.
///
/// @param real `[B, 3, R, R]`
/// @param text `[B, W]`
/// @param mismatched `[B, W]`, of other pictures
/// @param others `[M, W]`, what the text is to be told from, when there is a contrastive loss
/// @param z `[B, Z]`
/// @param twice whether the first half of the text is drawn twice, and the rest not
record StepInputs(
    Tensor real, Tensor text, Tensor mismatched, Optional<Tensor> others, Tensor z, boolean twice) {
  /// The text to draw for: `[B, W]`.
  Tensor drawnText() {
    if (!twice) {
      return text;
    }
    Tensor half = text.narrow(0, 0, text.size(0) / 2); // [B/2, W]
    return Tensors.cat(0, half, half); // [B, W]
  }

  /// The micro-batch of `count` pictures from `start`.
  StepInputs part(int start, int count) {
    if (count == text.size(0)) {
      return this;
    }
    return new StepInputs(
        real.narrow(0, start, count),
        text.narrow(0, start, count),
        mismatched.narrow(0, start, count),
        others,
        z.narrow(0, start, count),
        twice);
  }

  /// What the generator pays so that other noise gives another picture: the inverse of the
  /// pictures' mean distance over the noises' (Mao et al. 2019, equation 2), for text that was
  /// drawn twice.
  ///
  /// @param pictures `[B, 3, R, R]`, drawn for this
  Tensor sameness(Tensor pictures) {
    Tensor moved = distance(pictures); // [B/2]
    return moved.div(distance(z)).plus(1e-5).reciprocal().mean();
  }

  /// Mean absolute difference of the first half of the rows and the second: `[B/2]`.
  private static Tensor distance(Tensor rows) {
    long half = rows.size(0) / 2;
    Tensor first = rows.narrow(0, 0, half);
    Tensor second = rows.narrow(0, half, half);
    return first.minus(second).abs().reshape(half, -1).mean(false, 1); // [B/2]
  }
}

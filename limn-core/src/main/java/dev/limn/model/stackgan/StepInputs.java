package dev.limn.model.stackgan;

import dev.limn.torch.Tensor;

/// What a step works on.
///
/// @param real `[B, 3, S, S]`
/// @param text `[B, W]`
/// @param mismatched `[B, W]`, of other pictures
/// @param start noise `[B, Z]` in the first stage, its pictures `[B, 3, L, L]` in the second
/// @param epsilon `[B, C]`
record StepInputs(Tensor real, Tensor text, Tensor mismatched, Tensor start, Tensor epsilon) {
  /// The micro-batch of `count` pictures from `at`.
  StepInputs part(int at, int count) {
    if (count == text.size(0)) {
      return this;
    }
    return new StepInputs(
        real.narrow(0, at, count),
        text.narrow(0, at, count),
        mismatched.narrow(0, at, count),
        start.narrow(0, at, count),
        epsilon.narrow(0, at, count));
  }
}

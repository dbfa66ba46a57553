package dev.limn.model.reed;

import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a step works on.
///
/// @param real `[B, 3, H, H]`
/// @param text `[B, W]`
/// @param mismatched `[B, W]`, of other pictures; `text` where the mode has none
/// @param between `[B/2, W]`, interpolated, or none
/// @param again the first half of the text is drawn for a second time
/// @param z for text, then for what is between, then for what comes again: `[R, Z]`, R from B to
///   2·B
record StepInputs(
    Tensor real,
    Tensor text,
    Tensor mismatched,
    Optional<Tensor> between,
    boolean again,
    Tensor z) {
  /// All text to draw for: `[R, W]`.
  Tensor drawnText() {
    var parts = new ArrayList<Tensor>(List.of(text));
    between.ifPresent(parts::add);
    if (again) {
      parts.add(text.narrow(0, 0, text.size(0) / 2)); // [B/2, W]
    }
    return parts.size() == 1 ? text : Tensors.cat(0, parts.toArray(Tensor[]::new)); // [R, W]
  }

  /// The micro-batch of `count` pictures, a half as much of what is between, from `start`.
  StepInputs part(int start, int count) {
    long batch = text.size(0);
    if (count == batch) {
      return this;
    }
    var noise = new ArrayList<Tensor>(List.of(z.narrow(0, start, count))); // [m, Z]
    long halves = batch;
    if (between.isPresent()) {
      noise.add(z.narrow(0, halves + start / 2, count / 2)); // [m/2, Z]
      halves += batch / 2;
    }
    if (again) {
      noise.add(z.narrow(0, halves + start / 2, count / 2)); // [m/2, Z]
    }
    return new StepInputs(
        real.narrow(0, start, count),
        text.narrow(0, start, count),
        mismatched.narrow(0, start, count),
        between.map(t -> t.narrow(0, start / 2, count / 2)),
        again,
        Tensors.cat(0, noise.toArray(Tensor[]::new))); // [m to 2·m, Z]
  }
}

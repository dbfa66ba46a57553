package dev.limn.model.reed;

import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Optional;

/// What a step works on.
///
/// @param real `[B, 3, 64, 64]`
/// @param text `[B, W]`
/// @param wrong `[B, W]`, mismatched; `text` where the mode has none
/// @param between `[B/2, W]`, interpolated, or none
/// @param z for text and then for what is between: `[B, Z]` or `[1.5·B, Z]`
record Work(Tensor real, Tensor text, Tensor wrong, Optional<Tensor> between, Tensor z) {
  /// All text to draw for: `[B or 1.5·B, W]`.
  Tensor drawnText() {
    return between.map(t -> Tensors.cat(0, text, t)).orElse(text); // [B or 1.5·B, W]
  }

  /// The micro-batch of `count` pictures, a half as much of what is between, from `start`.
  Work part(int start, int count) {
    long batch = text.size(0);
    if (count == batch) {
      return this;
    }
    Tensor noise = z.narrow(0, start, count); // [m, Z]
    if (between.isPresent()) {
      Tensor more = z.narrow(0, batch + start / 2, count / 2); // [m/2, Z]
      noise = Tensors.cat(0, noise, more); // [1.5·m, Z]
    }
    return new Work(
        real.narrow(0, start, count),
        text.narrow(0, start, count),
        wrong.narrow(0, start, count),
        between.map(t -> t.narrow(0, start / 2, count / 2)),
        noise);
  }
}

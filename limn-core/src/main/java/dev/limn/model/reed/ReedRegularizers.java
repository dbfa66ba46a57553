package dev.limn.model.reed;

import dev.limn.torch.Autograd;
import dev.limn.torch.DType;
import dev.limn.torch.Tensor;

/// What a Reed step adds to the plain adversarial losses.
final class ReedRegularizers {
  private ReedRegularizers() {}

  /// For the batch's first half a point between each embedding and its partner of the second half
  /// (Reed et al. 2016, §4.3): `[B, W] → [B/2, W]`.
  ///
  /// @param beta weight of the first
  static Tensor between(Tensor text, double beta) {
    long half = text.size(0) / 2;
    Tensor first = text.narrow(0, 0, half).times(beta); // [B/2, W]
    Tensor second = text.narrow(0, half, half).times(1 - beta); // [B/2, W]
    return first.plus(second);
  }

  /// What the generator pays so that other noise gives another picture: the inverse of the
  /// pictures' mean distance over the noises' (Mao et al. 2019, equation 2), for the texts that
  /// were drawn twice.
  ///
  /// @param pictures `[R, 3, H, H]`; the last rows belong to the first texts again
  static Tensor sameness(Tensor pictures, StepInputs work) {
    long pairs = work.text().size(0) / 2;
    Tensor moved = distance(pictures.to(DType.FLOAT32), pairs); // [m/2]
    Tensor noise = distance(work.z(), pairs); // [m/2]
    return moved.div(noise).plus(1e-5).reciprocal().mean();
  }

  /// Mean absolute difference of the first `pairs` rows and the last: `[pairs]`.
  private static Tensor distance(Tensor rows, long pairs) {
    Tensor first = rows.narrow(0, 0, pairs);
    Tensor last = rows.narrow(0, rows.size(0) - pairs, pairs);
    return first.minus(last).abs().reshape(pairs, -1).mean(false, 1); // [pairs]
  }

  /// R1 (Mescheder et al. 2018, equation 9, without γ/2) on real, matching pairs, in float32: its
  /// own gradient is a second derivative.
  static Tensor slope(ReedDiscriminator judge, StepInputs work) {
    Tensor pictures = work.real().detach().copy().requiresGrad(true);
    Tensor logits = judge.logits(judge.features(pictures), work.text()); // [m]
    Tensor slope = Autograd.grad(logits.sum(), pictures, true); // [m, 3, H, H]
    return slope.square().sum().times(1.0 / pictures.size(0));
  }
}

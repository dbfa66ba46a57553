package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Optional;

/// Normalises every channel of every picture of `[N, C, H, W]` by its own mean and variance
/// (Ulyanov et al. 2016); ε 1e-5, no running statistics.
public final class InstanceNorm2d extends Layer {
  private static final double EPS = 1e-5;

  private record Affine(Parameter weight, Parameter bias) {}

  private final int channels;
  private final Optional<Affine> affine;

  /// @param affine learns a scale and a shift a channel
  public InstanceNorm2d(int channels, boolean affine) {
    this.channels = channels;
    try (var _ = Scope.open()) {
      this.affine =
          affine
              ? Optional.of(
                  new Affine(
                      parameter("weight", Tensors.ones(channels)),
                      parameter("bias", Tensors.zeros(channels))))
              : Optional.empty();
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    x.requireShape("input of InstanceNorm2d", -1, channels, -1, -1);
    return affine.isPresent()
        ? Functional.instanceNorm(
            x, affine.get().weight().tensor(), affine.get().bias().tensor(), EPS)
        : Functional.instanceNorm(x, EPS);
  }
}

package dev.limn.model.stackgan;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Init;

/// The released code's random numbers: normal ones that are cut off at two standard deviations, and
/// the initial weights.
final class StackGanInit {
  private static final double STD = 0.02;
  private static final double CUT = 2;

  private StackGanInit() {}

  /// N(0, 1), each number beyond ±2 drawn anew: `shape`, in the open scope.
  static Tensor truncated(Rng rng, long... shape) {
    try (var scope = Scope.open()) {
      Tensor values = Tensors.randn(rng, shape);
      Tensor beyond = values.abs().gt(CUT);
      while (beyond.any().item() != 0) {
        values = Tensors.where(beyond, Tensors.randn(rng, shape), values);
        beyond = values.abs().gt(CUT);
      }
      return scope.keep(values);
    }
  }

  /// Convolutions truncated N(0, .02), linear layers N(0, .02) with biases 0, batch-norm scales
  /// N(1, .02).
  static void initialise(Block block, Rng rng) {
    block
        .named()
        .forEach(
            (name, parameter) -> {
              Tensor weight = parameter.tensor();
              if (!parameter.trainable()) {
                return;
              }
              switch (weight.rank()) {
                case 4 -> truncated(weight, rng);
                case 2 -> Init.normal(weight, 0, STD, rng);
                default -> {
                  if (name.endsWith("weight")) {
                    Init.normal(weight, 1, STD, rng);
                  } else {
                    Init.constant(weight, 0);
                  }
                }
              }
            });
  }

  private static void truncated(Tensor weight, Rng rng) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      weight.copyInPlace(truncated(rng, weight.shape().sizes()).times(STD)); // [out, in, k, k]
    }
  }
}

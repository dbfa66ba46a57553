package dev.limn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;

/// Compares gradients with finite differences in float64, with the step and the tolerances of
/// PyTorch's `gradcheck`.
public final class GradCheck {
  private static final double STEP = 1e-6;
  private static final double ABSOLUTE = 1e-5;
  private static final double RELATIVE = 1e-3;

  /// Elements of one tensor that are tried; of larger tensors every so-manieth.
  private static final long ELEMENTS = 20;

  private GradCheck() {}

  /// Checks the gradients of `function` with respect to each of `leaves`.
  ///
  /// @param function a scalar of the leaves' present values, the same at every call
  /// @return how many elements were compared
  public static int check(String name, List<Tensor> leaves, Supplier<Tensor> function) {
    leaves.forEach(
        leaf -> leaf.gradStorage(Tensors.zeros(DType.FLOAT64, Device.CPU, leaf.shape().sizes())));
    function.get().backward();
    int compared = 0;
    for (int i = 0; i < leaves.size(); i++) {
      Tensor leaf = leaves.get(i);
      double[] gradient = leaf.grad().toDoubles();
      long stride = Math.max(1, leaf.elements() / ELEMENTS);
      for (long at = 0; at < leaf.elements(); at += stride) {
        double higher = moved(leaf, at, STEP, function);
        double lower = moved(leaf, at, -STEP, function);
        double numeric = (higher - lower) / (2 * STEP);
        assertThat(Math.abs(gradient[(int) at] - numeric))
            .as(
                "%s: tensor %d, element %d: gradient %s, differences %s",
                name, i, at, gradient[(int) at], numeric)
            .isLessThanOrEqualTo(ABSOLUTE + RELATIVE * Math.abs(numeric));
        compared++;
      }
    }
    return compared;
  }

  private static double moved(Tensor leaf, long at, double by, Supplier<Tensor> function) {
    try (var _ = Scope.open()) {
      shift(leaf, at, by);
      double value = function.get().item();
      shift(leaf, at, -by);
      return value;
    }
  }

  private static void shift(Tensor leaf, long at, double by) {
    try (var _ = NoGrad.on()) {
      leaf.view(-1).narrow(0, at, 1).addInPlace(by);
    }
  }

  /// `Σ out · seed`, so that every output element has a weight of its own.
  public static Tensor weighted(Tensor out) {
    return out.times(seed(out.shape())).sum();
  }

  /// The mean square of the gradient of `Σ out · seed` with respect to `input`, to be
  /// differentiated again.
  public static Tensor penalty(Tensor out, Tensor input) {
    return Autograd.grad(weighted(out), input, true).square().sum();
  }

  private static Tensor seed(Shape shape) {
    try (var rng = new Rng(99)) {
      return Tensors.empty(DType.FLOAT64, Device.CPU, shape.sizes()).normalInPlace(0, 1, rng);
    }
  }
}

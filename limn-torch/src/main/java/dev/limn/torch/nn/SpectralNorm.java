package dev.limn.torch.nn;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// A layer whose weight is divided by its largest singular value (Miyato et al. 2018, "Spectral
/// Normalization for Generative Adversarial Networks"), estimated by one power iteration a forward
/// pass in training and none in evaluation.
///
/// The weight is seen as a matrix with one row an output. Shapes are the inner layer's; the state
/// dictionary is that of PyTorch's `parametrizations.spectral_norm`.
public final class SpectralNorm extends Layer {
  private static final double EPS = 1e-12;

  private final WeightedLayer inner;
  private final Parameter left;
  private final Parameter right;

  /// Wraps a layer, which then serves this one only. Its weight stays as it is.
  ///
  /// @param rng starts the singular vectors, which fifteen iterations then refine
  public SpectralNorm(Rng rng, WeightedLayer inner) {
    this.inner = inner;
    inner.bias().ifPresent(bias -> adopt("bias", bias));
    var vectors = new Vectors();
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor matrix = matrix(inner.weight());
      left = vectors.add("_u", unit(Tensors.randn(rng, matrix.size(0)))); // [out]
      right = vectors.add("_v", unit(Tensors.randn(rng, matrix.size(1)))); // [in · k²]
      iterate(matrix, 15);
    }
    child("parametrizations", new Holder()).child("weight", new Original(inner, vectors));
  }

  /// Names between this layer and its tensors.
  private static final class Holder extends Block {}

  private static final class Vectors extends Block {
    Parameter add(String name, Tensor value) {
      return buffer(name, value);
    }
  }

  private static final class Original extends Block {
    Original(WeightedLayer inner, Vectors vectors) {
      adopt("original", inner.weightParameter());
      child("0", vectors);
    }
  }

  private Tensor matrix(Tensor weight) {
    Tensor rows =
        inner.outputDimension() == 0 ? weight : weight.transpose(0, inner.outputDimension());
    return rows.reshape(rows.size(0), -1); // [out, in · k²]
  }

  private static Tensor unit(Tensor vector) {
    return vector.div(vector.norm().clampMin(EPS));
  }

  private void iterate(Tensor matrix, int times) {
    for (int i = 0; i < times; i++) {
      left.tensor().copyInPlace(unit(matrix.matmul(right.tensor()))); // [out]
      right.tensor().copyInPlace(unit(matrix.t().matmul(left.tensor()))); // [in · k²]
    }
  }

  /// The divided weight, after an iteration in training.
  public Tensor weight() {
    Tensor weight = inner.weight();
    try (var scope = Scope.open();
        var _ = Precision.FLOAT32.on(weight.device())) {
      Tensor matrix = matrix(weight);
      if (training()) {
        try (var _ = NoGrad.on()) {
          iterate(matrix.detach(), 1);
        }
      }
      // copies: the next pass overwrites the buffers, and the graph still needs these values
      Tensor u = left.tensor().copy();
      Tensor v = right.tensor().copy();
      return scope.keep(weight.div(u.times(matrix.matmul(v)).sum()));
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    return inner.apply(x, weight(), inner.bias().map(Parameter::tensor));
  }
}

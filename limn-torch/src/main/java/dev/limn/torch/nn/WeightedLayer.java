package dev.limn.torch.nn;

import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.Optional;

/// A layer with one weight and perhaps a bias, which [SpectralNorm] and [EqualisedRate] can wrap:
/// they compute the weight that the layer then uses.
public abstract sealed class WeightedLayer extends Layer
    permits Linear, Conv2d, ConvTranspose2d, Embedding {
  private final Parameter weight;
  private final Optional<Parameter> bias;

  /// Registers both, zero; subclasses fill them.
  ///
  /// @param biases the size of the bias, 0 for none
  WeightedLayer(long biases, long... shape) {
    try (var _ = Scope.open()) {
      weight = parameter("weight", Tensors.zeros(shape));
      bias = biases == 0 ? Optional.empty() : Optional.of(parameter("bias", Tensors.zeros(biases)));
    }
  }

  public final Tensor weight() {
    return weight.tensor();
  }

  final Parameter weightParameter() {
    return weight;
  }

  final Optional<Parameter> bias() {
    return bias;
  }

  /// The dimension of the weight that counts outputs.
  int outputDimension() {
    return 0;
  }

  /// The number of inputs that one output is a sum of.
  final double fanIn() {
    return (double) weight().elements() / weight().size(outputDimension());
  }

  /// The layer with a weight of the caller's.
  abstract Tensor apply(Tensor x, Tensor weight, Optional<Tensor> bias);

  @Override
  public final Tensor forward(Tensor x) {
    return apply(x, weight.tensor(), bias.map(Parameter::tensor));
  }
}

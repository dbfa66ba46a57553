package dev.limn.torch.nn;

import dev.limn.torch.Tensor;

/// A block with one input and one output.
public abstract class Layer extends Block {
  /// Starts empty; subclasses register their parts.
  protected Layer() {}

  /// Computes the output; shapes are documented by each layer.
  public abstract Tensor forward(Tensor x);
}

package dev.limn.torch.nn;

import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;
import java.util.function.UnaryOperator;

/// A parameterless layer around an element-wise function.
public final class Activation extends Layer {
  private final UnaryOperator<Tensor> function;

  private Activation(UnaryOperator<Tensor> function) {
    this.function = function;
  }

  /// Any element-wise function.
  public static Activation of(UnaryOperator<Tensor> function) {
    return new Activation(function);
  }

  /// Overwrites its input: place it after a convolution or a norm.
  public static Activation relu() {
    return new Activation(Functional::reluInPlace);
  }

  /// Overwrites its input: place it after a convolution or a norm.
  public static Activation leakyRelu(double slope) {
    return new Activation(x -> Functional.leakyReluInPlace(x, slope));
  }

  public static Activation tanh() {
    return new Activation(Tensor::tanh);
  }

  public static Activation sigmoid() {
    return new Activation(Tensor::sigmoid);
  }

  public static Activation silu() {
    return new Activation(Functional::silu);
  }

  public static Activation gelu() {
    return new Activation(Functional::gelu);
  }

  @Override
  public Tensor forward(Tensor x) {
    return function.apply(x);
  }
}

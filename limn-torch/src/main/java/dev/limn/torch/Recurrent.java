package dev.limn.torch;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Recurrent passes over whole sequences, batch first.
public final class Recurrent {
  private Recurrent() {}

  /// A gated recurrent unit.
  ///
  /// @param x `[N, T, in]`
  /// @param h0 `[layers · directions, N, hidden]`
  /// @param weights for each layer and direction: input, hidden weights, input, hidden biases
  ///   (PyTorch's order)
  /// @return outputs of the last layer `[N, T, hidden · directions]`
  public static Tensor gru(
      Tensor x, Tensor h0, List<Tensor> weights, int layers, boolean bidirectional) {
    return first(
        "gru",
        () -> {
          TensorVector list = Native.vector(weights.toArray(Tensor[]::new));
          var pair =
              torch.gru(x.raw(), h0.raw(), list, true, layers, 0, false, bidirectional, true);
          return pair.get0();
        });
  }

  /// A long short-term memory, as [#gru] with `c0` of the shape of `h0`.
  public static Tensor lstm(
      Tensor x, Tensor h0, Tensor c0, List<Tensor> weights, int layers, boolean bidirectional) {
    return first(
        "lstm",
        () -> {
          TensorVector list = Native.vector(weights.toArray(Tensor[]::new));
          TensorVector state = Native.vector(h0, c0);
          var triple =
              torch.lstm(x.raw(), state, list, true, layers, 0, false, bidirectional, true);
          return triple.get0();
        });
  }

  private static Tensor first(String name, Supplier<org.bytedeco.pytorch.Tensor> call) {
    Scope.requireOpen();
    return Native.call(name, () -> Native.part(call.get()));
  }
}

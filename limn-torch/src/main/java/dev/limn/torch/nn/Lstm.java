package dev.limn.torch.nn;

import dev.limn.torch.Recurrent;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.List;

/// A long short-term memory over `[N, T, in] → [N, T, hidden · directions]`, from a zero state
/// (Hochreiter and Schmidhuber 1997, with a forget gate). All weights initially U(±1/√hidden).
public final class Lstm extends Layer {
  private final List<Parameter> weights = new ArrayList<>();
  private final int hidden;
  private final boolean bidirectional;

  public Lstm(Rng rng, int in, int hidden, boolean bidirectional) {
    this.hidden = hidden;
    this.bidirectional = bidirectional;
    double bound = 1 / Math.sqrt(hidden);
    try (var _ = Scope.open()) {
      for (String suffix : bidirectional ? List.of("", "_reverse") : List.of("")) {
        weights.add(parameter("weight_ih_l0" + suffix, Tensors.zeros(4L * hidden, in)));
        weights.add(parameter("weight_hh_l0" + suffix, Tensors.zeros(4L * hidden, hidden)));
        weights.add(parameter("bias_ih_l0" + suffix, Tensors.zeros(4L * hidden)));
        weights.add(parameter("bias_hh_l0" + suffix, Tensors.zeros(4L * hidden)));
      }
    }
    weights.forEach(weight -> Init.uniform(weight.tensor(), -bound, bound, rng));
  }

  @Override
  public Tensor forward(Tensor x) {
    x.requireShape("input of Lstm", -1, -1, -1);
    int directions = bidirectional ? 2 : 1;
    try (var scope = Scope.open()) {
      Tensor h0 = Tensors.zeros(x.dtype(), x.device(), directions, x.size(0), hidden); // [D, N, H]
      Tensor c0 = Tensors.zeros(x.dtype(), x.device(), directions, x.size(0), hidden); // [D, N, H]
      return scope.keep(
          Recurrent.lstm(
              x, h0, c0, weights.stream().map(Parameter::tensor).toList(), 1, bidirectional));
    }
  }
}

package dev.limn.torch.nn;

import dev.limn.torch.Recurrent;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.List;

/// A gated recurrent unit over `[N, T, in] → [N, T, hidden · directions]`, from a zero state (Cho
/// et al. 2014, in PyTorch's variant). All weights initially U(±1/√hidden).
public final class Gru extends Layer {
  private final List<Parameter> weights = new ArrayList<>();
  private final int hidden;
  private final boolean bidirectional;

  public Gru(Rng rng, int in, int hidden, boolean bidirectional) {
    this.hidden = hidden;
    this.bidirectional = bidirectional;
    double bound = 1 / Math.sqrt(hidden);
    try (var _ = Scope.open()) {
      for (String suffix : bidirectional ? List.of("", "_reverse") : List.of("")) {
        weights.add(parameter("weight_ih_l0" + suffix, Tensors.zeros(3L * hidden, in)));
        weights.add(parameter("weight_hh_l0" + suffix, Tensors.zeros(3L * hidden, hidden)));
        weights.add(parameter("bias_ih_l0" + suffix, Tensors.zeros(3L * hidden)));
        weights.add(parameter("bias_hh_l0" + suffix, Tensors.zeros(3L * hidden)));
      }
    }
    weights.forEach(weight -> Init.uniform(weight.tensor(), -bound, bound, rng));
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor h0 =
        Tensors.zeros(x.dtype(), x.device(), bidirectional ? 2 : 1, x.size(0), hidden); // [D, N, H]
    return Recurrent.gru(x, h0, weights.stream().map(Parameter::tensor).toList(), 1, bidirectional);
  }
}

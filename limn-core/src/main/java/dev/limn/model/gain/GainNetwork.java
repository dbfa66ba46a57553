package dev.limn.model.gain;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Linear;

/// Both networks of GAIN have this form: two rows side by side through two hidden layers with ReLU
/// to one number a cell, `[N, D], [N, D] → [N, D]` (Yoon et al. 2018, §4; sizes of the released
/// code). A sigmoid makes a proposal, or a probability, of it.
///
/// Weights begin as N(0, 2/in), biases as 0.
public final class GainNetwork extends Block {
  private final Linear l1;
  private final Linear l2;
  private final Linear l3;

  /// @param width numbers a row, D
  public GainNetwork(Rng rng, int width, int hidden) {
    l1 = child("l1", linear(rng, 2 * width, hidden));
    l2 = child("l2", linear(rng, hidden, hidden));
    l3 = child("l3", linear(rng, hidden, width));
  }

  private static Linear linear(Rng rng, int in, int out) {
    var layer = new Linear(rng, in, out);
    layer
        .named()
        .forEach(
            (_, parameter) -> {
              if (parameter.tensor().rank() == 2) {
                Init.normal(parameter.tensor(), 0, Math.sqrt(2.0 / in), rng);
              } else {
                Init.constant(parameter.tensor(), 0);
              }
            });
    return layer;
  }

  /// @return logits
  public Tensor forward(Tensor row, Tensor beside) {
    Tensor h = Tensors.cat(1, row, beside); // [N, 2·D]
    h = Functional.reluInPlace(l1.forward(h)); // [N, hidden]
    h = Functional.reluInPlace(l2.forward(h)); // [N, hidden]
    return l3.forward(h); // [N, D]
  }
}

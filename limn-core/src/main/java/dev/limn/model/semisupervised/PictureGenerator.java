package dev.limn.model.semisupervised;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.BatchNorm1d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Linear;

/// Draws pictures as rows of numbers of 0 to 1 from noise: two hidden layers with batch norm and
/// softplus, and a sigmoid (the released code's generator for MNIST): `[N, Z] → [N, P]`.
public final class PictureGenerator extends Block {
  private final Linear l1;
  private final BatchNorm1d n1;
  private final Linear l2;
  private final BatchNorm1d n2;
  private final Linear l3;

  /// @param pixels numbers a picture
  public PictureGenerator(SemiSupervisedConfig config, int pixels, Rng rng) {
    int width = config.generatorHidden();
    l1 = child("l1", new Linear(rng, config.noise(), width, false));
    n1 = child("n1", new BatchNorm1d(width));
    l2 = child("l2", new Linear(rng, width, width, false));
    n2 = child("n2", new BatchNorm1d(width));
    l3 = child("l3", new Linear(rng, width, pixels));
  }

  public Tensor forward(Tensor z) {
    Tensor h = Functional.softplus(n1.forward(l1.forward(z))); // [N, width]
    h = Functional.softplus(n2.forward(l2.forward(h))); // [N, width]
    return l3.forward(h).sigmoid(); // [N, P]
  }
}

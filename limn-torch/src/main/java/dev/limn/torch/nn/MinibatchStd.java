package dev.limn.torch.nn;

import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;

/// Appends a map that says how much the pictures of a batch differ, so that a discriminator sees
/// when drawings are all alike (Karras et al. 2018, "Progressive Growing of GANs", §3): `[N, C, H,
/// W] → [N, C + 1, H, W]`.
///
/// The batch falls into groups of `G`, each of every (N/G)-th picture. The standard deviation of
/// every feature at every place over the group (biased, ε 1e-8), averaged over features and places,
/// is the group's value.
public final class MinibatchStd extends Layer {
  private static final double EPS = 1e-8;

  private final int group;

  /// @param group pictures of a group; a smaller batch is one group. 4 in ProGAN and StyleGAN
  public MinibatchStd(int group) {
    if (group < 1) {
      throw TorchException.argument("minibatch deviation in groups of " + group);
    }
    this.group = group;
  }

  @Override
  public Tensor forward(Tensor x) {
    x.requireShape("input of MinibatchStd", -1, -1, -1, -1);
    long pictures = x.size(0);
    long size = Math.min(group, pictures);
    if (pictures % size != 0) {
      throw TorchException.argument(
          "a batch of "
              + pictures
              + " for the minibatch deviation; expected a multiple of its group of "
              + group);
    }
    Tensor groups = x.reshape(size, pictures / size, -1); // [G, M, C·H·W]
    Tensor deviation = groups.variance(false, false, 0).plus(EPS).sqrt().mean(false, 1); // [M]
    Tensor map =
        deviation
            .reshape(1, pictures / size, 1, 1, 1)
            .expand(size, pictures / size, 1, x.size(2), x.size(3))
            .reshape(pictures, 1, x.size(2), x.size(3)); // [N, 1, H, W]
    return Tensors.cat(1, x, map); // [N, C + 1, H, W]
  }
}

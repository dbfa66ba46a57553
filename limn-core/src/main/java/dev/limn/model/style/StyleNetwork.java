package dev.limn.model.style;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;

/// Reads the noise off a picture: the discriminator's trunk (Reed et al. 2016, layers of the
/// released code), which halves the side down to 4, its residual block, and a linear layer instead
/// of a judgement.
///
/// Larger pictures have more halvings; channels double up to eight times the first.
public final class StyleNetwork extends Block {
  private static final double SLOPE = 0.2;
  private static final double STD = 0.02;
  private static final int LAST = 4;
  private static final int WIDEST = 8;

  private final int resolution;
  private final List<Conv2d> convolutions = new ArrayList<>();
  private final List<BatchNorm2d> norms = new ArrayList<>();
  private final Conv2d a1;
  private final BatchNorm2d an1;
  private final Conv2d a2;
  private final BatchNorm2d an2;
  private final Conv2d a3;
  private final BatchNorm2d an3;
  private final Linear head;

  /// @param resolution side of the pictures, a power of two from 16 on
  /// @param noise width of z
  public StyleNetwork(int width, int resolution, int noise, Rng rng) {
    if (resolution < 16 || Integer.bitCount(resolution) != 1) {
      throw new IllegalArgumentException(
          "resolution: " + resolution + "; expected a power of two from 16 on");
    }
    this.resolution = resolution;
    int halvings = Integer.numberOfTrailingZeros(resolution / LAST);
    int in = 3;
    for (int i = 0; i < halvings; i++) {
      int out = width * Math.min(WIDEST, 1 << i);
      convolutions.add(child("c" + (i + 1), new Conv2d(rng, in, out, 4, 2, 1, false)));
      if (i > 0) {
        norms.add(child("n" + (i + 1), new BatchNorm2d(out)));
      }
      in = out;
    }
    int inner = Math.max(1, in / 4);
    a1 = child("a1", new Conv2d(rng, in, inner, 1, 1, 0, false));
    an1 = child("an1", new BatchNorm2d(inner));
    a2 = child("a2", new Conv2d(rng, inner, inner, 3, 1, 1, false));
    an2 = child("an2", new BatchNorm2d(inner));
    a3 = child("a3", new Conv2d(rng, inner, in, 3, 1, 1, false));
    an3 = child("an3", new BatchNorm2d(in));
    head = child("head", new Linear(rng, in * LAST * LAST, noise));
    named()
        .forEach(
            (name, parameter) -> {
              Tensor weight = parameter.tensor();
              if (parameter.trainable() && weight.rank() == 4) {
                Init.normal(weight, 0, STD, rng);
              } else if (parameter.trainable() && weight.rank() == 1 && name.endsWith("weight")) {
                Init.normal(weight, 1, STD, rng);
              }
            });
  }

  /// @param pictures `[N, 3, R, R]` in [−1, 1]
  /// @return noise `[N, Z]`
  public Tensor forward(Tensor pictures) {
    pictures.requireShape("the pictures", -1, 3, resolution, resolution);
    long count = pictures.size(0);
    Tensor h =
        Functional.leakyReluInPlace(
            convolutions.getFirst().forward(pictures), SLOPE); // [N, D, S, S]
    for (int i = 1; i < convolutions.size(); i++) {
      h = norms.get(i - 1).forward(convolutions.get(i).forward(h)); // [N, C', S/2, S/2]
      // As in the discriminator, the last two go without: the residual block follows.
      if (i < convolutions.size() - 2) {
        h = Functional.leakyReluInPlace(h, SLOPE);
      }
    }
    Tensor r = Functional.leakyReluInPlace(an1.forward(a1.forward(h)), SLOPE); // [N, C/4, 4, 4]
    r = Functional.leakyReluInPlace(an2.forward(a2.forward(r)), SLOPE);
    r = an3.forward(a3.forward(r)); // [N, C, 4, 4]
    h = Functional.leakyReluInPlace(r.plus(h), SLOPE);
    return head.forward(h.reshape(count, -1)); // [N, Z]
  }
}

package dev.limn.model.onestage;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Parameter;
import java.util.Optional;

/// Doubles the side of feature maps and fuses the condition into them twice (DF-GAN, §3.2, "UpBlock
/// and DFBlock"): nearest enlargement, then a shortcut plus fusion, 3×3 convolution, fusion, 3×3
/// convolution.
///
/// Three things are done before the enlargement that the paper does after it, with the same result
/// and a quarter of the work: the shortcut's 1×1 convolution, the first fusion, and the first 3×3
/// convolution, which with the enlargement before it is one transposed convolution of 4×4 (its four
/// taps are sums of the nine).
final class UpBlock extends Block {
  private final Fusion fuse1;
  private final Conv2d c1;
  private final Parameter c1Bias;
  private final Fusion fuse2;
  private final Conv2d c2;
  private final Optional<Conv2d> shortcut;

  UpBlock(Rng rng, int condition, int in, int out) {
    fuse1 = child("fuse1", new Fusion(rng, condition, in));
    c1 = child("c1", new Conv2d(rng, in, out, 3, 1, 1, true));
    c1Bias = c1.named().get("bias");
    fuse2 = child("fuse2", new Fusion(rng, condition, out));
    c2 = child("c2", new Conv2d(rng, out, out, 3, 1, 1, true));
    shortcut =
        in == out
            ? Optional.empty()
            : Optional.of(child("shortcut", new Conv2d(rng, in, out, 1, 1, 0, true)));
  }

  /// @param x `[N, in, S, S]`
  /// @param condition `[N, K]`
  /// @return `[N, out, 2·S, 2·S]`
  Tensor forward(Tensor x, Tensor condition) {
    int side = Math.toIntExact(2 * x.size(2));
    Tensor skipped = shortcut.map(conv -> conv.forward(x)).orElse(x); // [N, out, S, S]
    Tensor h = enlarge(fuse1.forward(x, condition)); // [N, out, 2·S, 2·S]
    h = c2.forward(fuse2.forward(h, condition));
    return Functional.upsampleNearest(skipped, side, side).plus(h); // [N, out, 2·S, 2·S]
  }

  /// Nearest enlargement and c1 in one: `[N, in, S, S] → [N, out, 2·S, 2·S]`.
  private Tensor enlarge(Tensor x) {
    Tensor turned = c1.weight().flip(2, 3).transpose(0, 1); // [in, out, 3, 3]
    Tensor taps = Functional.avgPool2d(Functional.pad(turned, 1, 1, 1, 1, 0), 2, 1).times(4);
    return Functional.convTranspose2d(x, taps, c1Bias.tensor(), 2, 1, 0); // taps [in, out, 4, 4]
  }
}

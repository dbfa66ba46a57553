package dev.limn.model.dfgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
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
  private static final float[] SUMS = sums();

  private final DfBlock fuse1;
  private final Conv2d c1;
  private final Parameter c1Bias;
  private final DfBlock fuse2;
  private final Conv2d c2;
  private final Optional<Conv2d> shortcut;

  UpBlock(Rng rng, int condition, int in, int out) {
    fuse1 = child("fuse1", new DfBlock(rng, condition, in));
    c1 = child("c1", new Conv2d(rng, in, out, 3, 1, 1, true));
    c1Bias = c1.named().get("bias");
    fuse2 = child("fuse2", new DfBlock(rng, condition, out));
    c2 = child("c2", new Conv2d(rng, out, out, 3, 1, 1, true));
    shortcut =
        in == out
            ? Optional.empty()
            : Optional.of(child("shortcut", new Conv2d(rng, in, out, 1, 1, 0, true)));
  }

  DfBlock fuse1() {
    return fuse1;
  }

  Conv2d c1() {
    return c1;
  }

  DfBlock fuse2() {
    return fuse2;
  }

  Conv2d c2() {
    return c2;
  }

  Optional<Conv2d> shortcut() {
    return shortcut;
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
    Tensor taps = taps(c1.weight()); // [in, out, 4, 4]
    return Functional.convTranspose2d(x, taps, c1Bias.tensor(), 2, 1, 0); // [N, out, 2·S, 2·S]
  }

  /// The 4×4 taps of the transposed convolution that enlarges and convolves at once: one matrix
  /// product between two copies that keep rows of channels together, which takes a twentieth of the
  /// time of sums of single taps.
  ///
  /// @param weight `[out, in, 3, 3]`, channels-last
  /// @return `[in, out, 4, 4]`, channels-last, float32 whatever the precision around it
  static Tensor taps(Tensor weight) {
    long out = weight.size(0);
    long in = weight.size(1);
    try (var _ = Precision.FLOAT32.on(weight.device())) {
      Tensor rows = weight.permute(0, 2, 3, 1).reshape(out, 9 * in); // [out, 9·in]
      Tensor nine = rows.transpose(0, 1).reshape(9, in * out); // [9, in·out]
      Tensor sixteen = Tensors.of(SUMS, 16, 9).to(weight.device()).matmul(nine); // [16, in·out]
      return sixteen.reshape(4, 4, in, out).permute(2, 3, 0, 1).channelsLast(); // [in, out, 4, 4]
    }
  }

  /// Which of the nine taps each of the sixteen is the sum of. Along one side the four are the
  /// third, the third and the second, the second and the first, and the first.
  private static float[] sums() {
    float[][] side = {{0, 0, 1}, {0, 1, 1}, {1, 1, 0}, {1, 0, 0}};
    var sums = new float[16 * 9];
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 9; j++) {
        sums[9 * i + j] = side[i / 4][j / 3] * side[i % 4][j % 3];
      }
    }
    return sums;
  }
}

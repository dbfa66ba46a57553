package dev.limn.model.reed;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.BatchNorm1d;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Judges pairs of picture and text (Reed et al. 2016, §4; layers of the released code).
///
/// Pictures beyond the paper's 64×64 pass a convolution of a part of the width for each halving
/// down to 32×32; behind it the layers keep their names and shapes.
///
/// The work is split in two: [#features] sees the picture alone, [#judge] joins the text to it at
/// 4×4. A real picture that is judged with its own and with a mismatched text thus passes the
/// expensive part once.
public final class ReedDiscriminator extends Block {
  private static final double SLOPE = 0.2;
  private final int resolution;
  private final List<Conv2d> larger = new ArrayList<>();
  private final List<BatchNorm2d> norms = new ArrayList<>();
  private final Conv2d c2;
  private final BatchNorm2d n2;
  private final Conv2d c3;
  private final BatchNorm2d n3;
  private final Conv2d c4;
  private final BatchNorm2d n4;
  private final Residual a;
  private final Linear text;
  private final Optional<BatchNorm1d> textNorm;
  private final Conv2d c5;
  private final BatchNorm2d n5;
  private final Conv2d c6;
  private final int textFeatures;

  /// @param conditionWidth width of the text embedding
  public ReedDiscriminator(ReedConfig config, int conditionWidth, Rng rng) {
    int width = config.discriminatorWidth();
    textFeatures = config.textFeatures();
    resolution = config.resolution();
    int channels = 3;
    for (int i = config.doublings(); i >= 0; i--) {
      int wider = width >> i;
      String suffix = i == 0 ? "1" : "_down" + i;
      larger.add(child("c" + suffix, new Conv2d(rng, channels, wider, 4, 2, 1, false)));
      if (i < config.doublings()) {
        norms.add(child("n" + suffix, new BatchNorm2d(wider)));
      }
      channels = wider;
    }
    c2 = child("c2", new Conv2d(rng, width, 2 * width, 4, 2, 1, false));
    n2 = child("n2", new BatchNorm2d(2 * width));
    c3 = child("c3", new Conv2d(rng, 2 * width, 4 * width, 4, 2, 1, false));
    n3 = child("n3", new BatchNorm2d(4 * width));
    c4 = child("c4", new Conv2d(rng, 4 * width, 8 * width, 4, 2, 1, false));
    n4 = child("n4", new BatchNorm2d(8 * width));
    a = child("a", new Residual(rng, 8 * width, 2 * width, SLOPE));
    text = child("text", new Linear(rng, conditionWidth, textFeatures));
    textNorm =
        config.textNorm()
            ? Optional.of(child("text_norm", new BatchNorm1d(textFeatures)))
            : Optional.empty();
    c5 = child("c5", new Conv2d(rng, 8 * width + textFeatures, 8 * width, 1, 1, 0, false));
    n5 = child("n5", new BatchNorm2d(8 * width));
    c6 = child("c6", new Conv2d(rng, 8 * width, 1, 4, 1, 0, false));
    ReedInit.initialise(this, rng);
  }

  /// @param pictures `[N, 3, R, R]` in [−1, 1]
  /// @return features `[N, 8·D, 4, 4]`
  public Tensor features(Tensor pictures) {
    pictures.requireShape("the pictures", -1, 3, resolution, resolution);
    Tensor h = Functional.leakyReluInPlace(larger.get(0).forward(pictures), SLOPE);
    for (int i = 0; i < norms.size(); i++) {
      h = norms.get(i).forward(larger.get(i + 1).forward(h)); // half the side, twice the channels
      h = Functional.leakyReluInPlace(h, SLOPE); // at the end [N, D, 32, 32]
    }
    h = Functional.leakyReluInPlace(n2.forward(c2.forward(h)), SLOPE); // [N, 2·D, 16, 16]
    h = n3.forward(c3.forward(h)); // [N, 4·D, 8, 8]
    h = n4.forward(c4.forward(h)); // [N, 8·D, 4, 4]
    return a.forward(h);
  }

  /// @param features of [#features]
  /// @param embedding `[N, conditionWidth]`
  /// @return logits `[N]`, positive for real pictures with matching text
  public Tensor logits(Tensor features, Tensor embedding) {
    long count = features.size(0);
    embedding.requireShape("the text embedding", count, text.weight().size(1));
    Tensor projected = text.forward(embedding); // [N, T]
    Tensor t =
        Functional.leakyRelu(
            textNorm.map(norm -> norm.forward(projected)).orElse(projected), SLOPE);
    Tensor everywhere =
        t.to(features.dtype())
            .reshape(count, textFeatures, 1, 1)
            .expand(count, textFeatures, 4, 4); // [N, T, 4, 4]
    Tensor h = Tensors.cat(1, features, everywhere.channelsLast()); // [N, 8·D + T, 4, 4]
    h = Functional.leakyReluInPlace(n5.forward(c5.forward(h)), SLOPE); // [N, 8·D, 4, 4]
    return c6.forward(h).reshape(count); // [N]
  }
}

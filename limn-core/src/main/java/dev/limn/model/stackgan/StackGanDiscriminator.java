package dev.limn.model.stackgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;

/// Judges pairs of picture and text in one stage (Zhang et al. 2017, §3.3 and §3.4; layers of the
/// released code): convolutions halve the side down to 4×4, where the text is joined. The second
/// stage's has more of them, and 1×1 convolutions that bring the channels back to eight times the
/// width.
///
/// The work is split in two: [#features] sees the picture alone, [#judge] joins the text to it. A
/// real picture that is judged with its own and with a mismatched text thus passes the expensive
/// part once.
public final class StackGanDiscriminator extends Block {
  private static final double SLOPE = 0.2;

  private final int side;
  private final int most;
  private final int textFeatures;
  private final Conv2d first;
  private final List<Step> trunk = new ArrayList<>();
  private final Bottleneck residual;
  private final Linear text;
  private final ConvNorm join;
  private final Conv2d output;

  private record Step(Layer layer, boolean active) {}

  /// @param config whose stage says which one it judges
  /// @param conditionWidth width of the text embedding
  public StackGanDiscriminator(StackGanConfig config, int conditionWidth, Rng rng) {
    int width = config.discriminatorWidth();
    side = config.side();
    textFeatures = config.textFeatures();
    first = child("first", new Conv2d(rng, 3, width, 4, 2, 1, false));
    int halvings = Integer.numberOfTrailingZeros(side) - 2; // to 4×4
    int widest = width << (halvings - 1);
    most = Math.min(widest, 8 * width);
    int channels = width;
    for (int i = 1; i < halvings; i++) {
      // released so: in the plain trunk the last two have no activation of their own
      boolean active = widest > most || i < halvings - 2;
      add(ConvNorm.halving(rng, channels, 2 * channels), active);
      channels *= 2;
    }
    while (channels > most) {
      add(new ConvNorm(rng, channels, channels / 2, 1, 1, 0), channels / 2 > most);
      channels /= 2;
    }
    residual = child("residual", new Bottleneck(rng, most, SLOPE));
    text = child("text", new Linear(rng, conditionWidth, textFeatures));
    join = child("join", new ConvNorm(rng, most + textFeatures, most, 1, 1, 0));
    output = child("output", new Conv2d(rng, most, 1, 4, 1, 0, false));
    StackGanInit.initialise(this, rng);
  }

  private void add(ConvNorm layer, boolean active) {
    trunk.add(new Step(child("trunk" + (trunk.size() + 1), layer), active));
  }

  /// @param pictures `[N, 3, S, S]` in [−1, 1]
  /// @return features `[N, F, 4, 4]`
  public Tensor features(Tensor pictures) {
    pictures.requireShape("the pictures", -1, 3, side, side);
    Tensor h = Functional.leakyReluInPlace(first.forward(pictures), SLOPE); // [N, D, S/2, S/2]
    for (Step step : trunk) {
      h = step.layer().forward(h); // half the side, or half the channels
      h = step.active() ? Functional.leakyReluInPlace(h, SLOPE) : h;
    }
    return residual.forward(h); // [N, F, 4, 4]
  }

  /// @param features of [#features]
  /// @param embedding `[N, conditionWidth]`
  /// @return logits `[N]`, positive for real pictures with matching text
  public Tensor logits(Tensor features, Tensor embedding) {
    long count = features.size(0);
    embedding.requireShape("the text embedding", count, text.weight().size(1));
    Tensor t = Functional.leakyRelu(text.forward(embedding), SLOPE); // [N, T]
    Tensor everywhere =
        t.to(features.dtype())
            .reshape(count, textFeatures, 1, 1)
            .expand(count, textFeatures, 4, 4); // [N, T, 4, 4]
    Tensor h = Tensors.cat(1, features, everywhere.channelsLast()); // [N, F + T, 4, 4]
    h = Functional.leakyReluInPlace(join.forward(h), SLOPE); // [N, F, 4, 4]
    return output.forward(h).reshape(count); // [N]
  }
}

package dev.limn.model.stackgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.BatchNorm1d;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;

/// Sketches shapes and colours at 32×32 or 64×64 (Zhang et al. 2017, §3.3; layers of the released
/// code): condition and noise become 4×4 maps, which nearest enlargement and 3×3 convolutions grow,
/// with residual blocks at 4×4 and 8×8.
final class StageOneGenerator extends StageGenerator {
  private final int noise;
  private final int widest;
  private final Conditioning conditioning;
  private final Linear start;
  private final BatchNorm1d startNorm;
  private final Bottleneck a;
  private final Bottleneck b;
  private final List<ConvNorm> up = new ArrayList<>();
  private final Conv2d picture;

  /// @param conditionWidth width of the text embedding
  StageOneGenerator(StackGanConfig config, int conditionWidth, Rng rng) {
    noise = config.noise();
    widest = 8 * config.generatorWidth();
    conditioning =
        child("conditioning", new Conditioning(rng, conditionWidth, config.conditioning()));
    start = child("start", new Linear(rng, config.conditioning() + noise, 16 * widest, false));
    startNorm = child("start_norm", new BatchNorm1d(16 * widest));
    a = child("a", new Bottleneck(rng, widest, 0));
    b = child("b", new Bottleneck(rng, widest / 2, 0));
    int channels = widest;
    for (int side = 8; side < config.lowResolution(); side *= 2) {
      up.add(child("up" + (up.size() + 1), ConvNorm.same(rng, channels, channels / 2)));
      channels /= 2;
    }
    picture = child("picture", new Conv2d(rng, channels, 3, 3, 1, 1, false));
    StackGanInit.initialise(this, rng);
  }

  @Override
  Drawn forward(Tensor z, Tensor epsilon, Tensor embedding) {
    long count = z.size(0);
    z.requireShape("z", -1, noise);
    Conditioning.Drawn condition = conditioning.forward(embedding, epsilon);
    Tensor h = start.forward(Tensors.cat(1, condition.value(), z)); // [N, 8·G·16]
    h = startNorm.forward(h).reshape(count, widest, 4, 4).channelsLast(); // [N, 8·G, 4, 4]
    h = a.forward(h);
    for (ConvNorm conv : up) {
      h = conv.forward(doubled(h)); // [N, C/2, 2·S, 2·S]
      // the residual block brings the activation itself
      h = conv == up.getFirst() ? b.forward(h) : Functional.reluInPlace(h);
    }
    Tensor drawn = Functional.pictureTanh(picture.forward(doubled(h))); // [N, 3, L, L]
    return new Drawn(drawn, condition.divergence());
  }

  /// `[N, C, S, S] → [N, C, 2·S, 2·S]`.
  static Tensor doubled(Tensor x) {
    int side = Math.toIntExact(2 * x.size(2));
    return Functional.upsampleNearest(x, side, side);
  }
}

package dev.limn.model.stackgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Conv2d;
import java.util.ArrayList;
import java.util.List;

/// Redraws the first stage's pictures at two or four times their side (Zhang et al. 2017, §3.4;
/// layers of the released code): the sketch is coded at a quarter of its side, joined there with a
/// condition that is drawn from the sentence once more, passed through residual blocks, and grown.
final class StageTwoGenerator extends StageGenerator {
  private final int side;
  private final Conditioning conditioning;
  private final Conv2d code1;
  private final ConvNorm code2;
  private final ConvNorm code3;
  private final ConvNorm join;
  private final List<Residual> residuals = new ArrayList<>();
  private final List<ConvNorm> up = new ArrayList<>();
  private final Conv2d picture;

  /// @param conditionWidth width of the text embedding
  StageTwoGenerator(StackGanConfig config, int conditionWidth, Rng rng) {
    int width = config.generatorWidth();
    side = config.lowResolution();
    conditioning =
        child("conditioning", new Conditioning(rng, conditionWidth, config.conditioning()));
    code1 = child("code1", new Conv2d(rng, 3, width, 3, 1, 1, false));
    code2 = child("code2", ConvNorm.halving(rng, width, 2 * width));
    code3 = child("code3", ConvNorm.halving(rng, 2 * width, 4 * width));
    join = child("join", ConvNorm.same(rng, 4 * width + config.conditioning(), 4 * width));
    for (int i = 1; i <= config.residualBlocks(); i++) {
      residuals.add(child("residual" + i, new Residual(rng, 4 * width)));
    }
    int channels = 4 * width;
    for (int at = side / 4; at < config.resolution(); at *= 2) {
      int out = Math.max(1, channels / 2);
      up.add(child("up" + (up.size() + 1), ConvNorm.same(rng, channels, out)));
      channels = out;
    }
    picture = child("picture", new Conv2d(rng, channels, 3, 3, 1, 1, false));
    StackGanInit.initialise(this, rng);
  }

  @Override
  Drawn forward(Tensor sketch, Tensor epsilon, Tensor embedding) {
    long count = sketch.size(0);
    sketch.requireShape("the first stage's pictures", -1, 3, side, side);
    Conditioning.Drawn condition = conditioning.forward(embedding, epsilon);
    Tensor h = Functional.reluInPlace(code1.forward(sketch.channelsLast())); // [N, G, L, L]
    h = Functional.reluInPlace(code2.forward(h)); // [N, 2·G, L/2, L/2]
    h = Functional.reluInPlace(code3.forward(h)); // [N, 4·G, L/4, L/4]
    Tensor everywhere =
        condition
            .value()
            .to(h.dtype())
            .reshape(count, -1, 1, 1)
            .expand(count, epsilon.size(1), side / 4, side / 4); // [N, C, L/4, L/4]
    h = Tensors.cat(1, h, everywhere.channelsLast()); // [N, 4·G + C, L/4, L/4]
    h = Functional.reluInPlace(join.forward(h)); // [N, 4·G, L/4, L/4]
    for (Residual residual : residuals) {
      h = residual.forward(h);
    }
    for (ConvNorm conv : up) {
      h = Functional.reluInPlace(conv.forward(StageOneGenerator.doubled(h))); // [N, C/2, 2·S, 2·S]
    }
    Tensor drawn = Functional.pictureTanh(picture.forward(h)); // [N, 3, R, R]
    return new Drawn(drawn, condition.divergence());
  }
}

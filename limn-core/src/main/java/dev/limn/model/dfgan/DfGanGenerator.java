package dev.limn.model.dfgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Draws from noise and text in one stage (DF-GAN, §3.2): z becomes 4×4 feature maps, and blocks
/// that are steered by z and text double their side up to the picture's. No norm anywhere.
public final class DfGanGenerator extends Block {
  static final double SLOPE = 0.2;
  static final int START = 4;

  private final DfGanConfig config;
  private final int conditionWidth;
  private final Linear start;
  private final List<UpBlock> blocks = new ArrayList<>();
  private final Conv2d picture;
  private final Optional<Whitening> whitening;

  /// @param conditionWidth width of the text embedding
  public DfGanGenerator(DfGanConfig config, int conditionWidth, Rng rng) {
    this.config = config;
    this.conditionWidth = conditionWidth;
    int[] channels = config.generatorChannels();
    int condition = config.selfModulation() ? config.noise() + conditionWidth : conditionWidth;
    start = child("start", new Linear(rng, config.noise(), channels[0] * START * START));
    for (int i = 1; i < channels.length; i++) {
      blocks.add(child("block" + i, new UpBlock(rng, condition, channels[i - 1], channels[i])));
    }
    whitening =
        config.whitening() > 0
            ? Optional.of(child("whitening", new Whitening(conditionWidth)))
            : Optional.empty();
    picture = child("picture", new Conv2d(rng, config.generatorWidth(), 3, 3, 1, 1, true));
  }

  /// Takes from the data what only depends on its sentences.
  ///
  /// @param text `[N, conditionWidth]`, of some thousand sentences
  void measure(Supplier<Tensor> text) {
    whitening.ifPresent(own -> own.measure(text.get(), config.whitening()));
  }

  /// Sentences as both networks see them: `[N, conditionWidth] → [N, conditionWidth]`.
  Tensor read(Tensor text) {
    return whitening.map(own -> own.forward(text)).orElse(text);
  }

  DfGanConfig config() {
    return config;
  }

  int conditionWidth() {
    return conditionWidth;
  }

  Linear start() {
    return start;
  }

  List<UpBlock> blocks() {
    return List.copyOf(blocks);
  }

  Conv2d picture() {
    return picture;
  }

  /// @param z `[N, noise]`
  /// @param text `[N, conditionWidth]`, as [#read] has it
  /// @return pictures `[N, 3, R, R]` in [−1, 1]
  public Tensor forward(Tensor z, Tensor text) {
    long count = z.size(0);
    z.requireShape("z", -1, config.noise());
    text.requireShape("the text embedding", count, conditionWidth);
    Tensor condition = config.selfModulation() ? Tensors.cat(1, z, text) : text; // [N, Z + W]
    Tensor h = start.forward(z).reshape(count, -1, START, START).channelsLast(); // [N, C, 4, 4]
    for (UpBlock block : blocks) {
      h = block.forward(h, condition); // [N, C', 2·S, 2·S]
    }
    h = picture.forward(Functional.leakyReluInPlace(h, SLOPE));
    return Functional.pictureTanh(h); // [N, 3, R, R]
  }
}

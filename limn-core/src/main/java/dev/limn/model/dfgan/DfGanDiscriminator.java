package dev.limn.model.dfgan;

import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Sequential;
import java.util.Optional;

/// Judges pairs of picture and text with one output (DF-GAN, §3.1 and §3.3): real *and* matching,
/// or not.
///
/// The work is split in two: [#features] sees the picture alone, [#judge] joins the text to it at
/// 4×4. A real picture that is judged with its own and with a mismatched text thus passes the
/// expensive part once. No norm but spectral norm, so every picture's logit is its own.
public final class DfGanDiscriminator extends Block {
  private static final int HEAD_FACTOR = 2;
  private static final int LAST = 4;

  private final DfGanConfig config;
  private final int conditionWidth;
  private final Layer first;
  private final Sequential trunk;
  private final Layer join;
  private final Layer output;
  private final Optional<ContrastiveHead> matcher;

  /// @param conditionWidth width of the text embedding
  public DfGanDiscriminator(DfGanConfig config, int conditionWidth, Rng rng) {
    this.config = config;
    this.conditionWidth = conditionWidth;
    boolean spectral = config.spectralNorm();
    int width = config.discriminatorWidth();
    int[] channels = config.discriminatorChannels();
    first = child("first", DownBlock.conv(rng, new Conv2d(rng, 3, width, 3, 1, 1, true), spectral));
    var blocks = new Layer[channels.length - 1];
    for (int i = 1; i < channels.length; i++) {
      blocks[i - 1] = new DownBlock(rng, channels[i - 1], channels[i], config);
    }
    trunk = child("trunk", new Sequential(blocks));
    int joined = channels[channels.length - 1] + conditionWidth;
    int head = HEAD_FACTOR * width;
    join =
        child("join", DownBlock.conv(rng, new Conv2d(rng, joined, head, 3, 1, 1, false), spectral));
    output =
        child("output", DownBlock.conv(rng, new Conv2d(rng, head, 1, LAST, 1, 0, false), spectral));
    matcher =
        config.contrast() > 0
            ? Optional.of(
                child(
                    "matcher",
                    new ContrastiveHead(rng, channels[channels.length - 1], conditionWidth)))
            : Optional.empty();
  }

  /// Takes from the data what only depends on its sentences.
  ///
  /// @param text `[N, conditionWidth]`, of some thousand sentences
  void measure(Tensor text) {
    matcher.ifPresent(own -> own.measure(text));
  }

  /// What it costs that pictures are not told from their sentences ([ContrastiveHead]), in nats.
  /// There has to be a contrastive loss.
  ///
  /// @param features of [#features]
  /// @param own `[N, conditionWidth]`
  /// @param others `[M, conditionWidth]`
  Tensor contrast(Tensor features, Tensor own, Tensor others) {
    return matcher.orElseThrow().loss(features, own, others);
  }

  /// @param pictures `[N, 3, R, R]` in [−1, 1]
  /// @return features `[N, C, 4, 4]`
  public Tensor features(Tensor pictures) {
    pictures.requireShape("the pictures", -1, 3, config.resolution(), config.resolution());
    return trunk.forward(first.forward(pictures)); // [N, C, 4, 4]
  }

  /// @param features of [#features]
  /// @param text `[N, conditionWidth]`
  /// @return logits `[N]`, positive for real pictures with matching text
  public Tensor logits(Tensor features, Tensor text) {
    long count = features.size(0);
    text.requireShape("the text embedding", count, conditionWidth);
    Tensor everywhere =
        text.to(features.dtype())
            .reshape(count, conditionWidth, 1, 1)
            .expand(count, conditionWidth, LAST, LAST); // [N, W, 4, 4]
    Tensor h = Tensors.cat(1, features, everywhere.channelsLast()); // [N, C + W, 4, 4]
    h = Functional.leakyReluInPlace(join.forward(h), DfGanGenerator.SLOPE); // [N, H, 4, 4]
    return output.forward(h).reshape(count); // [N]
  }
}

package dev.limn.text.damsm;

import dev.limn.text.Lengths;
import dev.limn.text.SequenceReversal;
import dev.limn.text.TextException;
import dev.limn.text.Vocabulary;
import dev.limn.text.WordTower;
import dev.limn.torch.DType;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Embedding;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Lstm;
import dev.limn.torch.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The text side of AttnGAN's deep attentional multimodal similarity model (Xu et al. 2018, arXiv
/// 1711.10485, §3.2): a long short-term memory in both directions. A word is the two states at its
/// place, the sentence the two states at its ends. INT64 `[N, T] → [N, width]`, padded with 0 on
/// the right.
///
/// The vector of a sentence has length √width, whatever the state's, so that scalar products are
/// the cosines that were learnt; then the mean over the training captions is taken from it.
public final class DamsmTower extends WordTower {
  /// The name in a saved encoder.
  public static final String ARCHITECTURE = "damsm";

  private static final double BOUND = 0.1;

  /// The network's sizes.
  ///
  /// @param embedding of a word: 300 in the paper's program
  /// @param width of words and sentences, half of it for each direction: 256
  /// @param longest words of a caption that are read; the rest is cut off. The paper's program
  ///   takes 18 of a longer one, drawn anew each time
  public record Sizes(int embedding, int width, int longest) {
    public Sizes {
      between("embedding", embedding, 1, 8192);
      between("width", width, 2, 8192);
      between("longest", longest, 1, 10_000);
      if (width % 2 != 0) {
        throw new TextException(
            String.format(
                Locale.ROOT, "width %d of a damsm encoder; expected an even number", width));
      }
    }
  }

  /// What is known of captions.
  ///
  /// @param words `[N, T, width]`; of no account behind a caption's end
  /// @param present BOOL `[N, T]`, where there is a word
  /// @param sentences `[N, width]`
  record Reads(Tensor words, Tensor present, Tensor sentences) {}

  private final Sizes sizes;
  private final Embedding embedding;
  private final Lstm forward;
  private final Lstm backward;
  private final Parameter centre;
  private final Parameter scale;

  /// Embeddings U(±.1), the rest as PyTorch draws it.
  public DamsmTower(Vocabulary vocabulary, Sizes sizes, Rng rng) {
    super(vocabulary, sizes.longest(), 0);
    this.sizes = sizes;
    embedding = child("embedding", new Embedding(rng, vocabulary.size(), sizes.embedding()));
    Init.uniform(embedding.weight(), -BOUND, BOUND, rng);
    forward = child("forward", new Lstm(rng, sizes.embedding(), sizes.width() / 2, false));
    backward = child("backward", new Lstm(rng, sizes.embedding(), sizes.width() / 2, false));
    try (var _ = Scope.open()) {
      centre = buffer("centre", Tensors.zeros(sizes.width()));
      scale = buffer("scale", Tensors.ones(1));
    }
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, Object> sizes() {
    var named = new LinkedHashMap<String, Object>();
    named.put("embedding", sizes.embedding());
    named.put("width", sizes.width());
    named.put("longest", sizes.longest());
    return named;
  }

  @Override
  public int width() {
    return sizes.width();
  }

  /// Words and sentences as the states are.
  ///
  /// @param words INT64 `[N, T]`
  /// @param dropout share of the numbers of the embedded words that become 0
  Reads read(Tensor words, double dropout, Rng rng) {
    Tensor embedded = embedding.forward(words); // [N, T, E]
    return read(words, dropout > 0 ? Functional.dropout(embedded, dropout, rng) : embedded);
  }

  private Reads read(Tensor words, Tensor embedded) {
    long steps = words.size(1);
    Tensor lengths = SequenceReversal.lengths(words); // [N]
    Tensor turn = SequenceReversal.index(lengths, steps).unsqueeze(2); // [N, T, 1]
    Tensor turned = along(embedded, turn); // [N, T, E]
    Tensor ahead = forward.forward(embedded); // [N, T, H]
    Tensor back = backward.forward(turned); // [N, T, H]
    Tensor states = Tensors.cat(2, ahead, along(back, turn)); // [N, T, W]
    Tensor end = lengths.minus(1).to(DType.INT64).view(-1, 1, 1); // [N, 1, 1]
    Tensor ends = along(Tensors.cat(2, ahead, back), end).squeeze(1); // [N, W]
    return new Reads(states, words.ne(Vocabulary.PAD), ends);
  }

  /// Rows of the second dimension that an index `[N, K, 1]` names: `[N, T, D] → [N, K, D]`.
  private static Tensor along(Tensor x, Tensor index) {
    return x.gather(1, index.expand(x.size(0), index.size(1), x.size(2)));
  }

  @Override
  public Tensor forward(Tensor words) {
    words.requireShape("words", -1, -1);
    Tensor unit = Lengths.unit(read(words, embedding.forward(words)).sentences()); // [N, W]
    Tensor sentences = unit.times(Math.sqrt(sizes.width())).to(DType.FLOAT32); // [N, W]
    return sentences.minus(centre.tensor()).div(scale.tensor()); // [N, W]
  }

  @Override
  public void normalise(Tensor mean, double factor) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      centre.tensor().addInPlace(mean.times(scale.tensor()));
      scale.tensor().timesInPlace(factor);
    }
  }
}

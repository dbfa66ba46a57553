package dev.limn.text.joint;

import dev.limn.text.Vocabulary;
import dev.limn.text.WordTower;
import dev.limn.torch.DType;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Embedding;
import dev.limn.torch.nn.Gru;
import dev.limn.torch.nn.Linear;
import java.util.LinkedHashMap;
import java.util.Map;

/// A word-level text tower for small data: embedding, one gated recurrent layer, the mean of its
/// outputs over the words, a linear head. INT64 `[N, T] → [N, width]`, padded with 0 on the right.
///
/// Words are fewer than characters and carry more each, so a few thousand captioned pictures are
/// enough. Names in the state dictionary: `embedding`, `gru`, `head`.
public final class WordGru extends WordTower {
  /// The name in a saved encoder.
  public static final String ARCHITECTURE = "word-gru";

  /// The network's sizes.
  ///
  /// @param embedding of a word
  /// @param hidden of the recurrent layer
  /// @param width of the output
  /// @param longest words of a caption that are read; the rest is cut off
  public record Sizes(int embedding, int hidden, int width, int longest) {
    public Sizes {
      between("embedding", embedding, 1, 8192);
      between("hidden", hidden, 1, 8192);
      between("width", width, 1, 8192);
      between("longest", longest, 1, 10_000);
    }

    /// 128, 256, 256, and at most 40 words.
    public static final Sizes DEFAULT = new Sizes(128, 256, 256, 40);
  }

  private final Sizes sizes;
  private final Embedding embedding;
  private final Gru gru;
  private final Linear head;

  /// Weights as PyTorch draws them.
  public WordGru(Vocabulary vocabulary, Sizes sizes, Rng rng) {
    super(vocabulary, sizes.longest(), 0);
    this.sizes = sizes;
    embedding = child("embedding", new Embedding(rng, vocabulary.size(), sizes.embedding()));
    gru = child("gru", new Gru(rng, sizes.embedding(), sizes.hidden(), false));
    head = child("head", new Linear(rng, sizes.hidden(), sizes.width()));
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, Object> sizes() {
    var named = new LinkedHashMap<String, Object>();
    named.put("embedding", sizes.embedding());
    named.put("hidden", sizes.hidden());
    named.put("width", sizes.width());
    named.put("longest", sizes.longest());
    return named;
  }

  @Override
  public int width() {
    return sizes.width();
  }

  @Override
  public Tensor forward(Tensor words) {
    words.requireShape("words", -1, -1);
    Tensor outputs = gru.forward(embedding.forward(words)); // [N, T, hidden]
    Tensor mask = words.ne(Vocabulary.PAD).to(DType.FLOAT32).unsqueeze(2); // [N, T, 1]
    Tensor sum = outputs.times(mask).sum(false, 1); // [N, hidden]
    return head.forward(sum.div(mask.sum(false, 1).clampMin(1))); // [N, width]
  }

  @Override
  public void normalise(Tensor centre, double scale) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor bias = head.named().get("bias").tensor();
      bias.copyInPlace(bias.minus(centre).div(scale));
      head.weight().timesInPlace(1 / scale);
    }
  }
}

package dev.limn.text.skipthought;

import dev.limn.text.Lengths;
import dev.limn.text.TextException;
import dev.limn.text.Vocabulary;
import dev.limn.text.WordTower;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Skip-thought vectors (Kiros et al. 2015, arXiv 1506.06726): the state in which a recurrent unit
/// is after it has read a sentence, learnt by predicting the sentences around it from that state.
/// INT64 `[N, T] → [N, width]`, padded with 0, which is also the end of a sentence.
///
/// `uni` reads forwards; `bi` reads in both directions, half of the width each; `combined` is both,
/// one beside the other, each a model of its own, so twice as wide. Each part of a vector has the
/// same length, √ of its width, before the mean over the training sentences is taken from it.
///
/// The paper's gates are those of PyTorch's recurrent unit, which has one more vector of biases.
/// Punctuation is no word here, so the end is always read; in the released models it was in
/// training, but not in use, where the full stop stood for it.
public final class SkipThought extends WordTower {
  /// The name in a saved encoder.
  public static final String ARCHITECTURE = "skip-thought";

  /// Who reads.
  public enum Kind {
    /// Forwards.
    UNI,
    /// In both directions.
    BI,
    /// Both kinds side by side.
    COMBINED;

    /// As in settings.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(Object name) {
      for (Kind kind : values()) {
        if (kind.toString().equals(name)) {
          return kind;
        }
      }
      throw new TextException(
          "kind of a skip-thought encoder is " + name + "; expected uni, bi or combined");
    }
  }

  /// The network's sizes.
  ///
  /// @param kind who reads
  /// @param embedding of a word
  /// @param hidden width of each kind of reader: 2400 in the paper
  /// @param longest words of a sentence that are read; the rest is cut off
  public record Sizes(Kind kind, int embedding, int hidden, int longest) {
    public Sizes {
      between("embedding", embedding, 1, 8192);
      between("hidden", hidden, 1, 8192);
      between("longest", longest, 1, 10_000);
      if (kind != Kind.UNI && hidden % 2 != 0) {
        throw new TextException(
            String.format(
                Locale.ROOT,
                "hidden %d of a skip-thought encoder of kind %s; expected an even number",
                hidden,
                kind));
      }
    }
  }

  private final Sizes sizes;
  private final List<SkipThoughtReader> readers = new ArrayList<>();
  private final Parameter centre;
  private final Parameter scale;

  /// Weights as the paper draws them.
  public SkipThought(Vocabulary vocabulary, Sizes sizes, Rng rng) {
    super(vocabulary, sizes.longest(), 1);
    this.sizes = sizes;
    for (Kind kind : Kind.values()) {
      if (kind != Kind.COMBINED && (sizes.kind() == kind || sizes.kind() == Kind.COMBINED)) {
        var reader =
            new SkipThoughtReader(
                rng, vocabulary.size(), sizes.embedding(), sizes.hidden(), kind == Kind.BI);
        readers.add(child(kind.toString(), reader));
      }
    }
    try (var _ = Scope.open()) {
      centre = buffer("centre", Tensors.zeros(width()));
      scale = buffer("scale", Tensors.ones(1));
    }
  }

  /// The readers, one for each part of a vector.
  List<SkipThoughtReader> readers() {
    return List.copyOf(readers);
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, Object> sizes() {
    var named = new LinkedHashMap<String, Object>();
    named.put("kind", sizes.kind().toString());
    named.put("embedding", sizes.embedding());
    named.put("hidden", sizes.hidden());
    named.put("longest", sizes.longest());
    return named;
  }

  @Override
  public int width() {
    return sizes.hidden() * (sizes.kind() == Kind.COMBINED ? 2 : 1);
  }

  @Override
  public Tensor forward(Tensor words) {
    words.requireShape("words", -1, -1);
    var parts = new ArrayList<Tensor>();
    for (SkipThoughtReader reader : readers) {
      parts.add(Lengths.unit(reader.read(words)).times(Math.sqrt(sizes.hidden()))); // [N, hidden]
    }
    return Tensors.cat(1, parts).minus(centre.tensor()).div(scale.tensor()); // [N, width]
  }

  @Override
  public void normalise(Tensor mean, double factor) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor shift = mean.times(scale.tensor()); // [width]
      centre.tensor().addInPlace(shift);
      scale.tensor().timesInPlace(factor);
    }
  }
}

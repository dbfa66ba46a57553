package dev.limn.text.joint;

import dev.limn.text.TextTower;
import dev.limn.text.Vocabulary;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// The character-level text tower of text-to-image synthesis (Reed et al. 2016, `HybridCNNLong` of
/// their code): three convolutions over the characters, a recurrent layer over the 18 places that
/// are left, the mean of its outputs, a linear head. `[N, 70, 201] → [N, 1024]`.
///
/// | step | shape |
/// |---|---|
/// | convolution 70 → 384, kernel 4, ReLU | 198 |
/// | max-pool 3 | 66 |
/// | convolution 384 → 512, kernel 4, ReLU | 63 |
/// | max-pool 3 | 21 |
/// | convolution 512 → 512, kernel 4, ReLU | 18 |
/// | gated recurrent unit 512 → 512, mean of its 18 outputs | – |
/// | linear 512 → 1024 | – |
///
/// Its recurrent unit is not PyTorch's: see [Unit]. All weights are drawn from U(−.08, .08). It
/// wants tens of thousands of captions and steps; for less data [WordGru] is better.
public final class CharCnnRnn extends TextTower {
  /// The name in a saved encoder.
  public static final String ARCHITECTURE = "char-cnn-rnn";

  /// The network's sizes; the paper's are the default.
  ///
  /// @param first channels of the first convolution
  /// @param second channels of the second convolution
  /// @param hidden channels of the third convolution and of the recurrent layer
  /// @param width of the output
  public record Sizes(int first, int second, int hidden, int width) {
    public Sizes {
      between("first", first, 1, 8192);
      between("second", second, 1, 8192);
      between("hidden", hidden, 1, 8192);
      between("width", width, 1, 8192);
    }

    /// 384, 512, 512, 1024.
    public static final Sizes PAPER = new Sizes(384, 512, 512, 1024);
  }

  private static final double BOUND = 0.08;
  private static final int KERNEL = 4;
  private static final int POOL = 3;

  private final Sizes sizes;
  private final Convolution conv1;
  private final Convolution conv2;
  private final Convolution conv3;
  private final Unit rnn;
  private final Linear head;

  /// Weights drawn from U(−.08, .08).
  public CharCnnRnn(Vocabulary vocabulary, Sizes sizes, Rng rng) {
    super(vocabulary);
    this.sizes = sizes;
    conv1 = child("conv1", new Convolution(CharAlphabet.CHARACTERS.length(), sizes.first()));
    conv2 = child("conv2", new Convolution(sizes.first(), sizes.second()));
    conv3 = child("conv3", new Convolution(sizes.second(), sizes.hidden()));
    rnn = child("rnn", new Unit(sizes.hidden(), sizes.hidden(), rng));
    head = child("head", new Linear(rng, sizes.hidden(), sizes.width()));
    named().values().forEach(weight -> Init.uniform(weight.tensor(), -BOUND, BOUND, rng));
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, Object> sizes() {
    var named = new LinkedHashMap<String, Object>();
    named.put("first", sizes.first());
    named.put("second", sizes.second());
    named.put("hidden", sizes.hidden());
    named.put("width", sizes.width());
    return named;
  }

  @Override
  public int width() {
    return sizes.width();
  }

  /// A word is known if it was in the training captions and at least one of its characters is read.
  @Override
  public List<String> unknown(String caption) {
    var unknown = new LinkedHashSet<>(super.unknown(caption));
    vocabulary().tokenizer().words(caption).stream()
        .filter(CharAlphabet::isNothing)
        .forEach(unknown::add);
    return List.copyOf(unknown);
  }

  @Override
  public double coverage(String caption) {
    var words = vocabulary().tokenizer().words(caption);
    long known =
        words.stream()
            .filter(word -> vocabulary().knows(word) && !CharAlphabet.isNothing(word))
            .count();
    return words.isEmpty() ? 0 : (double) known / words.size();
  }

  @Override
  public List<String> unread(String caption) {
    return CharAlphabet.unread(caption);
  }

  @Override
  public int steps(String caption) {
    return CharAlphabet.LENGTH;
  }

  @Override
  public int cut(String caption) {
    return Math.max(0, CharAlphabet.length(caption) - CharAlphabet.LENGTH);
  }

  @Override
  public String units() {
    return "characters";
  }

  @Override
  public Tensor input(List<String> captions) {
    return CharAlphabet.oneHot(captions); // [N, 70, 201]
  }

  @Override
  public Tensor dropped(Tensor input, double share, Rng rng) {
    Tensor kept = Tensors.rand(rng, input.size(0), 1, input.size(2)).to(input.device()).ge(share);
    return input.times(kept.to(input.dtype()));
  }

  @Override
  public Tensor forward(Tensor characters) {
    characters.requireShape(
        "characters", -1, CharAlphabet.CHARACTERS.length(), CharAlphabet.LENGTH);
    Tensor h = conv1.forward(characters).relu(); // [N, first, 198]
    h = Functional.maxPool1d(h, POOL, POOL); // [N, first, 66]
    h = conv2.forward(h).relu(); // [N, second, 63]
    h = Functional.maxPool1d(h, POOL, POOL); // [N, second, 21]
    h = conv3.forward(h).relu(); // [N, hidden, 18]
    h = rnn.forward(h.permute(0, 2, 1)); // [N, 18, hidden]
    return head.forward(h.mean(false, 1)); // [N, width]
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

  /// A convolution along a line, kernel 4, no padding.
  private static final class Convolution extends Layer {
    private final Parameter weight;
    private final Parameter bias;

    Convolution(int in, int out) {
      try (var _ = Scope.open()) {
        weight = parameter("weight", Tensors.zeros(out, in, KERNEL));
        bias = parameter("bias", Tensors.zeros(out));
      }
    }

    @Override
    public Tensor forward(Tensor x) {
      return Functional.conv1d(x, weight.tensor(), bias.tensor(), 1, 0); // [N, out, L − 3]
    }
  }

  /// The gated recurrent unit of Reed et al.'s code (`FixedGRU`): `[N, T, in] → [N, T, hidden]`.
  ///
  /// The first step has no gates: `h₁ = tanh(W x₁ + b)`. Afterwards `u` and `r` are sigmoids of
  /// input and state, `c = tanh(W x + b + V (r ⊙ h) + d)`, and `u` multiplies the candidate, `h' =
  /// u ⊙ c + (1 − u) ⊙ h`, the reverse of PyTorch's. `input` holds the weights of u, r and c over
  /// the input, in that order; `gates` those of u and r over the state, `candidate` those of c.
  static final class Unit extends Layer {
    private final int hidden;
    private final Linear input;
    private final Linear gates;
    private final Linear candidate;

    Unit(int in, int hidden, Rng rng) {
      this.hidden = hidden;
      input = child("input", new Linear(rng, in, 3 * hidden));
      gates = child("gates", new Linear(rng, hidden, 2 * hidden));
      candidate = child("candidate", new Linear(rng, hidden, hidden));
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor inputs = input.forward(x); // [N, T, 3·hidden]
      var outputs = new ArrayList<Tensor>();
      Tensor h = inputs.select(1, 0).narrow(1, 2L * hidden, hidden).tanh(); // [N, hidden]
      outputs.add(h);
      for (long t = 1; t < x.size(1); t++) {
        Tensor step = inputs.select(1, t); // [N, 3·hidden]
        Tensor both = step.narrow(1, 0, 2L * hidden).plus(gates.forward(h)).sigmoid();
        Tensor u = both.narrow(1, 0, hidden); // [N, hidden]
        Tensor r = both.narrow(1, hidden, hidden); // [N, hidden]
        Tensor c = step.narrow(1, 2L * hidden, hidden).plus(candidate.forward(r.times(h))).tanh();
        h = h.plus(u.times(c.minus(h))); // [N, hidden]
        outputs.add(h);
      }
      return Tensors.stack(1, outputs); // [N, T, hidden]
    }
  }
}

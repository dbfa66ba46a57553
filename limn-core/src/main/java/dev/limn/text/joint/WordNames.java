package dev.limn.text.joint;

import dev.limn.text.Vocabulary;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Parameter;
import java.util.List;

/// Names the words of a caption by its vector: each word of the vocabulary has a direction, and how
/// much of the vector goes that way is the logit of its occurring.
///
/// A joint embedding is content as soon as captions of one batch are told apart, and that takes the
/// colours of the largest things. What else a caption says, "facing left" or "black shoes", is left
/// with next to nothing of its vector, and no generator takes notice of it. Directions have length
/// 1, so that every word has its share of the vector rather than a large weight.
final class WordNames extends Layer {
  /// The logit of a word that the whole vector stands for.
  private static final double SCALE = 32;

  private final Vocabulary vocabulary;
  private final Parameter directions;
  private final Parameter bias;

  WordNames(Rng rng, int width, Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    try (var _ = Scope.open()) {
      directions = parameter("directions", Tensors.randn(rng, vocabulary.size(), width));
      bias = parameter("bias", Tensors.zeros(vocabulary.size()));
    }
  }

  /// The logit of each word: `[N, width] → [N, V]`.
  @Override
  public Tensor forward(Tensor text) {
    Tensor cosines = unit(text).matmul(unit(directions.tensor()).t()); // [N, V]
    return cosines.times(SCALE).plus(bias.tensor()); // [N, V]
  }

  private static Tensor unit(Tensor rows) {
    return rows.div(rows.square().sum(true, 1).plus(1e-12).sqrt()); // [N, W]
  }

  /// The binary cross-entropies of all words, summed, for the average caption.
  ///
  /// @param text `[N, W]`
  /// @param captions that it is of
  Tensor loss(Tensor text, List<String> captions) {
    int words = vocabulary.size();
    var wanted = new float[captions.size() * words];
    for (int i = 0; i < captions.size(); i++) {
      for (int word : vocabulary.numbers(captions.get(i))) {
        wanted[i * words + word] = 1;
      }
    }
    Tensor targets = Tensors.of(wanted, captions.size(), words).to(text.device()); // [N, V]
    return Functional.bceWithLogits(forward(text), targets).times(words);
  }
}

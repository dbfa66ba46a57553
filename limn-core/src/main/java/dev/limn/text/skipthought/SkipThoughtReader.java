package dev.limn.text.skipthought;

import dev.limn.text.SequenceReversal;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Embedding;
import dev.limn.torch.nn.Gru;
import dev.limn.torch.nn.Init;
import java.util.Optional;

/// One reader of a [SkipThought]: words and their end to the last state of a gated recurrent unit,
/// or of two that read in opposite directions (Kiros et al. 2015, §2.1).
///
/// Square recurrent matrices begin orthogonal, all others U(±.1), biases 0.
final class SkipThoughtReader extends Block {
  static final double BOUND = 0.1;

  private final Embedding embedding;
  private final Gru forward;
  private final Optional<Gru> backward;

  /// @param hidden width of what it reads; with two directions half of it each
  SkipThoughtReader(Rng rng, int words, int size, int hidden, boolean both) {
    int each = both ? hidden / 2 : hidden;
    embedding = child("embedding", new Embedding(rng, words, size));
    Init.uniform(embedding.weight(), -BOUND, BOUND, rng);
    forward = child("forward", gru(rng, size, each));
    backward = both ? Optional.of(child("backward", gru(rng, size, each))) : Optional.<Gru>empty();
  }

  /// A recurrent unit that begins as the paper's.
  static Gru gru(Rng rng, int in, int hidden) {
    var gru = new Gru(rng, in, hidden, false);
    gru.named()
        .forEach(
            (name, weight) -> {
              if (name.startsWith("bias")) {
                Init.constant(weight.tensor(), 0);
              } else if (name.startsWith("weight_ih")) {
                Init.uniform(weight.tensor(), -BOUND, BOUND, rng);
              } else {
                try (var _ = Scope.open()) {
                  for (int gate = 0; gate < 3; gate++) {
                    Tensor square = weight.tensor().narrow(0, (long) gate * hidden, hidden);
                    Init.orthogonal(square, 1, rng); // [H, H]
                  }
                }
              }
            });
    return gru;
  }

  /// Vectors of words: INT64 `[…] → […, size]`.
  Tensor embed(Tensor words) {
    return embedding.forward(words); // […, E]
  }

  /// The raw state after the last word and the end.
  ///
  /// @param words INT64 `[N, T]`, at least one column longer than the longest sentence
  /// @return `[N, hidden]`
  Tensor read(Tensor words) {
    Tensor lengths = SequenceReversal.lengths(words); // [N]
    Tensor last = last(forward.forward(embed(words)), lengths); // [N, H]
    if (backward.isEmpty()) {
      return last;
    }
    Tensor ends = lengths.plus(1); // [N], the end is read, too: first, in this direction
    Tensor turned = words.gather(1, SequenceReversal.index(ends, words.size(1))); // [N, T]
    Tensor other = last(backward.get().forward(embed(turned)), lengths); // [N, H]
    return Tensors.cat(1, last, other); // [N, 2·H]
  }

  /// The states at the end of each sentence: `[N, T, H] → [N, H]`.
  private static Tensor last(Tensor states, Tensor lengths) {
    Tensor index = lengths.view(-1, 1, 1).expand(states.size(0), 1, states.size(2)); // [N, 1, H]
    return states.gather(1, index).squeeze(1); // [N, H]
  }
}

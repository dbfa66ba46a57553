package dev.limn.text.skipthought;

import dev.limn.text.WordRows;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Gru;
import dev.limn.torch.nn.Init;
import dev.limn.torch.nn.Linear;
import java.util.ArrayList;
import java.util.List;

/// What skip-thought trains: the encoder, and for each of its readers two recurrent units that
/// write the sentence before and the sentence behind, with one layer over the vocabulary for both.
///
/// A writer's every gate sees the reader's state beside the last word (Kiros et al. 2015, equations
/// 5 to 8): its input is both together, which is the same. It begins with a zero state and a zero
/// word, and ends with the number of padding, 0.
final class SkipThoughtBlock extends Block {
  private static final class Writer extends Block {
    private final Gru before;
    private final Gru behind;
    private final Linear words;

    Writer(Rng rng, int vocabulary, int embedding, int hidden) {
      before = child("before", SkipThoughtReader.gru(rng, embedding + hidden, hidden));
      behind = child("behind", SkipThoughtReader.gru(rng, embedding + hidden, hidden));
      words = child("words", new Linear(rng, hidden, vocabulary));
      Init.uniform(words.weight(), -SkipThoughtReader.BOUND, SkipThoughtReader.BOUND, rng);
      Init.constant(words.named().get("bias").tensor(), 0);
    }
  }

  private final SkipThought text;
  private final List<Writer> writers = new ArrayList<>();

  SkipThoughtBlock(SkipThought text, SkipThought.Sizes sizes, Rng rng) {
    this.text = child("text", text);
    for (int i = 0; i < text.readers().size(); i++) {
      int words = text.vocabulary().size();
      writers.add(child("writer" + i, new Writer(rng, words, sizes.embedding(), sizes.hidden())));
    }
  }

  SkipThought text() {
    return text;
  }

  /// The negative logarithm of the probability of the sentences around, summed over their words and
  /// ends, both sentences and all readers.
  Tensor loss(Triples.Batch batch, Device device) {
    var parts = new ArrayList<Tensor>();
    Tensor read = rows(batch.at(), 1).to(device); // [B, T + 1]
    for (int i = 0; i < writers.size(); i++) {
      SkipThoughtReader reader = text.readers().get(i);
      Writer writer = writers.get(i);
      Tensor state = reader.read(read); // [B, H]
      parts.add(written(reader, writer, writer.before, state, batch.before()));
      parts.add(written(reader, writer, writer.behind, state, batch.behind()));
    }
    return Tensors.stack(0, parts).sum();
  }

  /// How many words and ends [#loss] is over, readers not counted.
  static int predicted(Triples.Batch batch) {
    int ends = batch.before().size() + batch.behind().size();
    return ends
        + batch.before().stream().mapToInt(row -> row.length).sum()
        + batch.behind().stream().mapToInt(row -> row.length).sum();
  }

  private static Tensor rows(List<int[]> rows, int more) {
    return WordRows.of(rows, Integer.MAX_VALUE, more);
  }

  private static Tensor written(
      SkipThoughtReader reader, Writer writer, Gru gru, Tensor state, List<int[]> rows) {
    Tensor wanted = rows(rows, 1).to(state.device()); // [B, T + 1]
    long steps = wanted.size(1);
    Tensor known = reader.embed(wanted.narrow(1, 0, steps - 1)); // [B, T, E]
    Tensor nothing = Tensors.zeros(known.size(0), 1, known.size(2)).to(state.device()); // [B, 1, E]
    Tensor last = Tensors.cat(1, nothing, known); // [B, T + 1, E]
    Tensor always = state.unsqueeze(1).expand(state.size(0), steps, state.size(1)); // [B, T + 1, H]
    Tensor states = gru.forward(Tensors.cat(2, last, always)); // [B, T + 1, H]
    Tensor index = places(rows, (int) steps).to(state.device()); // [M]
    Tensor chosen = states.reshape(-1, states.size(2)).indexSelect(0, index); // [M, H]
    Tensor target = wanted.view(-1).indexSelect(0, index); // [M]
    return Functional.crossEntropy(writer.words.forward(chosen), target)
        .times((double) target.size(0));
  }

  /// The places of words and ends in rows laid one behind the other.
  private static Tensor places(List<int[]> rows, int steps) {
    int count = rows.stream().mapToInt(row -> row.length + 1).sum();
    long[] places = new long[count];
    int at = 0;
    for (int r = 0; r < rows.size(); r++) {
      for (int t = 0; t <= rows.get(r).length; t++) {
        places[at++] = (long) r * steps + t;
      }
    }
    return Tensors.of(places, count); // [M]
  }
}

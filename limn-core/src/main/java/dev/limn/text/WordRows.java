package dev.limn.text;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.List;

/// Sentences as rows of word numbers, padded on the right.
public final class WordRows {
  private WordRows() {}

  /// @param longest words of a row that are kept
  /// @param more columns of padding behind the longest row
  /// @return INT64 `[N, T]`, on the processor
  public static Tensor of(List<int[]> rows, int longest, int more) {
    int steps = 1;
    for (int[] row : rows) {
      steps = Math.max(steps, Math.min(row.length, longest));
    }
    steps += more;
    var numbers = new long[rows.size() * steps];
    for (int r = 0; r < rows.size(); r++) {
      int[] row = rows.get(r);
      for (int t = 0; t < Math.min(row.length, longest); t++) {
        numbers[r * steps + t] = row[t];
      }
    }
    return Tensors.of(numbers, rows.size(), steps); // [N, T]
  }

  /// Makes a share of the words unknown.
  public static Tensor dropped(Tensor words, double share, Rng rng) {
    Tensor drawn = Tensors.rand(rng, words.shape().sizes()).to(words.device()).lt(share);
    return words.maskedFill(drawn.and(words.ne(Vocabulary.PAD)), Vocabulary.UNKNOWN);
  }
}

package dev.limn.text;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Which of many sentences an encoder takes for the most similar, by the cosine of their vectors.
///
/// ```java
/// try (var nearest = new NearestSentences(corpus.sentences(), encoder)) {
///   nearest.of("a dog runs", 3).forEach(System.out::println); // 0.91 a dog is running
/// }
/// ```
public final class NearestSentences implements AutoCloseable {
  private static final int ASKED = 5;
  private static final int SHOWN = 3;
  private static final int AMONG = 5000;
  private static final int NEAR = 4;

  private final TextEncoder encoder;
  private final List<String> sentences;
  private final Tensor vectors;

  /// One sentence that was found.
  ///
  /// @param sentence as it stands in the text
  /// @param similarity cosine, −1 to 1
  public record Found(String sentence, double similarity) {
    /// For example `0.91 a dog is running`.
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f  %s", similarity, sentence);
    }
  }

  /// @param found the share of sentences whose nearest other one is a neighbour
  /// @param chance what it would be if any other was as near
  public record Neighbours(double found, double chance) {}

  /// @param sentences to search in; equal ones count once
  /// @throws TextException when there are none
  public NearestSentences(List<String> sentences, TextEncoder encoder) {
    if (sentences.isEmpty()) {
      throw new TextException("no sentences to search in; expected at least one");
    }
    this.encoder = encoder;
    this.sentences = List.copyOf(new LinkedHashSet<>(sentences));
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      vectors = Lengths.unit(encoder.encode(this.sentences)).retain(); // [N, width]
    }
  }

  /// The nearest sentences, the nearest first, without the sentence itself.
  public List<Found> of(String sentence, int count) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor one = Lengths.unit(encoder.encode(List.of(sentence))); // [1, width]
      Tensor similar = vectors.matmul(one.t()).view(-1); // [N]
      int most = (int) Math.min(count + 1L, sentences.size());
      var ranked = Tensors.topk(similar, most, 0);
      long[] places = ranked.indices().toLongs();
      float[] values = ranked.values().toFloats();
      return IntStream.range(0, most)
          .filter(i -> !sentences.get((int) places[i]).equals(sentence))
          .limit(count)
          .mapToObj(i -> new Found(sentences.get((int) places[i]), values[i]))
          .toList();
    }
  }

  /// Some sentences with their nearest ones, a line each.
  public static List<String> report(Corpus corpus, TextEncoder encoder) {
    var all = spread(corpus.sentences(), AMONG);
    var lines = new ArrayList<String>();
    try (var nearest = new NearestSentences(all, encoder)) {
      for (String sentence : spread(all, ASKED)) {
        lines.add("nearest to \"" + sentence + "\":");
        nearest.of(sentence, SHOWN).forEach(found -> lines.add("  " + found));
      }
    }
    return List.copyOf(lines);
  }

  private static List<String> spread(List<String> sentences, int most) {
    int count = Math.min(most, sentences.size());
    return IntStream.range(0, count)
        .mapToObj(i -> sentences.get((int) ((long) i * sentences.size() / count)))
        .toList();
  }

  /// How often the nearest of all other sentences is a neighbour: a caption of the same picture, or
  /// a sentence of the same text at most four places away.
  ///
  /// @param most sentences that are looked at, the first ones
  public static Neighbours neighbours(Corpus corpus, TextEncoder encoder, int most) {
    var sentences = new ArrayList<String>();
    var places = new ArrayList<int[]>(); // of the document, within it, whether it is a ring
    for (int d = 0; d < corpus.documents().size(); d++) {
      var document = corpus.documents().get(d);
      for (int i = 0; i < document.sentences().size() && sentences.size() < most; i++) {
        sentences.add(document.sentences().get(i));
        places.add(new int[] {d, i, document.ring() ? 1 : 0});
      }
    }
    int n = sentences.size();
    if (n < 2) {
      return new Neighbours(Double.NaN, Double.NaN);
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor unit = Lengths.unit(encoder.encode(sentences)); // [n, width]
      float[] similar = unit.matmul(unit.t()).toFloats(); // [n, n]
      int hits = 0;
      double chance = 0;
      for (int i = 0; i < n; i++) {
        int row = i;
        int best =
            IntStream.range(0, n)
                .filter(j -> j != row)
                .reduce((a, b) -> similar[row * n + b] > similar[row * n + a] ? b : a)
                .orElseThrow();
        hits += near(places.get(i), places.get(best)) ? 1 : 0;
        long neighbours =
            IntStream.range(0, n)
                .filter(j -> j != row && near(places.get(row), places.get(j)))
                .count();
        chance += (double) neighbours / (n - 1);
      }
      return new Neighbours((double) hits / n, chance / n);
    }
  }

  private static boolean near(int[] one, int[] other) {
    return one[0] == other[0] && (one[2] == 1 || Math.abs(one[1] - other[1]) <= NEAR);
  }

  @Override
  public void close() {
    vectors.release();
  }
}

package dev.limn.text.skipthought;

import dev.limn.text.Corpus;
import dev.limn.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Sentences with the one before and the one behind each, as numbers of words, and which of them a
/// step sees: a function of the seed and the step alone.
///
/// Sentences of similar lengths stand together, so that little is computed on padding: an epoch is
/// shuffled, cut into pieces of 16 batches, each is sorted by length, and its batches are shuffled.
final class Triples {
  private static final long EPOCH = 0xD1B54A32D192ED03L;
  private static final int PIECE = 16;

  private final List<int[]> rows = new ArrayList<>();
  private final List<int[]> triples = new ArrayList<>(); // before, at, behind
  private final long seed;
  private final int batch;
  private int[] order = {};
  private long epoch = -1;

  /// What a step sees, row by row.
  record Batch(List<int[]> before, List<int[]> at, List<int[]> behind) {}

  /// @param longest sentences of more words are no part of any triple
  Triples(Corpus corpus, Vocabulary vocabulary, int longest, int batch, long seed) {
    this.batch = batch;
    this.seed = seed;
    for (Corpus.Document document : corpus.documents()) {
      int first = rows.size();
      int count = document.sentences().size();
      document.sentences().forEach(sentence -> rows.add(vocabulary.numbers(sentence)));
      int from = document.ring() ? 0 : 1;
      for (int i = from; i < count - from && count > 1; i++) {
        int[] triple = {first + (i + count - 1) % count, first + i, first + (i + 1) % count};
        if (IntStream.of(triple).allMatch(row -> rows.get(row).length <= longest)) {
          triples.add(triple);
        }
      }
    }
  }

  int count() {
    return triples.size();
  }

  /// Steps of an epoch; the remainder of it is left out.
  int steps() {
    return triples.size() / batch;
  }

  /// The triples of a step.
  Batch at(long step) {
    if (step / steps() != epoch) {
      epoch = step / steps();
      order = shuffled(new SplittableRandom(seed * EPOCH + epoch));
    }
    int start = (int) (step % steps()) * batch;
    return of(Arrays.copyOfRange(order, start, start + batch));
  }

  /// All triples in order, so many at a time.
  List<Batch> all(int most) {
    var all = new ArrayList<Batch>();
    int count = Math.min(most, triples.size());
    for (int start = 0; start < count; start += batch) {
      all.add(of(IntStream.range(start, Math.min(count, start + batch)).toArray()));
    }
    return all;
  }

  private Batch of(int[] which) {
    return new Batch(column(which, 0), column(which, 1), column(which, 2));
  }

  private List<int[]> column(int[] which, int column) {
    return IntStream.of(which).mapToObj(i -> rows.get(triples.get(i)[column])).toList();
  }

  private int[] shuffled(SplittableRandom random) {
    Integer[] all = IntStream.range(0, triples.size()).boxed().toArray(Integer[]::new);
    shuffle(all, random);
    int used = steps() * batch;
    int[] result = new int[used];
    for (int start = 0; start < used; start += PIECE * batch) {
      int end = Math.min(used, start + PIECE * batch);
      Arrays.sort(
          all, start, end, Comparator.comparingInt(i -> rows.get(triples.get(i)[1]).length));
      Integer[] batches = IntStream.range(0, (end - start) / batch).boxed().toArray(Integer[]::new);
      shuffle(batches, random);
      for (int b = 0; b < batches.length; b++) {
        for (int k = 0; k < batch; k++) {
          result[start + b * batch + k] = all[start + batches[b] * batch + k];
        }
      }
    }
    return result;
  }

  private static void shuffle(Integer[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Integer held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
  }
}

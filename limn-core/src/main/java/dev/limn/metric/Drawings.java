package dev.limn.metric;

import dev.limn.image.Image;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What an artist draws for an evaluation, piece by piece.
record Drawings(EvaluationConfig config, Sampler artist, Evaluation.Watch watch) {
  private static final int PIECE = 100;

  /// One drawing a sentence.
  List<Image> of(String stage, List<String> sentences, IntFunction<Long> seeds) {
    var images = new ArrayList<Image>();
    for (int from = 0; from < sentences.size(); from += PIECE) {
      int to = Math.min(sentences.size(), from + PIECE);
      long[] numbers = IntStream.range(from, to).mapToLong(seeds::apply).toArray();
      images.addAll(artist.draw(sentences.subList(from, to), numbers));
      watch.advanced(stage + ": drawn", to, sentences.size());
    }
    return images;
  }

  /// A row of drawings for each sentence, all rows of the same seeds.
  List<List<Image>> table(String stage, List<String> sentences) {
    int seeds = config.seeds();
    var all = new ArrayList<String>();
    sentences.forEach(s -> all.addAll(Collections.nCopies(seeds, s)));
    var images = of(stage, all, i -> config.columnSeed(i % seeds));
    return IntStream.range(0, sentences.size())
        .mapToObj(row -> images.subList(row * seeds, (row + 1) * seeds))
        .toList();
  }
}

package dev.limn.text.skipthought;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.text.Corpus;
import dev.limn.text.SmallData;
import dev.limn.text.Vocabulary;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriplesTest {
  @Test
  void everyCaptionOfARingHasNeighbours(@TempDir Path folder) {
    try (var cache = SmallData.pack(folder, 6, 8)) {
      var corpus = Corpus.of(cache, new int[] {0, 4});

      assertThat(new Triples(corpus, Vocabulary.of(List.of(), 1), 30, 1, 0).count()).isEqualTo(4);
    }
  }

  @Test
  void anEpochHasEveryTripleOnceAndTheOrderIsThatOfTheSeed() {
    var sentences = IntStream.range(0, 50).mapToObj(i -> "w ".repeat(1 + i % 7) + "n" + i).toList();
    var corpus = new Corpus(List.of(new Corpus.Document(sentences, false, false)), "here");
    var vocabulary = Vocabulary.of(sentences, 1);
    var triples = new Triples(corpus, vocabulary, 8, 6, 3);
    assertThat(triples.count()).isEqualTo(48);
    assertThat(triples.steps()).isEqualTo(8);
    var seen = new TreeSet<Integer>();
    for (int step = 8; step < 16; step++) {
      var batch = triples.at(step);
      for (int i = 0; i < 6; i++) {
        int[] at = batch.at().get(i);
        int own = at[at.length - 1];
        seen.add(own);
        String word = vocabulary.words().get(own);
        int number = Integer.parseInt(word.substring(1));
        int[] behind = batch.behind().get(i);
        int[] before = batch.before().get(i);
        assertThat(vocabulary.words().get(behind[behind.length - 1])).isEqualTo("n" + (number + 1));
        assertThat(vocabulary.words().get(before[before.length - 1])).isEqualTo("n" + (number - 1));
      }
    }
    assertThat(seen).hasSize(48);
    var again = new Triples(corpus, vocabulary, 8, 6, 3);
    assertThat(again.at(11).at()).usingRecursiveComparison().isEqualTo(triples.at(11).at());
    assertThat(new Triples(corpus, vocabulary, 4, 6, 3).count()).isLessThan(20);
  }
}

package dev.limn.text.skipthought;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.Golden;
import dev.limn.text.TowerGoldens;
import dev.limn.text.Vocabulary;
import dev.limn.text.WordRows;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Against `src/test/goldens/text/make_encoders.py`.
class SkipThoughtGoldenTest {
  private static final Vocabulary SEVEN = Vocabulary.of(List.of("a b c d e f g"), 1);

  private static final List<int[]> BEFORE = rows("2 3 4", "5", "8 7 6 5 4");
  private static final List<int[]> AT = rows("3 3", "2 4 6 8 1", "7");
  private static final List<int[]> BEHIND = rows("4", "6 2", "2 3 4 5");

  private static List<int[]> rows(String... sentences) {
    return List.of(sentences).stream()
        .map(text -> List.of(text.split(" ")).stream().mapToInt(Integer::parseInt).toArray())
        .toList();
  }

  @Test
  void bothReadersAndTheirWritersAreThePapers() {
    var sizes = new SkipThought.Sizes(SkipThought.Kind.COMBINED, 5, 6, 30);
    try (var rng = new Rng(1);
        var network =
            new Network<>(
                new SkipThoughtBlock(new SkipThought(SEVEN, sizes, rng), sizes, rng), Device.CPU);
        var _ = Scope.open()) {
      var golden = Golden.read("text/skip-thought");
      TowerGoldens.load(network, golden);
      var block = network.block();
      Tensor output = block.text().forward(WordRows.of(AT, 30, 1));
      Golden.assertClose(output, golden.get("output"));
      // more padding changes nothing
      Golden.assertClose(block.text().forward(WordRows.of(AT, 30, 4)), golden.get("output"));
      var batch = new Triples.Batch(BEFORE, AT, BEHIND);
      assertThat(SkipThoughtBlock.predicted(batch)).isEqualTo(9 + 3 + 7 + 3);
      Tensor loss = block.loss(batch, Device.CPU);
      Golden.assertClose(loss.reshape(1), golden.get("loss"), 1e-5, 1e-4);
      loss.backward();
      TowerGoldens.checkGradients(network, golden);
    }
  }
}

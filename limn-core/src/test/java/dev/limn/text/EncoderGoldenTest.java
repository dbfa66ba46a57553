package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.Golden;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Against `src/test/goldens/text/make_encoders.py`.
class EncoderGoldenTest {
  private static final Vocabulary SEVEN = Vocabulary.of(List.of("a b c d e f g"), 1);

  private static final List<int[]> BEFORE = rows("2 3 4", "5", "8 7 6 5 4");
  private static final List<int[]> AT = rows("3 3", "2 4 6 8 1", "7");
  private static final List<int[]> BEHIND = rows("4", "6 2", "2 3 4 5");

  private static List<int[]> rows(String... sentences) {
    return List.of(sentences).stream()
        .map(text -> List.of(text.split(" ")).stream().mapToInt(Integer::parseInt).toArray())
        .toList();
  }

  private static void checkGradients(Network<?> network, Map<String, Tensor> golden) {
    var grads = Golden.part(golden, "grad/");
    assertThat(grads).isNotEmpty();
    grads.forEach(
        (name, grad) -> Golden.assertClose(network.state().get(name).grad(), grad, 1e-4, 2e-5));
  }

  /// The network's weights from the golden; what it has not, centre and scale, stays.
  private static void load(Network<?> network, Map<String, Tensor> golden) {
    var weights = new LinkedHashMap<String, Tensor>(Golden.part(golden, "weight/"));
    network.state().forEach((name, tensor) -> weights.putIfAbsent(name, tensor.copy()));
    network.load(weights);
    assertThat(network.state().keySet())
        .allMatch(
            name ->
                golden.containsKey("weight/" + name)
                    || name.endsWith("centre")
                    || name.endsWith("scale"));
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
      load(network, golden);
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
      checkGradients(network, golden);
    }
  }

  @Test
  void wordsAndSentencesAreTheStatesOfBothDirections() {
    try (var rng = new Rng(1);
        var network =
            new Network<>(new DamsmTower(SEVEN, new DamsmTower.Sizes(5, 8, 30), rng), Device.CPU);
        var _ = Scope.open()) {
      var golden = Golden.read("text/damsm-tower");
      load(network, golden);
      Tensor words = golden.get("words");
      Golden.assertClose(network.block().forward(words), golden.get("output"));
      var read = network.block().read(words, 0, rng);
      Golden.assertClose(read.sentences(), golden.get("sentences"));
      Tensor there = read.present().to(DType.FLOAT32).unsqueeze(2); // [N, T, 1]
      Golden.assertClose(read.words().times(there), golden.get("states"));
      Tensor sentences = read.sentences().minus(golden.get("target")).square().sum();
      Tensor each = read.words().minus(golden.get("target-words")).times(there).square().sum();
      sentences.plus(each).backward();
      checkGradients(network, golden);
    }
  }

  @Test
  void thePairsAreMatchedAsWordByWord() {
    try (var _ = Scope.open()) {
      var golden = Golden.read("text/damsm-loss");
      var inputs = new LinkedHashMap<String, Tensor>();
      for (var name : List.of("words", "sentences", "regions", "wholes")) {
        inputs.put(name, golden.get(name).requiresGrad(true));
      }
      Tensor present = golden.get("present").gt(0);
      var loss = new DamsmLoss(4, 5, 10);
      Golden.assertClose(
          loss.matches(inputs.get("words"), present, inputs.get("regions")),
          golden.get("matches"),
          1e-5,
          1e-5);
      var terms =
          loss.terms(
              inputs.get("words"),
              present,
              inputs.get("sentences"),
              inputs.get("regions"),
              inputs.get("wholes"),
              golden.get("negative"));
      Tensor found =
          Tensors.stack(
              0, List.of(terms.words(), terms.captions(), terms.sentences(), terms.wholes()));
      Golden.assertClose(found, golden.get("terms"), 1e-5, 2e-5);
      terms.sum().backward();
      inputs.forEach(
          (name, tensor) ->
              Golden.assertClose(tensor.grad(), golden.get("grad/" + name), 1e-4, 2e-5));
    }
  }
}

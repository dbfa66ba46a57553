package dev.limn.text.damsm;

import dev.limn.model.Golden;
import dev.limn.text.TowerGoldens;
import dev.limn.text.Vocabulary;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Against `src/test/goldens/text/make_encoders.py`.
class DamsmGoldenTest {
  private static final Vocabulary SEVEN = Vocabulary.of(List.of("a b c d e f g"), 1);

  @Test
  void wordsAndSentencesAreTheStatesOfBothDirections() {
    try (var rng = new Rng(1);
        var network =
            new Network<>(new DamsmTower(SEVEN, new DamsmTower.Sizes(5, 8, 30), rng), Device.CPU);
        var _ = Scope.open()) {
      var golden = Golden.read("text/damsm-tower");
      TowerGoldens.load(network, golden);
      Tensor words = golden.get("words");
      Golden.assertClose(network.block().forward(words), golden.get("output"));
      var read = network.block().read(words, 0, rng);
      Golden.assertClose(read.sentences(), golden.get("sentences"));
      Tensor there = read.present().to(DType.FLOAT32).unsqueeze(2); // [N, T, 1]
      Golden.assertClose(read.words().times(there), golden.get("states"));
      Tensor sentences = read.sentences().minus(golden.get("target")).square().sum();
      Tensor each = read.words().minus(golden.get("target-words")).times(there).square().sum();
      sentences.plus(each).backward();
      TowerGoldens.checkGradients(network, golden);
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

package dev.limn.text.joint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.model.Golden;
import dev.limn.text.TextTower;
import dev.limn.text.Vocabulary;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Against `src/test/goldens/text/make_goldens.py`.
class JointGoldenTest {
  @Test
  void theCharacterTowerIsReedsNetworkWithItsOwnRecurrentUnit() {
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      var golden = Golden.read("text/char-cnn-rnn");
      var tower =
          new CharCnnRnn(Vocabulary.of(List.of(), 1), new CharCnnRnn.Sizes(8, 9, 10, 12), rng);
      Tensor input =
          tower.input(
              List.of(
                  "this flower has red petals.",
                  "a well-known BIRD; 3 toes!",
                  "x".repeat(300),
                  "é?"));
      check(tower, input, golden);
    }
  }

  @Test
  void theWordTowerAveragesOverTheWordsOnly() {
    try (var rng = new Rng(1);
        var _ = Scope.open()) {
      var golden = Golden.read("text/word-gru");
      var words = List.of("a b c d e f g");
      var tower = new WordGru(Vocabulary.of(words, 1), new WordGru.Sizes(6, 7, 5, 40), rng);
      check(tower, golden.get("words"), golden);
    }
  }

  /// Outputs and the gradients of the squared distance to the target.
  private static void check(TextTower tower, Tensor input, Map<String, Tensor> golden) {
    try (var network = new Network<>(tower, Device.CPU)) {
      var weights = Golden.part(golden, "weight/");
      assertThat(network.state().keySet()).containsExactlyInAnyOrderElementsOf(weights.keySet());
      network.load(weights);
      Tensor output = tower.forward(input);
      Golden.assertClose(output, golden.get("output"));
      output.minus(golden.get("target")).square().sum().backward();
      Golden.part(golden, "grad/")
          .forEach(
              (name, grad) ->
                  Golden.assertClose(network.state().get(name).grad(), grad, 1e-5, 2e-5));
    }
  }

  @Test
  void theHingeCountsEveryNegativeBothWays() {
    try (var _ = Scope.open()) {
      var golden = Golden.read("text/joint-loss");
      Tensor pictures = golden.get("pictures").requiresGrad(true);
      Tensor captions = golden.get("captions").requiresGrad(true);
      Tensor loss = JointLoss.hinge(pictures.matmul(captions.t()), golden.get("negative"), 1); // []
      Golden.assertClose(loss.reshape(1), golden.get("loss"));
      loss.backward();
      Golden.assertClose(pictures.grad(), golden.get("grad/pictures"));
      Golden.assertClose(captions.grad(), golden.get("grad/captions"));
    }
  }
}

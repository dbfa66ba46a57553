package dev.limn.model.dfgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import org.junit.jupiter.api.Test;

class ContrastiveHeadTest {
  private static final int CHANNELS = 8;
  private static final int WIDTH = 6;

  /// Two attributes of eight values each: the first has 400 times the second's variance.
  private static Tensor sentences(int[] first, int[] second) {
    float[] rows = new float[first.length * WIDTH];
    for (int i = 0; i < first.length; i++) {
      for (int bit = 0; bit < 3; bit++) {
        rows[i * WIDTH + bit] = (first[i] >> bit & 1) * 2 - 1;
        rows[i * WIDTH + 3 + bit] = 0.05f * ((second[i] >> bit & 1) * 2 - 1);
      }
    }
    return Tensors.of(rows, first.length, WIDTH); // [N, W]
  }

  /// Maps that show both as clearly.
  private static Tensor features(Rng rng, int[] first, int[] second) {
    float[] values = new float[first.length * CHANNELS];
    for (int i = 0; i < first.length; i++) {
      for (int bit = 0; bit < 3; bit++) {
        values[i * CHANNELS + bit] = (first[i] >> bit & 1) * 2 - 1;
        values[i * CHANNELS + 3 + bit] = (second[i] >> bit & 1) * 2 - 1;
      }
    }
    Tensor maps = Tensors.of(values, first.length, CHANNELS, 1, 1); // [N, C, 1, 1]
    Tensor noise = Tensors.randn(rng, first.length, CHANNELS, 4, 4).times(0.1); // [N, C, 4, 4]
    return maps.expand(first.length, CHANNELS, 4, 4).plus(noise); // [N, C, 4, 4]
  }

  @Test
  void whatWeighsLittleIsLearnedWhereOthersDifferInNothingElse() {
    int[] first = new int[64];
    int[] second = new int[64];
    for (int i = 0; i < 64; i++) {
      first[i] = i % 8;
      second[i] = i / 8;
    }
    try (var rng = new Rng(4);
        var network = new Network<>(new ContrastiveHead(rng, CHANNELS, WIDTH), Device.CPU);
        var adam = new Adam(network, Adam.Config.of(1e-2, 0.9))) {
      double loss = Double.NaN;
      for (int step = 0; step < 150; step++) {
        try (var _ = Scope.open()) {
          Tensor text = sentences(first, second); // [64, W]
          if (step == 0) {
            network.block().measure(text);
          }
          network.zeroGrad();
          Tensor of = network.block().loss(features(rng, first, second), text, text); // []
          of.backward();
          adam.step();
          loss = of.item();
        }
      }
      // who only saw the first attribute would choose among eight: ln 8 = 2.08
      assertThat(loss).isLessThan(0.7);
    }
  }

  @Test
  void theOwnSentenceAmongTheOthersIsNoMistake() {
    try (var rng = new Rng(4);
        var matcher = new Network<>(new ContrastiveHead(rng, CHANNELS, WIDTH), Device.CPU);
        var _ = Scope.open()) {
      Tensor text = sentences(new int[] {5}, new int[] {1}); // [1, W]
      Tensor features = features(rng, new int[] {5}, new int[] {1}); // [1, C, 4, 4]
      Tensor copies = text.repeat(9, 1); // [9, W]
      assertThat(matcher.block().loss(features, text, copies).item()).isCloseTo(0, within(1e-6));
      Tensor other = sentences(new int[] {2}, new int[] {6}); // [1, W]
      assertThat(matcher.block().loss(features, text, other).item()).isPositive();
    }
  }

  @Test
  void sentencesTakeTurns() {
    try (var _ = Scope.open();
        var rng = new Rng(1);
        var sentences = new NegativeCaptions(Tensors.randn(rng, 2048, 3))) {
      double[] first = sentences.of(0).toDoubles();
      assertThat(sentences.of(1).toDoubles()).isNotEqualTo(first);
      assertThat(sentences.of(2).toDoubles()).isEqualTo(first);
      assertThat(sentences.of(3).size(0)).isEqualTo(1024);
    }
  }

  @Test
  void sentencesThatCannotBeSharedOutAreRefused() {
    try (var _ = Scope.open()) {
      Tensor odd = Tensors.zeros(1000, 3); // [1000, 3]
      assertThatThrownBy(() -> new NegativeCaptions(odd))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1000 sentences")
          .hasMessageContaining("multiple of 1024");
    }
  }
}

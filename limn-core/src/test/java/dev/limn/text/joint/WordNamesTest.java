package dev.limn.text.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limn.text.Vocabulary;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordNamesTest {
  private static final int WIDTH = 12;

  private static List<String> captions() {
    var captions = new ArrayList<String>();
    for (String coat : List.of("red", "green", "blue")) {
      for (String side : List.of("left", "right")) {
        captions.add(coat + " coat facing " + side);
      }
    }
    return captions;
  }

  /// Vectors of captions that are numbered, and what names their words.
  private static final class Both extends Block {
    private final Linear vectors;
    private final WordNames names;

    Both(Rng rng, int captions, Vocabulary vocabulary) {
      vectors = child("vectors", new Linear(rng, captions, WIDTH));
      names = child("names", new WordNames(rng, WIDTH, vocabulary));
    }
  }

  private static Tensor numbered(int count) {
    float[] rows = new float[count * count];
    for (int i = 0; i < count; i++) {
      rows[i * count + i] = 1;
    }
    return Tensors.of(rows, count, count); // [N, N]
  }

  @Test
  void everyWordMovesTheVectorAsFarAsItIsNamed() {
    var captions = captions();
    var vocabulary = Vocabulary.of(captions, 1);
    try (var rng = new Rng(2);
        var both = new Network<>(new Both(rng, captions.size(), vocabulary), Device.CPU);
        var adam = new Adam(both, Adam.Config.of(3e-2, 0.9))) {
      for (int step = 0; step < 200; step++) {
        try (var _ = Scope.open()) {
          both.zeroGrad();
          var block = both.block();
          block.names.loss(block.vectors.forward(numbered(6)), captions).backward();
          adam.step();
        }
      }
      try (var _ = Scope.open()) {
        Tensor text = both.block().vectors.forward(numbered(6)).detach(); // [6, W]
        Tensor logits = both.block().names.forward(text).detach(); // [6, V]
        for (int i = 0; i < captions.size(); i++) {
          var said = List.of(captions.get(i).split(" "));
          for (String word : List.of("red", "green", "blue", "left", "right", "coat")) {
            double logit = logits.select(0, i).select(0, vocabulary.number(word)).item();
            assertThat(logit > 0)
                .as("%s of '%s'", word, captions.get(i))
                .isEqualTo(said.contains(word));
          }
        }
        // two words, a direction each: what is named is a share of the vectors, however long
        Tensor first = text.select(0, 0);
        Tensor second = text.select(0, 1);
        double length = first.square().sum().sqrt().item();
        double apart = first.minus(second).square().sum().sqrt().item();
        assertThat(apart).isGreaterThan(0.15 * length);
      }
    }
  }

  @Test
  void theLossIsTheSumOverWordsForTheAverageCaption() {
    var captions = captions();
    var vocabulary = Vocabulary.of(captions, 1);
    try (var rng = new Rng(2);
        var names = new Network<>(new WordNames(rng, WIDTH, vocabulary), Device.CPU);
        var _ = Scope.open()) {
      Tensor nothing = Tensors.zeros(captions.size(), WIDTH); // [6, W]
      double loss = names.block().loss(nothing, captions).item();
      assertThat(loss).isCloseTo(vocabulary.size() * Math.log(2), within(1e-4));
    }
  }
}

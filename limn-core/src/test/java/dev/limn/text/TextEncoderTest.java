package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.text.damsm.DamsmTower;
import dev.limn.text.joint.CharCnnRnn;
import dev.limn.text.joint.WordGru;
import dev.limn.text.skipthought.SkipThought;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncoderTest {
  static final List<String> CAPTIONS =
      List.of(
          "a red bird with a long beak and black wings",
          "yellow",
          "this flower has red petals.",
          "a red bird with a long beak and black wings",
          "yellow bird");

  static TextEncoder encoder(String architecture) {
    try (var rng = new Rng(3)) {
      var vocabulary = Vocabulary.of(CAPTIONS, 1);
      TextTower tower =
          switch (architecture) {
            case WordGru.ARCHITECTURE ->
                new WordGru(vocabulary, new WordGru.Sizes(8, 16, 12, 40), rng);
            case CharCnnRnn.ARCHITECTURE ->
                new CharCnnRnn(vocabulary, new CharCnnRnn.Sizes(8, 9, 10, 12), rng);
            case SkipThought.ARCHITECTURE ->
                new SkipThought(
                    vocabulary, new SkipThought.Sizes(SkipThought.Kind.COMBINED, 8, 6, 40), rng);
            default -> new DamsmTower(vocabulary, new DamsmTower.Sizes(8, 12, 40), rng);
          };
      return new TextEncoder(tower, Device.CPU);
    }
  }

  static final List<String> ALL =
      List.of(
          WordGru.ARCHITECTURE,
          CharCnnRnn.ARCHITECTURE,
          SkipThought.ARCHITECTURE,
          DamsmTower.ARCHITECTURE);

  @ParameterizedTest
  @FieldSource("ALL")
  void aCaptionIsTheSameInAnyBatch(String architecture) {
    try (var encoder = encoder(architecture);
        var _ = Scope.open()) {
      Tensor together = encoder.encode(CAPTIONS); // [5, 12]
      assertThat(together.shape().toString()).isEqualTo("[5, 12]");
      for (int i = 0; i < CAPTIONS.size(); i++) {
        float[] alone = encoder.encode(List.of(CAPTIONS.get(i))).toFloats();
        assertThat(together.select(0, i).toFloats()).containsExactly(alone, within(1e-6f));
      }
      assertThat(together.select(0, 0).toFloats()).isEqualTo(together.select(0, 3).toFloats());
      assertThat(together.select(0, 0).toFloats()).isNotEqualTo(together.select(0, 1).toFloats());
      assertThat(together.requiresGrad()).isFalse();
    }
  }

  @Test
  void paddingDoesNotReachTheWords() {
    try (var rng = new Rng(3);
        var _ = Scope.open()) {
      var tower = new WordGru(Vocabulary.of(CAPTIONS, 1), new WordGru.Sizes(8, 16, 12, 40), rng);
      Tensor alone = tower.forward(Tensors.of(new long[] {4, 2, 3}, 1, 3)); // [1, 12]
      Tensor padded =
          tower.forward(Tensors.of(new long[] {4, 2, 3, 0, 0, 0, 7, 6, 5, 4, 3, 2}, 2, 6));
      assertThat(padded.select(0, 0).toFloats()).containsExactly(alone.toFloats(), within(1e-6f));
      tower.release();
    }
  }

  @Test
  void capitalsAndCompositionDoNotMatter() {
    for (var architecture : ALL) {
      try (var encoder = encoder(architecture);
          var _ = Scope.open()) {
        assertThat(encoder.encode(List.of("A RED bird")).toFloats())
            .isEqualTo(encoder.encode(List.of("a red bird")).toFloats());
      }
    }
  }

  @Test
  void longCaptionsAreCutAndTold() {
    var words = "red ".repeat(500);
    for (var architecture :
        List.of(WordGru.ARCHITECTURE, SkipThought.ARCHITECTURE, DamsmTower.ARCHITECTURE)) {
      try (var encoder = encoder(architecture);
          var _ = Scope.open()) {
        var reading = encoder.reading(words);
        assertThat(reading.cut()).isEqualTo(460);
        assertThat(reading.warnings())
            .containsExactly("the caption is too long: its last 460 words are left out");
        assertThat(encoder.encode(List.of(words)).toFloats())
            .isEqualTo(encoder.encode(List.of("red ".repeat(40))).toFloats());
      }
    }
    try (var encoder = encoder(CharCnnRnn.ARCHITECTURE);
        var _ = Scope.open()) {
      assertThat(encoder.reading(words).cut()).isEqualTo(2000 - 201);
      assertThat(encoder.encode(List.of(words)).toFloats())
          .isEqualTo(encoder.encode(List.of(words.substring(0, 201))).toFloats());
    }
  }

  @Test
  void unknownWordsAreTold() {
    try (var encoder = encoder(WordGru.ARCHITECTURE)) {
      var reading = encoder.reading("a purple bird");
      assertThat(reading.unknown()).containsExactly("purple");
      assertThat(reading.coverage()).isCloseTo(2 / 3.0, within(1e-12));
      assertThat(reading.warnings()).containsExactly("the model never saw the word purple");
      assertThat(encoder.reading("a red bird").warnings()).isEmpty();
    }
  }

  @Test
  void blankCaptionsAreRefused() {
    for (var architecture : ALL) {
      try (var encoder = encoder(architecture);
          var _ = Scope.open()) {
        assertThatThrownBy(() -> encoder.encode(List.of("a bird", " ")))
            .isInstanceOf(TextException.class)
            .hasMessageContaining("empty caption");
        assertThatThrownBy(() -> encoder.encode(List.of()))
            .isInstanceOf(TextException.class)
            .hasMessageContaining("no captions");
        assertThatThrownBy(() -> encoder.reading("")).isInstanceOf(TextException.class);
        assertThat(encoder.encode(List.of("!")).shape().toString()).isEqualTo("[1, 12]");
      }
    }
  }

  @Test
  void foldedCentreAndScaleMoveTheOutputs() {
    for (var architecture : ALL) {
      try (var encoder = encoder(architecture);
          var _ = Scope.open()) {
        Tensor before = encoder.encode(CAPTIONS);
        Tensor centre = before.mean(false, 0); // [12]
        encoder.normalise(centre, 0.25);
        assertThat(encoder.encode(CAPTIONS).toFloats())
            .containsExactly(before.minus(centre).div(0.25).toFloats(), within(1e-5f));
      }
    }
  }

  @Test
  void stateHasTheNamesOfThePyTorchModules() {
    try (var encoder = encoder(WordGru.ARCHITECTURE)) {
      assertThat(encoder.state().keySet())
          .containsExactly(
              "embedding.weight",
              "gru.weight_ih_l0",
              "gru.weight_hh_l0",
              "gru.bias_ih_l0",
              "gru.bias_hh_l0",
              "head.weight",
              "head.bias");
    }
  }

  @Test
  void theCharacterEncoderHasThePapersSizes() {
    try (var rng = new Rng(1);
        var encoder =
            new TextEncoder(
                new CharCnnRnn(Vocabulary.of(CAPTIONS, 1), CharCnnRnn.Sizes.PAPER, rng),
                Device.CPU);
        var _ = Scope.open()) {
      assertThat(encoder.encode(CAPTIONS).shape().toString()).isEqualTo("[5, 1024]");
      long parameters = 384 * (70 * 4 + 1) + 512 * (384 * 4 + 1) + 512 * (512 * 4 + 1);
      parameters += 6 * (512 * 512 + 512) + 1024 * (512 + 1);
      assertThat(encoder.state().values().stream().mapToLong(Tensor::elements).sum())
          .isEqualTo(parameters);
      double largest =
          encoder.state().values().stream()
              .mapToDouble(weight -> weight.abs().max().item())
              .max()
              .orElseThrow();
      assertThat(largest).isBetween(0.0799, 0.08);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 100_000})
  void impossibleSizesAreRefused(int size) {
    assertThatThrownBy(() -> new WordGru.Sizes(8, size, 12, 40))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("hidden " + size);
    assertThatThrownBy(() -> new CharCnnRnn.Sizes(8, 9, 10, size))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("width " + size);
  }
}

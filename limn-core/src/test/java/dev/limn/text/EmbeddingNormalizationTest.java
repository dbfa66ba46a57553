package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.text.joint.WordGru;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingNormalizationTest {
  private static TextEncoder centred(Map<String, Integer> counted) {
    try (var rng = new Rng(3)) {
      var vocabulary = Vocabulary.of(List.of("a red flower", "a blue bird"), 1);
      var tower = new WordGru(vocabulary, new WordGru.Sizes(8, 16, 12, 40), rng);
      return EmbeddingNormalization.copy(tower, Device.CPU, counted);
    }
  }

  private static double size(TextEncoder encoder, String caption) {
    try (var _ = Scope.open()) {
      Tensor vector = encoder.encode(List.of(caption)); // [1, width]
      return Math.sqrt(vector.square().mean().item());
    }
  }

  @Test
  void captionsHaveMeanSquareOne() {
    try (var encoder = centred(Map.of("a red flower", 2, "a blue bird", 2))) {
      double red = size(encoder, "a red flower");
      double blue = size(encoder, "a blue bird");
      assertThat((red * red + blue * blue) / 2).isBetween(.999, 1.001);
    }
  }

  /// A folder whose pictures all have the same caption: divided by what rounding leaves of its
  /// deviation, that and every other sentence would be numbers of any size.
  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void oneTextAloneIsTheVectorZero(int count) {
    try (var encoder = centred(Map.of("a red flower", count))) {
      assertThat(size(encoder, "a red flower")).isLessThan(1e-5);
      assertThat(size(encoder, "a blue bird")).isBetween(1e-4, 10.);
    }
  }
}

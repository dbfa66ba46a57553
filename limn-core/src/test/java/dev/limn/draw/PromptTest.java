package dev.limn.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTest {
  @Test
  void theTextIsComposedAndStripped() {
    assertThat(Prompt.of("  a re\u0301d bird ").text()).isEqualTo("a r\u00e9d bird");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "!?", "…"})
  void aSentenceWithoutAWordIsRefused(String text) {
    assertThatThrownBy(() -> Prompt.of(text))
        .isInstanceOf(DrawException.class)
        .hasMessageContaining("no word");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\tb", "a\u0000b", "a\u001b[31mb", "a\u2028b", "a\ud800b"})
  void controlCharactersAreRefused(String text) {
    assertThatThrownBy(() -> Prompt.of(text))
        .isInstanceOf(DrawException.class)
        .hasMessageMatching("the sentence holds U\\+[0-9A-F]{4}; .*");
  }

  @Test
  void aThousandCodePointsAreTheMost() {
    assertThat(Prompt.of("\ud83d\udc26".repeat(998) + " b").text()).hasSize(1998);
    assertThatThrownBy(() -> Prompt.of("a".repeat(1001)))
        .isInstanceOf(DrawException.class)
        .hasMessage("a sentence of 1,001 characters; expected at most 1,000");
  }

  @Test
  void seedsHaveThirtyTwoBits() {
    assertThat(Prompt.of("a").withSeed(Prompt.MAX_SEED).seed()).isEqualTo(4_294_967_295L);
    assertThatThrownBy(() -> Prompt.of("a").withSeed(-1)).hasMessageContaining("seed -1");
    assertThatThrownBy(() -> Prompt.of("a").withSeed(Prompt.MAX_SEED + 1))
        .hasMessageContaining("seed 4294967296");
    assertThatThrownBy(() -> new Prompt("a", Prompt.MAX_SEED, 2, 1))
        .hasMessageContaining("the last seed is 4294967295");
  }

  @Test
  void countAndTruncationHaveBounds() {
    assertThatThrownBy(() -> Prompt.of("a").withCount(0)).hasMessageContaining("0 pictures");
    assertThatThrownBy(() -> Prompt.of("a").withCount(10_001)).hasMessageContaining("10001");
    assertThat(Prompt.of("a").withTruncation(0).truncation()).isZero();
    for (double wrong : new double[] {-0.1, 2.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Prompt.of("a").withTruncation(wrong))
          .isInstanceOf(DrawException.class)
          .hasMessageContaining("truncation " + wrong);
    }
  }
}

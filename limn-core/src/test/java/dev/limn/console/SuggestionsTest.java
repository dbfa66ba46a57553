package dev.limn.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  private static final List<String> KNOWN =
      List.of("batch", "beta1", "beta2", "generator-rate", "learning-rate", "penalty", "precision");

  @ParameterizedTest
  @CsvSource({
    "bacth, batch",
    "Batch, batch",
    "batchs, batch",
    "learning_rate, learning-rate",
    "lerning-rte, learning-rate",
    "precison, precision",
    "beta3, beta1",
    "generator, generator-rate"
  })
  void theNearestIsFound(String word, String meant) {
    assertThat(Suggestions.nearest(word, KNOWN)).contains(meant);
  }

  @Test
  void whatIsFarFromAllIsNotGuessed() {
    assertThat(Suggestions.nearest("colour", KNOWN)).isEmpty();
    assertThat(Suggestions.hint("colour", KNOWN)).isEmpty();
    assertThat(Suggestions.hint("penalti", KNOWN)).isEqualTo(" (did you mean 'penalty'?)");
  }
}

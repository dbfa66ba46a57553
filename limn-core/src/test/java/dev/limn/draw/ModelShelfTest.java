package dev.limn.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.text.TextException;
import dev.limn.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelShelfTest {
  @TempDir Path temp;

  @BeforeEach
  void fill() throws IOException {
    put("birds", "a red bird", "a small bird with a red crown", "a bird sits on a flower");
    put("flowers", "a red flower", "a flower with red petals", "a flower called bird of paradise");
    Files.createDirectories(temp.resolve("no-model"));
    Files.writeString(temp.resolve("README.md"), "models");
  }

  private void put(String name, String... captions) throws IOException {
    Path model = Files.createDirectories(temp.resolve(name));
    Files.writeString(model.resolve("config.json"), "{}");
    Vocabulary.of(List.of(captions), 1).write(model.resolve("vocab.txt"));
  }

  private String best(String sentence) {
    return new ModelShelf(temp).best(sentence).orElseThrow().name();
  }

  @Test
  void modelsAreListedByName() {
    assertThat(new ModelShelf(temp).models())
        .containsExactly(temp.resolve("birds"), temp.resolve("flowers"));
  }

  @Test
  void theVocabularyThatKnowsMostWins() {
    assertThat(best("a small crown")).isEqualTo("birds");
    assertThat(best("blue petals")).isEqualTo("flowers");
    var choice = new ModelShelf(temp).best("blue petals of a flower").orElseThrow();
    assertThat(choice.known()).isEqualTo(4);
    assertThat(choice.words()).isEqualTo(5);
  }

  @Test
  void amongEqualsTheWordsThatAreCommonerDecide() {
    assertThat(best("a red flower")).isEqualTo("flowers");
    assertThat(best("a red bird")).isEqualTo("birds");
  }

  @Test
  void aSentenceNobodyKnowsGoesToTheFirst() {
    assertThat(best("zzz")).isEqualTo("birds");
  }

  @Test
  void anEmptyOrMissingShelfHasNone() {
    assertThat(new ModelShelf(temp.resolve("no-model")).best("a bird")).isEmpty();
    assertThat(new ModelShelf(temp.resolve("nowhere")).best("a bird")).isEmpty();
  }

  @Test
  void aDamagedVocabularyIsNamed() throws IOException {
    Files.writeString(temp.resolve("birds/vocab.txt"), "bird\n");
    assertThatThrownBy(() -> best("a bird"))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("birds")
        .hasMessageContaining("vocab.txt");
  }
}

package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.text.joint.CharAlphabet;
import dev.limn.text.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
  private static final List<String> CAPTIONS =
      List.of("A red bird, a red beak.", "a blue bird", "the five-petaled flower");

  @ParameterizedTest
  @EnumSource(Tokenizer.class)
  void wordsAreLowerCaseRunsOfLettersAndDigits(Tokenizer tokenizer) {
    assertThat(tokenizer.words("A five-petaled, 2-inch FLOWER."))
        .containsExactly("a", "five", "petaled", "2", "inch", "flower");
    assertThat(tokenizer.words("the bird's wings, the bird’s tail"))
        .containsExactly("the", "birds", "wings", "the", "birds", "tail");
    assertThat(tokenizer.words(" …!? ")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Tokenizer.class)
  void composedAndDecomposedLettersAreTheSameWord(Tokenizer tokenizer) {
    assertThat(tokenizer.words("Ros\u00c9")).isEqualTo(tokenizer.words("ROSE\u0301"));
    assertThat(tokenizer.words("ros\u00e9 \u30d0\u30e9"))
        .containsExactly("ros\u00e9", "\u30d0\u30e9");
  }

  @Test
  void aMarkBehindAnApostropheGoesToTheLetterBefore(@TempDir Path folder) {
    var vocabulary = Vocabulary.of(List.of("la rose\u2019\u0301 rouge"), 1);
    assertThat(vocabulary.words()).contains("ros\u00e9");
    vocabulary.write(folder.resolve(Vocabulary.FILE));
    assertThat(Vocabulary.read(folder.resolve(Vocabulary.FILE), Tokenizer.LATEST).words())
        .isEqualTo(vocabulary.words());
  }

  @Test
  void commonWordsComeFirstAndTiesByAlphabet() {
    var vocabulary = Vocabulary.of(CAPTIONS, 1);
    assertThat(vocabulary.words())
        .containsExactly(
            "<pad>", "<unk>", "a", "bird", "red", "beak", "blue", "five", "flower", "petaled",
            "the");
    assertThat(Vocabulary.of(CAPTIONS, 2).words())
        .containsExactly("<pad>", "<unk>", "a", "bird", "red");
  }

  @Test
  void unknownWordsAreNamedOnceAndCounted() {
    var vocabulary = Vocabulary.of(CAPTIONS, 2);
    assertThat(vocabulary.numbers("A green, GREEN bird")).containsExactly(2, 1, 1, 3);
    assertThat(vocabulary.unknown("A green, GREEN bird sings")).containsExactly("green", "sings");
    assertThat(vocabulary.coverage("A green bird sings")).isCloseTo(0.5, within(1e-12));
    assertThat(vocabulary.coverage("!")).isZero();
    assertThat(vocabulary.numbers("!")).containsExactly(Vocabulary.UNKNOWN);
    assertThat(vocabulary.unknown("<pad> red")).containsExactly("pad");
    assertThat(vocabulary.knows("<unk>")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\t\n"})
  void blankCaptionsAreRefused(String caption) {
    var vocabulary = Vocabulary.of(CAPTIONS, 1);
    assertThatThrownBy(() -> vocabulary.numbers(caption))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("empty caption");
  }

  @Test
  void aSavedVocabularyIsTheSame(@TempDir Path folder) throws Exception {
    var vocabulary = Vocabulary.of(CAPTIONS, 1);
    var file = folder.resolve(Vocabulary.FILE);
    vocabulary.write(file);
    assertThat(Vocabulary.read(file, Tokenizer.LATEST).words()).isEqualTo(vocabulary.words());
    assertThat(Files.readAllLines(file).indexOf("red")).isEqualTo(vocabulary.number("red"));
  }

  @Test
  void aWrongLineIsNamed(@TempDir Path folder) throws Exception {
    var file = folder.resolve(Vocabulary.FILE);
    Files.writeString(file, "<pad>\n<unk>\nred\nRed\n");
    assertThatThrownBy(() -> Vocabulary.read(file, Tokenizer.LATEST))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("vocab.txt:4")
        .hasMessageContaining("Red");
    Files.writeString(file, "<pad>\n<unk>\nred\nblue\nred\n");
    assertThatThrownBy(() -> Vocabulary.read(file, Tokenizer.LATEST))
        .hasMessageContaining("vocab.txt:5: 'red' again");
    Files.writeString(file, "red\n");
    assertThatThrownBy(() -> Vocabulary.read(file, Tokenizer.LATEST))
        .hasMessageContaining("expected [<pad>, <unk>]");
    Files.write(file, new byte[] {(byte) 0xff, 10});
    assertThatThrownBy(() -> Vocabulary.read(file, Tokenizer.LATEST))
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> Vocabulary.read(folder.resolve("none.txt"), Tokenizer.LATEST))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("none.txt");
    assertThatThrownBy(() -> Vocabulary.of(Collections.emptyList(), 0))
        .hasMessageContaining("at least 0 times");
  }

  @Test
  void theAlphabetHasSixtyNineLiveColumns() {
    assertThat(CharAlphabet.CHARACTERS).hasSize(70);
    assertThat(CharAlphabet.CHARACTERS.chars().distinct().count()).isEqualTo(69);
    assertThat(CharAlphabet.column('-')).isEqualTo(CharAlphabet.CHARACTERS.lastIndexOf('-'));
    assertThat(CharAlphabet.column(' ')).isEqualTo(69);
    assertThat(CharAlphabet.column('A')).isEqualTo(-1);
  }

  @Test
  void anotherVocabularyTakesTheFilesPlaceAndDoesNotWriteIntoIt(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve(Vocabulary.FILE);
    Vocabulary.of(List.of("a red bird"), 1).write(file);
    Path before = Files.createLink(folder.resolve("before"), file);
    Vocabulary.of(List.of("a blue boat"), 1).write(file);
    assertThat(Vocabulary.read(before, Tokenizer.LATEST).knows("bird")).isTrue();
    assertThat(Vocabulary.read(file, Tokenizer.LATEST).knows("bird")).isFalse();
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From a folder with captions in another language to a drawing of one of them.
final class TrainLanguagesTest extends SmallTraining {
  private Path captioned(Map<Integer, String> captions) throws IOException {
    Path root = squares(folder.resolve("captioned"), 6, 48, false);
    for (int i = 0; i < 6; i++) {
      Files.writeString(root.resolve("%03d.txt".formatted(i)), captions.get(i % captions.size()));
    }
    return root;
  }

  @ParameterizedTest
  @CsvSource({
    "赤い鳥が枝にいる, 青い鳥が空を飛ぶ, 枝に青い鳥がいる, 緑の鳥, 緑, 10",
    "लाल पक्षी उड़ता है, नीला पक्षी हिन्दी गाता है, लाल पक्षी गाता है, हरा पक्षी, हरा, 7",
  })
  void whatItLearnsFromItKnows(
      String one, String two, String mixed, String foreign, String unknownWord, int words)
      throws IOException {
    data = captioned(Map.of(0, one, 1, two));
    var check = Session.of("data", "check", data.toString(), "--samples", "0");
    assertThat(check.out()).contains("vocabulary  " + words + " words");
    var training = Session.of(train("--preset=small", "--kimg=0.02", "-o=encoder.least-count=1"));
    assertThat(training.status()).as(training.err()).isZero();
    Path run = folder.resolve("runs").toFile().listFiles()[0].toPath();
    assertThat(Files.readString(run.resolve("config.yaml"))).contains("tokenizer: 2");
    assertThat(Files.readString(run.resolve("text-encoder/text-encoder.json")))
        .contains("\"tokenizer\" : 2");
    var drawn = draw(run, mixed);
    assertThat(drawn.status()).as(drawn.err()).isZero();
    assertThat(drawn.err() + drawn.out()).doesNotContain("never saw");
    var warned = draw(run, foreign);
    assertThat(warned.err() + warned.out()).contains("never saw the word").contains(unknownWord);
  }

  private Session draw(Path run, String sentence) {
    return Session.of(
        "draw",
        "--model=" + run,
        sentence,
        "--device=cpu",
        "--threads=1",
        "--force",
        "--out=" + folder.resolve("drawn.png"));
  }

  @Test
  void anEncoderOfCharactersSaysWhatItCannotRead() throws IOException {
    data = captioned(Map.of(0, "赤い鳥が枝にいる", 1, "青い鳥が空を飛ぶ"));
    var training = Session.of(train("--preset=small", "--kimg=0.02", "-o=encoder=char-cnn-rnn"));
    assertThat(training.status()).isNotZero();
    assertThat(training.err())
        .contains("char-cnn-rnn reads a to z, digits and punctuation, and 100 %")
        .contains("word-gru");
  }
}

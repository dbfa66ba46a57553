package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Text from elsewhere in what is printed: it commands no terminal, and turns nothing around.
class OddTextTest {
  @TempDir Path folder;

  private Session draw(String sentence, String... more) {
    var model = SmallModel.write(folder.resolve("small"), Map.of());
    var words = new ArrayList<>(List.of("draw", sentence));
    words.addAll(List.of("--model", model.toString()));
    words.addAll(List.of(more));
    return Session.of(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"red \u202eder", "red \u2066x\u2069", "red \u200fx", "red \u00adx"})
  void aPromptIsEscapedOnTheTerminalAndKeptInThePicture(String sentence) {
    var file = folder.resolve("a.png");
    var drawn = draw(sentence, "--out", file.toString());
    assertThat(drawn.status()).as(drawn.err()).isEqualTo(ExitStatus.OK);
    assertThat(drawn.err() + drawn.out()).doesNotContainPattern("[\\p{Cf}]");
    assertThat(Png.metadata(file)).containsEntry("prompt", sentence);
    var info = Session.of("info", file.toString());
    assertThat(info.out()).doesNotContainPattern("[\\p{Cf}]").contains("\\u");
  }

  @Test
  void aFileNameIsEscaped() {
    var place = folder.resolve("a\u202egnp.png");
    var drawn = draw("red", "--out", place.toString());
    assertThat(drawn.out()).contains("a\\u202egnp.png").doesNotContain("\u202e");
    assertThat(place).exists();
    var again = draw("red", "--out", place.toString());
    assertThat(again.err()).contains("a\\u202egnp.png: exists already").doesNotContain("\u202e");
    var mistyped = Session.of("draw", "--\u202emodel");
    assertThat(mistyped.err()).doesNotContain("\u202e");
  }

  @Test
  void aCaptionIsEscapedInFindings() throws IOException {
    var data = SmallTraining.squares(folder.resolve("d\u202eata"), 3, 16, true);
    Files.writeString(data.resolve("000.txt"), "a \u202eder square\n");
    var checked =
        Session.of("data", "check", data.toString(), "--page", folder.resolve("p.html").toString());
    assertThat(checked.status()).as(checked.err()).isEqualTo(ExitStatus.OK);
    assertThat(checked.out() + checked.err()).doesNotContain("\u202e");
  }

  @Test
  void aSentenceThatIsNotKnownIsDrawnWithAWarningAndRefusedStrictly() {
    var drawn = draw("xyzzy plugh", "--out", folder + "/a.png");
    assertThat(drawn.status()).isEqualTo(ExitStatus.OK);
    assertThat(drawn.err()).contains("it knows no word of \"xyzzy plugh\"");
    for (var sentence : new String[] {"xyzzy plugh", "red xyzzy"}) {
      var refused = draw(sentence, "--strict", "--out", folder + "/b.png");
      assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(refused.err()).contains("never saw the word", "xyzzy");
    }
    assertThat(folder.resolve("b.png")).doesNotExist();
    assertThat(draw("red flower", "--strict", "--out", folder + "/c.png").status())
        .isEqualTo(ExitStatus.OK);
  }
}

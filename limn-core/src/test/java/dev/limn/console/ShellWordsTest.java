package dev.limn.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
  private static final Path BASH = Path.of("/bin/bash");

  /// What a shell makes of a command: its words, each ended by a NUL.
  private static List<String> words(String command) throws Exception {
    assumeTrue(Files.isExecutable(BASH), "no " + BASH);
    var builder =
        new ProcessBuilder(BASH.toString(), "-c", "limn() { printf '%s\\0' \"$@\"; }\n" + command);
    builder.environment().put("LC_ALL", "C.UTF-8");
    var process = builder.start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return List.of(text.substring(0, text.length() - 1).split("\0", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "runs/00000-df-gan-flowers-64",
        "o ut/with blanks",
        "it's",
        "''",
        "say \"red\"",
        "$HOME `id` $(id) ${x}",
        "a\\b",
        "*?[a-z]{1,2}~!#&|;<>()",
        "--option=value",
        "~user",
        "=ls",
        "été 花 цветок زهرة",
        "line\nbreak\ttab",
        "bell\u0007 and \u001b[31mred",
        "turned \u202egnp.exe\u2066",
        "\ud83d\udc68\u200d\ud83c\udf3e",
        ""
      })
  void aWordIsOneWordInTheShell(String word) throws Exception {
    var command = ShellWords.of("limn", word, "last");
    assertThat(words(command)).containsExactly(word, "last");
    assertThat(Printable.of(command)).isEqualTo(command);
    assertThat(words("limn " + ShellWords.sentence(word))).containsExactly(word);
  }

  @Test
  void whatNeedsNoQuotesHasNone() {
    assertThat(ShellWords.of("limn", "draw", "--model", "runs/00000-a_b.c@2%"))
        .isEqualTo("limn draw --model runs/00000-a_b.c@2%");
    assertThat(ShellWords.sentence("a bird's red wings, 2 of them."))
        .isEqualTo("\"a bird's red wings, 2 of them.\"");
    assertThat(ShellWords.sentence("$5")).isEqualTo("'$5'");
  }

  @Test
  void aPathIsNoOption() {
    assertThat(ShellWords.path(Path.of("-rf"))).isEqualTo("./-rf");
    assertThat(ShellWords.path(Path.of("a/-rf"))).isEqualTo("a/-rf");
  }

  @Test
  void manyWordsStayInOrder() throws Exception {
    var all = new ArrayList<>(List.of("limn"));
    all.addAll(List.of("a b", "-c", "d'e"));
    assertThat(words(ShellWords.of(all))).containsExactly("a b", "-c", "d'e");
  }
}

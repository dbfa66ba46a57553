package dev.limn.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a\u202egnp|a\\u202egnp",
        "\u2066x\u2069|\\u2066x\\u2069",
        "\u200e\u200f\u061c|\\u200e\\u200f\\u061c",
        "\u009b31m|\\u009b31m",
        "a\u2028b\u2029|a\\u2028b\\u2029",
        "\ufeffa\u00adb|\\ufeffa\\u00adb",
        "\udb40\udc41|\\udb40\\udc41"
      })
  void whatATerminalObeysIsShownByItsNumber(String text, String shown) {
    assertThat(Printable.of(text)).isEqualTo(shown);
    assertThat(Printable.lines(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "été",
        "花",
        "زهرة حمراء",
        "पीला फूल",
        "می\u200cخواهم",
        "\ud83d\udc68\u200d\ud83c\udf3e"
      })
  void writingStaysAsItIs(String text) {
    assertThat(Printable.of(text)).isSameAs(text);
  }

  @Test
  void linesKeepTheirEnds() {
    assertThat(Printable.lines("\u001b[2J")).isEqualTo("\\u001b[2J");
    assertThat(Printable.lines("a\n\tb\r\u0007")).isEqualTo("a\n\tb\r\\u0007");
    assertThat(Printable.of("a\nb")).isEqualTo("a\\u000ab");
  }
}

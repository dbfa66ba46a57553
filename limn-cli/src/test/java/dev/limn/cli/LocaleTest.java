package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is printed and written is the same in every locale: machines and logs read it.
class LocaleTest {
  @TempDir static Path shared;

  private static String data;
  private static String model;
  private Locale before;

  @BeforeAll
  static void makeThem() throws IOException {
    data = SmallTraining.squares(shared.resolve("squares"), 5, 16, true).toString();
    model = SmallModel.write(shared.resolve("small"), Map.of("kimg", 12.5)).toString();
  }

  @BeforeEach
  void remember() {
    before = Locale.getDefault();
  }

  @AfterEach
  void putBack() {
    Locale.setDefault(before);
  }

  private static List<String> printed() {
    var picture = shared.resolve("picture.png").toString();
    return List.of(
        out("data", "check", data, "--samples", "0"),
        out("data", "pack", data, "--size", "8"),
        out("train", "--data", data, "--family=dcgan", "--dry-run", "--threads=1"),
        out("draw", "xyzzy red", "--model", model, "--grid", "2x1", "--force", "--out", picture),
        out("info", picture),
        out("train", "--data", data, "-o=batch=12345", "--dry-run"),
        out("draw", "red", "--model", model, "--scale", "1000"),
        out("TITLE"));
  }

  private static String out(String... words) {
    var session = Session.of(words);
    return session.out() + session.err();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "hi-IN-u-nu-deva", "tr-TR", "de-CH", "th-TH-u-nu-thai"})
  void everyLocaleIsToldTheSame(String tag) {
    Locale.setDefault(Locale.ROOT);
    printed(); // what is packed stays packed
    var usual = printed();
    Locale.setDefault(Locale.forLanguageTag(tag));
    assertThat(printed()).isEqualTo(usual);
    assertThat(String.join("", usual)).contains("5").doesNotContainPattern("[\u0660-\u0669]");
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.ImageDecoder;
import dev.limn.image.Png;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `--out -` is standard output: the bytes of the one file, and nothing else.
class StandardOutputTest {
  @TempDir Path folder;

  private record Piped(Session session, byte[] bytes) {}

  private static Piped piped(String... words) {
    var bytes = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return new Piped(Session.of(words), bytes.toByteArray());
    } finally {
      System.setOut(before);
    }
  }

  private Piped draw(String... words) {
    var all = new ArrayList<>(List.of("draw", "--out", "-", "--model"));
    all.add(SmallModel.write(folder.resolve("small"), Map.of()).toString());
    all.addAll(List.of(words));
    return piped(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "red, 64",
    "red --seed 3 --scale 2, 128",
    "red --grid 2x1, 128",
    "red --variations 3, 134",
    "--from red --to petals --steps 3, 192"
  })
  void onePictureGoesToStandardOutputAndNothingElse(String words, int width) throws IOException {
    var drawn = draw(words.split(" "));
    assertThat(drawn.session().status()).as(drawn.session().err()).isEqualTo(ExitStatus.OK);
    assertThat(drawn.session().out()).isEmpty();
    var file = Files.write(folder.resolve("piped.png"), drawn.bytes());
    assertThat(ImageDecoder.read(file).width()).isEqualTo(width);
    assertThat(Png.metadata(file)).containsKey("prompt");
    assertThat(Path.of("-")).doesNotExist();
  }

  @Test
  void severalPicturesAreRefused() {
    var several = draw("red", "--count", "3");
    assertThat(several.session().status()).isEqualTo(ExitStatus.USAGE);
    assertThat(several.session().err()).contains("--out - is for one picture, not 3");
    assertThat(several.bytes()).isEmpty();
  }

  @Test
  void thePageOfACheckGoesThereToo() throws IOException {
    var data = SmallTraining.squares(folder.resolve("squares"), 4, 16, true);
    var page = piped("data", "check", data.toString(), "--page", "-");
    assertThat(page.session().status()).as(page.session().err()).isEqualTo(ExitStatus.OK);
    assertThat(new String(page.bytes(), StandardCharsets.UTF_8)).startsWith("<!doctype html>");
    assertThat(page.session().out()).isEmpty();
    assertThat(page.session().err()).contains("captions");
  }

  @Test
  void aFilledTableGoesThereToo() throws IOException {
    var table = Files.writeString(folder.resolve("table.csv"), "a,b\n1,2\n3,4\n5,6\n7,8\n");
    var filled = piped("fill", table.toString(), "--out", "-");
    assertThat(filled.session().status()).as(filled.session().err()).isEqualTo(ExitStatus.OK);
    assertThat(new String(filled.bytes(), StandardCharsets.UTF_8)).startsWith("a,b\n1,2\n");
    assertThat(filled.session().out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "train --data DATA --out -, a run is a folder",
    "data pack DATA --out -, a cache is a folder",
    "reproduce toy-1d --out -, a report is a folder"
  })
  void aFolderCannotGoThere(String words, String why) throws IOException {
    var data = SmallTraining.squares(folder.resolve("squares"), 4, 16, true);
    var session = Session.of(words.replace("DATA", data.toString()).split(" "));
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains(why);
    assertThat(Path.of("-")).doesNotExist();
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.data.Dataset;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.image.Png;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataVerbTest {
  @TempDir Path temp;
  private Path pictures;

  @BeforeEach
  void drawCaptionedPictures() throws IOException {
    pictures = Files.createDirectory(temp.resolve("pictures"));
    for (int i = 0; i < 12; i++) {
      var rgb = new byte[20 * 10 * 3];
      Arrays.fill(rgb, (byte) (i * 20));
      Png.write(pictures.resolve("p%02d.png".formatted(i)), new Image(20, 10, rgb));
      Files.writeString(pictures.resolve("p%02d.txt".formatted(i)), "a grey picture\n");
    }
  }

  private void breakPictures(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.writeString(pictures.resolve("p%02d.png".formatted(i)), "<html>not found</html>");
    }
  }

  @Test
  void checkTellsWhatThereIsAndWritesThePage() {
    var page = temp.resolve("page.html");
    var session = Session.of("data", "check", pictures.toString(), "--page", page.toString());
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
    assertThat(session.out())
        .contains("sidecar")
        .containsPattern("samples +12")
        .containsPattern("sizes +20×10 \\(12\\)")
        .containsPattern("page +" + page);
    assertThat(page).content().contains("a grey picture");
  }

  @Test
  void checkOfABrokenFolderNamesTheFilesAndEndsWithOne() throws IOException {
    breakPictures(3);
    var session = Session.of("data", "check", pictures.toString(), "--samples", "0");
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.out()).contains("p00.png").contains("p01.png").contains("refuses");
  }

  @Test
  void packMakesTheCacheOnceInTheFolderThatIsNamed() {
    var out = temp.resolve("cache");
    String[] line = {
      "data",
      "pack",
      pictures.toString(),
      "--size",
      "16",
      "--out",
      out.toString(),
      "--fit",
      "centre-crop",
      "--filter",
      "lanczos"
    };
    var first = Session.of(line);
    assertThat(first.status()).as(first.err()).isEqualTo(ExitStatus.OK);
    assertThat(first.out()).contains("12 samples at 16×16").contains(out.toString());
    assertThat(out).isNotEmptyDirectory();
    assertThat(Session.of(line).out()).contains("there already");
  }

  @Test
  void packMakesWhatTrainingReadsWhenNothingElseIsSaid() {
    var training = Session.of("train", "--data", pictures.toString(), "--dry-run");
    assertThat(training.status()).as(training.err()).isEqualTo(ExitStatus.OK);
    int load =
        training
            .out()
            .lines()
            .filter(line -> line.strip().startsWith("load: "))
            .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();
    var packed = Session.of("data", "pack", pictures.toString());
    assertThat(packed.status()).as(packed.err()).isEqualTo(ExitStatus.OK);
    assertThat(packed.out()).contains("12 samples at %d×%d".formatted(load, load));
    try (var cache =
        PackedCache.open(
            Dataset.open(pictures), PackSettings.of(load), Progress.SILENT)) { // as training does
      assertThat(cache.fresh()).isFalse();
    }
  }

  @Test
  void packRefusesMuchBrokenUnlessItIsAllowed() throws IOException {
    breakPictures(3);
    String[] line = {
      "data", "pack", pictures.toString(), "--size", "8", "--out", temp.resolve("c").toString()
    };
    var refused = Session.of(line);
    assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(refused.err()).contains("more than 5 %").contains("p00.png").doesNotContain("\tat ");

    var longer = Arrays.copyOf(line, line.length + 1);
    longer[line.length] = "--allow-bad";
    var allowed = Session.of(longer);
    assertThat(allowed.status()).isEqualTo(ExitStatus.OK);
    assertThat(allowed.out()).contains("9 samples");
    assertThat(allowed.err()).contains("skipped p00.png: ").contains("skipped p01.png: ");
  }

  @Test
  void aNamedFormatIsTakenAtItsWord() {
    var session = Session.of("data", "check", pictures.toString(), "--format", "cub");
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("images/");
  }

  @Test
  void mistakesAreNamedWithWhatIsExpected() {
    var folder = pictures.toString();
    assertUsage("expected one of webdataset", "data", "check", folder, "--format", "zip");
    assertUsage("expected one of stretch, centre-crop", "data", "pack", folder, "--fit", "squeeze");
    assertUsage("check, pack or clean", "data");
    assertUsage("unknown verb 'chekc'", "data", "chekc", folder);
    assertUsage("DIR", "data", "pack");
    assertUsage("--size", "data", "pack", folder, "--size", "big");

    var nowhere = Session.of("data", "check", temp.resolve("nowhere").toString());
    assertThat(nowhere.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(nowhere.err().lines()).singleElement().asString().contains("nowhere");
    var tiny = Session.of("data", "pack", folder, "--size", "0");
    assertThat(tiny.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(tiny.err()).contains("size 0");
  }

  private static void assertUsage(String message, String... args) {
    var session = Session.of(args);
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains(message).contains("--help");
  }

  @Test
  void progressIsOneLineOnATerminalAndQuietInAFileForAQuickPass() throws InterruptedException {
    var terminal = new StringWriter();
    try (var line = new ProgressLine(new PrintWriter(terminal), "packed", true)) {
      line.advanced(1, 3000);
      Thread.sleep(250);
      line.advanced(2000, 3000);
      line.advanced(3000, 3000);
    }
    assertThat(terminal)
        .hasToString(
            "\rpacked 2,000 of 3,000 pictures\rpacked 3,000 of 3,000 pictures"
                + System.lineSeparator());
    var file = new StringWriter();
    try (var line = new ProgressLine(new PrintWriter(file), "packed", false)) {
      line.advanced(2, 3);
      line.advanced(3, 3);
    }
    assertThat(file.toString()).isEmpty();
  }
}

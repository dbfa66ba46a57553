package dev.limn.data;

import static dev.limn.data.Folders.mixed;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCheckTest {
  @TempDir Path root;

  @BeforeEach
  void folder() {
    picture("001.Owl/a", 1, "A red bird, a RED wing.\nit's <b>small</b>");
    picture("001.Owl/b", 2, "a blue bird");
    picture("002.Jay/c", 1, "A Blue bird\na hawk-like bird");
    write(root.resolve("images/002.Jay/d.png"), png(mixed(20, 10, 3)));
    write(root.resolve("text/002.Jay/d.txt"), "a wide bird");
    write(root.resolve("images/002.Jay/e.png"), "no picture");
    write(root.resolve("text/002.Jay/e.txt"), "never counted");
  }

  private void picture(String name, int seed, String captions) {
    write(root.resolve("images/" + name + ".png"), png(mixed(8, 8, seed)));
    write(root.resolve("text/" + name + ".txt"), captions);
  }

  private DatasetCheck.Report report() {
    return DatasetCheck.run(Dataset.open(root), Progress.SILENT);
  }

  @Test
  void everythingIsCounted() {
    var report = report();
    assertThat(report.samples()).isEqualTo(4);
    assertThat(report.format()).isEqualTo(DatasetFormat.CUB);
    assertThat(report.sizes()).containsOnly(Map.entry("8×8", 3), Map.entry("20×10", 1));
    assertThat(report.classes()).containsOnly(Map.entry("001.Owl", 2), Map.entry("002.Jay", 2));
    assertThat(report.captions()).isEqualTo(6);
    assertThat(report.captionsEach()).isEqualTo(new DatasetCheck.Spread(1, 1.5, 2));
    assertThat(report.words())
        .containsEntry("bird", 5)
        .containsEntry("red", 2)
        .containsEntry("its", 1)
        .containsEntry("hawk", 1)
        .doesNotContainKey("counted");
    assertThat(report.rareWords(1)).containsExactly("hawk", "its", "like", "small", "wide", "wing");
    assertThat(report.repeated()).as("\"a blue bird\", in any case").isEqualTo(1);
    assertThat(report.duplicates())
        .containsExactly(List.of("images/001.Owl/a.png", "images/002.Jay/c.png"));
    assertThat(report.skipped())
        .singleElement()
        .hasToString(
            "images/002.Jay/e.png: not a picture; expected a PNG, JPEG, WebP, GIF, BMP or TIFF"
                + " picture");
    assertThat(report.broken()).as("1 of 5 is one only").isFalse();
  }

  @Test
  void theTextTellsAll() {
    var text = report().text();
    assertThat(text)
        .contains("looks like cub because images/ and text/ are there")
        .contains("8×8 (3), 20×10 (1)")
        .contains("6; 1 to 2 (mean 1.5) a picture; 3 to 6 (mean 3.8) words a caption")
        .contains("6 occur once, such as hawk, its, like")
        .contains("captions that stand under more than one picture: 1")
        .contains("2; 2 pictures a class; largest: 001.Owl (2), 002.Jay (2)")
        .contains(
            "pictures that are another one again: 1\n  images/001.Owl/a.png = images/002.Jay/c.png")
        .contains("skipped     1\n  images/002.Jay/e.png: not");
    assertThat(report().text()).as("the same every time").isEqualTo(text);
  }

  @Test
  void threeBrokenFilesOfAFewAreTooMany() {
    write(root.resolve("images/001.Owl/f.png"), "no picture");
    write(root.resolve("text/001.Owl/f.txt"), "x");
    assertThat(report().broken()).as("2 of 6").isFalse();
    write(root.resolve("images/001.Owl/g.png"), "no picture");
    write(root.resolve("text/001.Owl/g.txt"), "x");
    assertThat(report().broken()).as("3 of 7").isTrue();
    assertThat(report().text()).contains("3, more than 5 %: training refuses this folder");
  }

  @Test
  void picturesThatAreNeverMirroredAreCounted() {
    assertThat(report().text()).doesNotContain("mirrored");
    picture("002.Jay/f", 9, "a jay\na jay that looks Left\n");
    var report = report();
    assertThat(report.sided()).isEqualTo(1);
    assertThat(report.text())
        .contains("sides       pictures whose captions say left or right, never mirrored: 1");
  }

  @Test
  void thePageShowsPicturesAndEscapesCaptions() throws IOException {
    var dataset = Dataset.open(root);
    var file = root.resolve("out/page.html");
    SamplePage.write(dataset, report(), file, 3, 1);
    var page = Files.readString(file);
    assertThat(page.split("<section>")).hasSize(4);
    assertThat(page).contains("data:image/png;base64,");
    SamplePage.write(dataset, report(), file, 100, 1);
    page = Files.readString(file);
    assertThat(page.split("<section>")).hasSize(6);
    assertThat(page).contains("it's &lt;b&gt;small").doesNotContain("<b>small");
    SamplePage.write(dataset, report(), root.resolve("again.html"), 100, 1);
    assertThat(Files.readString(root.resolve("again.html"))).isEqualTo(page);
    assertThatThrownBy(() -> SamplePage.write(dataset, report(), file, 0, 1))
        .isInstanceOf(DataException.class);
  }
}

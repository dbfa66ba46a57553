package dev.limn.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limn.image.Image;
import dev.limn.plot.Bars;
import dev.limn.plot.HeatMap;
import dev.limn.plot.Ink;
import dev.limn.plot.Plot;
import dev.limn.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
  @TempDir Path temp;

  private record Settings(int width, double rate) {}

  private record Small(Optional<String> data, double measured) implements Experiment {
    @Override
    public Card card() {
      return new Card("small", "A & B <small>", "less than 2", List.of(1), 1, 2, data);
    }

    @Override
    public void run(Context context, Report report) {
      new Plot("A line", "x", "y")
          .line("seen", Ink.BLUE, new double[] {0, 1, Double.NaN}, new double[] {0, 1, 2})
          .write(context.file("line.png"));
      report
          .heading("Results")
          .paragraph("One *plain* text.")
          .table("Numbers", List.of("a", "b|c"), List.of(List.of("1", "<2>")))
          .figure("line.png", "A line")
          .configuration("network", new Settings(3, 0.5))
          .claim("measured", "< 2", Double.toString(measured), measured < 2);
    }
  }

  private Context context(Path... data) {
    return new Context(temp, false, 7, Device.CPU, 1, List.of(data), line -> {}, () -> false);
  }

  @Test
  void oneModelIsWrittenAsHtmlAndAsMarkdown() throws IOException {
    var outcome = Reproduction.run(new Small(Optional.empty(), 1.5), context());
    assertThat(outcome.report().holds()).isTrue();
    var html = Files.readString(outcome.html());
    assertThat(html)
        .contains("A &amp; B &lt;small&gt;", "<td>&lt;2&gt;</td>", "<img src=\"line.png\"")
        .contains("All claims hold", "rate: 0.5")
        .doesNotContain("http:", "https:", "<script");
    assertThat(Files.readString(temp.resolve("report.md")))
        .contains("A & B \\<small\\>", "| a | b\\|c |", "![A line](<line.png>)", "\\*plain\\*");
    assertThat(Files.readString(temp.resolve("config.yaml")))
        .contains("seed: 7", "network:", "width: 3");
    assertThat(Files.readString(temp.resolve("report.json")))
        .contains("\"holds\" : true", "\"measured\" : \"1.5\"");
    assertThat(temp.resolve("line.png")).isNotEmptyFile();
  }

  @Test
  void aClaimThatDoesNotHoldIsSaid() throws IOException {
    var outcome = Reproduction.run(new Small(Optional.empty(), 2.5), context());
    assertThat(outcome.report().holds()).isFalse();
    assertThat(Files.readString(outcome.html())).contains("Not all claims hold", "class=\"no\"");
  }

  @Test
  void missingDataAreAskedForByName() {
    var needs = new Small(Optional.of("a folder with birds"), 1);
    assertThatThrownBy(() -> Reproduction.run(needs, context()))
        .isInstanceOf(ReproduceException.class)
        .hasMessage("--data DIR is missing; expected a folder with birds");
    assertThatThrownBy(() -> Reproduction.run(needs, context(temp.resolve("nothing"))))
        .isInstanceOf(ReproduceException.class)
        .hasMessageContaining("no such folder; expected a folder with birds");
  }

  @Test
  void plotsHaveTheirSizeAndTheirColours() {
    Image image =
        new Plot("Field", "x", "y", 400, 300)
            .field(0, 1, 0, 1, new double[][] {{0, 0}, {1, 1}}, 0, 1)
            .points("points", Ink.GREEN, new double[] {0.5}, new double[] {0.5}, 20, 255)
            .histogram("values", Ink.RED, new double[] {0.1, 0.2}, 4, 0, 1)
            .image();
    assertThat(image.width()).isEqualTo(400);
    assertThat(image.height()).isEqualTo(300);
    assertThat(has(image, 0x009E73)).isTrue();
    var map =
        new HeatMap(
            "Table",
            "asked",
            "named",
            List.of("a", "b"),
            List.of("c", "d"),
            new double[][] {{1, 0}, {0, 1}});
    assertThat(has(map.image(), 0x0072B2)).isTrue();
    var bars =
        new Bars("Bars", "class", "share").series("s", Ink.ORANGE, List.of("a"), List.of(1.0));
    assertThat(has(bars.image(), 0xE69F00)).isTrue();
  }

  private static boolean has(Image image, int colour) {
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      if (((rgb[i] & 0xFF) << 16 | (rgb[i + 1] & 0xFF) << 8 | rgb[i + 2] & 0xFF) == colour) {
        return true;
      }
    }
    return false;
  }

  @Test
  void animationsAreGifFiles() throws IOException {
    var frame = new Image(3, 3, new byte[27]);
    Animation.write(temp.resolve("moves"), List.of(frame, frame), 100);
    assertThat(Files.readAllBytes(temp.resolve("moves.gif"))).startsWith('G', 'I', 'F');
  }

  @Test
  void animationsAreVideosTooWhereThereIsFfmpeg() throws IOException {
    var frame = new Image(3, 3, new byte[27]);
    var frames = List.of(frame, frame);
    Path good = ffmpeg("good", "for last; do :; done; cat > \"$last\"");
    assertThat(Animation.write(temp.resolve("a"), frames, 100, "nowhere:" + good))
        .contains(temp.resolve("a.mp4"));
    assertThat(temp.resolve("a.mp4")).hasSize(2 * 27); // the frames, as they were handed over
    assertThat(temp.resolve("a.gif")).isNotEmptyFile();

    Path bad = ffmpeg("bad", "for last; do :; done; echo half > \"$last\"; exit 1");
    assertThat(Animation.write(temp.resolve("b"), frames, 100, bad.toString())).isEmpty();
    assertThat(temp.resolve("b.gif")).isNotEmptyFile();
    assertThat(temp.resolve("b.mp4")).doesNotExist();
    assertThat(Animation.write(temp.resolve("c"), frames, 100, "")).isEmpty();
  }

  /// A folder with a program of that name.
  private Path ffmpeg(String folder, String script) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell here");
    Path program = Files.createDirectories(temp.resolve(folder)).resolve("ffmpeg");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program.getParent();
  }

  @Test
  void aLegendOfManyNamesStaysInside() {
    var plot = new Plot("Long names", "x", "y", 400, 300);
    for (int i = 0; i < 5; i++) {
      plot.line("a rather long name " + i, Ink.BLUE, new double[] {0, 1}, new double[] {i, 1});
    }
    var image = plot.image();
    for (int y = 0; y < image.height(); y++) {
      for (int x : new int[] {0, 1, image.width() - 2, image.width() - 1}) {
        assertThat(image.rgb()[3 * (y * image.width() + x)]).isEqualTo((byte) 255);
      }
    }
  }
}

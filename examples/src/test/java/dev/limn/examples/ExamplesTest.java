package dev.limn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.ImageDecoder;
import dev.limn.image.Png;
import dev.limn.testkit.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every example runs as a user would run it: a program of its own, in a folder with a model: the
/// one that ships, or where that is missing one with random weights.
class ExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("limn.root"));
  private static final String MODEL = "models/birds-64";

  @TempDir Path folder;

  @BeforeEach
  void putAModel() throws IOException {
    Path shipped = ROOT.resolve(MODEL);
    Path here = Files.createDirectories(folder.resolve(MODEL));
    if (!Files.isDirectory(shipped)) {
      TinyModel.write(here);
      return;
    }
    try (var files = Files.newDirectoryStream(shipped, Files::isRegularFile)) {
      for (Path file : files) {
        Files.copy(file, here.resolve(file.getFileName().toString()));
      }
    }
  }

  private String run(Class<?> example) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                example.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  @Test
  void redBirdDraws() throws Exception {
    run(RedBird.class);
    var image = ImageDecoder.read(folder.resolve("red.png"));
    assertThat(image.width()).isEqualTo(64);
    assertThat(Png.metadata(folder.resolve("red.png"))).containsEntry("prompt", "a red bird");
  }

  @Test
  void interpolateDrawsAStripAndAnAnimation() throws Exception {
    run(Interpolate.class);
    assertThat(ImageDecoder.read(folder.resolve("strip.png")).width()).isEqualTo(8 * 64);
    assertThat(Files.readAllBytes(folder.resolve("strip.gif"))).startsWith("GIF89a".getBytes());
  }

  @Test
  void exploreDrawsStripsAndTellsOfWords() throws Exception {
    assertThat(run(Explore.class)).contains("without yellow: ");
    assertThat(ImageDecoder.read(folder.resolve("noise.png")).width()).isEqualTo(8 * 64);
    assertThat(ImageDecoder.read(folder.resolve("relatives.png")).width()).isEqualTo(8 * 64);
  }

  @Test
  void theReadmeShowsRedBirdAsItIs() throws IOException {
    var source =
        Files.readAllLines(ROOT.resolve("examples/src/main/java/dev/limn/examples/RedBird.java"));
    int main = indexOf(source, "public static void main");
    var body =
        source.subList(main + 1, source.size() - 2).stream()
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(javaBlocks(Files.readAllLines(ROOT.resolve("README.md")))).contains(body);
  }

  private static int indexOf(List<String> lines, String part) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError("no line with " + part);
  }

  private static List<String> javaBlocks(List<String> lines) {
    var blocks = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```java")) {
        int start = i + 1;
        while (!lines.get(i + 1).equals("```")) {
          i++;
        }
        blocks.add(String.join("\n", lines.subList(start, i + 1)));
      }
    }
    return blocks;
  }
}

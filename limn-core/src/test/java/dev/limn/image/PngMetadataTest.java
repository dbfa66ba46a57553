package dev.limn.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Node;

/// What drawings say about themselves, read by programs that are not Limn: ImageIO here, Pillow in
/// `goldens/image/metadata.py`.
class PngMetadataTest {
  private static final String NATIVE = "javax_imageio_png_1.0";

  @TempDir Path folder;

  private static Path golden(String name) throws Exception {
    return Path.of(PngMetadataTest.class.getResource("/goldens/image/" + name).toURI());
  }

  private Path written() {
    var more = new LinkedHashMap<String, String>();
    more.put("truncation", "0.7");
    more.put("captions", "ein grüner Vogel\n鳥, rot: \"ja\"");
    var provenance =
        new Provenance("a small bird, yellow; 鳥", 42, "birds: 64", "0123abcdef", "0.1.0", more);
    byte[] rgb = new byte[4 * 2 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 11);
    }
    var file = folder.resolve("metadata.png");
    Png.write(file, new Image(4, 2, rgb), provenance);
    return file;
  }

  @Test
  void theBytesAreTheSameOnEveryMachineAndDay() throws Exception {
    assertThat(text(Files.readAllBytes(written())))
        .isEqualTo(text(Files.readAllBytes(golden("metadata.png"))));
  }

  /// All but the pixels, which another zlib may compress otherwise.
  private static String text(byte[] png) {
    var all = new String(png, StandardCharsets.ISO_8859_1);
    return all.substring(0, all.indexOf("IDAT") - 4);
  }

  @Test
  void pillowReadsWhatWasWritten() throws Exception {
    var text = new LinkedHashMap<String, String>();
    for (var line : Files.readAllLines(golden("metadata.txt"))) {
      int tab = line.indexOf('\t');
      text.put(line.substring(0, tab), unescaped(line.substring(tab + 1)));
    }
    assertThat(Png.metadata(written())).containsExactlyEntriesOf(text);
    assertThat(text)
        .containsEntry("seed", "42")
        .containsEntry("model hash", "0123abcdef")
        .containsEntry("prompt", "a small bird, yellow; 鳥");
    assertThat(text.get(Provenance.PARAMETERS))
        .startsWith("a small bird, yellow; 鳥\nSteps: 1, ")
        .contains("Seed: 42, Size: 4x2, Model hash: 0123abcdef, Model: \"birds: 64\"");
    assertThat(text.get(Provenance.XMP)).contains(Provenance.TRAINED_ALGORITHMIC_MEDIA);
  }

  /// Python's `unicode_escape`.
  private static String unescaped(String text) {
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\\') {
        out.append(text.charAt(i));
        continue;
      }
      char kind = text.charAt(++i);
      int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 0;
      if (digits > 0) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 1 + digits), 16));
        i += digits;
      } else {
        out.append(kind == 'n' ? '\n' : kind);
      }
    }
    return out.toString();
  }

  @Test
  void imageIoReadsWhatWasWritten() throws IOException {
    var file = written();
    var text = new LinkedHashMap<String, String>();
    var reader = ImageIO.getImageReadersByFormatName("png").next();
    try (var in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      collect(reader.getImageMetadata(0).getAsTree(NATIVE), text);
    } finally {
      reader.dispose();
    }
    assertThat(text).containsExactlyInAnyOrderEntriesOf(Png.metadata(file));
  }

  private static void collect(Node node, Map<String, String> into) {
    var attributes = node.getAttributes();
    switch (node.getNodeName()) {
      case "tEXtEntry" ->
          into.put(
              attributes.getNamedItem("keyword").getNodeValue(),
              attributes.getNamedItem("value").getNodeValue());
      case "iTXtEntry" ->
          into.put(
              attributes.getNamedItem("keyword").getNodeValue(),
              attributes.getNamedItem("text").getNodeValue());
      default -> {
        for (var child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
          collect(child, into);
        }
      }
    }
  }

  @Test
  void withoutMetadataThereIsNone() throws IOException {
    var file = folder.resolve("plain.png");
    Png.write(file, new Image(1, 1, new byte[3]));
    assertThat(Png.metadata(file)).isEmpty();
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .doesNotContain("tEXt")
        .doesNotContain("iTXt");
  }
}

package dev.limn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PngTest {
  /// How AUTOMATIC1111 finds the pairs in the last line of `parameters`.
  private static final Pattern PAIR =
      Pattern.compile("\\s*(\\w[\\w \\-/]+):\\s*(\"(?:\\\\.|[^\\\\\"])+\"|[^,]*)(?:,|$)");

  @TempDir Path folder;

  @Test
  void anotherReaderSeesThePixels() throws IOException {
    for (var image :
        List.of(
            Pictures.seeded(1, 1, 1),
            Pictures.seeded(37, 23, 2),
            Pictures.plain(64, 64, 0x3366CC),
            Resampler.resize(Pictures.seeded(5, 5, 3), 80, 90, Filter.BICUBIC))) {
      var read = ImageIO.read(new ByteArrayInputStream(Png.encode(image)));
      assertThat(read.getWidth()).isEqualTo(image.width());
      assertThat(read.getHeight()).isEqualTo(image.height());
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          assertThat(read.getRGB(x, y) & 0xFFFFFF).isEqualTo(Pictures.colour(image, x, y));
        }
      }
    }
  }

  @Test
  void theSamePictureAndTextGiveTheSameBytes() {
    var provenance = new Provenance("a red bird", 7, "birds-64", "abcdef", "0.1.0", Map.of());
    var image = Pictures.seeded(64, 64, 4);
    assertThat(Png.encode(image, provenance.chunks(64, 64)))
        .isEqualTo(Png.encode(Pictures.seeded(64, 64, 4), provenance.chunks(64, 64)));
  }

  @Test
  void textComesBackAsItWasWritten() {
    var text = new LinkedHashMap<String, String>();
    text.put("prompt", "ein kleiner Vogel, grün\nund rot");
    text.put("model", "鳥 🐦");
    text.put("empty", "");
    var file = folder.resolve("bird.png");
    Png.write(file, Pictures.seeded(8, 8, 5), text);
    assertThat(Png.metadata(file)).containsExactlyEntriesOf(text);
  }

  @Test
  void aDrawingSaysWhereItComesFrom() {
    var provenance =
        new Provenance(
            "a small bird, yellow",
            42,
            "birds: 64, v2",
            "0123abcd",
            "0.1.0",
            Map.of("Truncation", "0.7"));
    var file = folder.resolve("deep/er/bird.png");
    Png.write(file, Pictures.seeded(64, 48, 6), provenance);
    var read = Png.metadata(file);
    assertThat(read)
        .containsEntry("prompt", "a small bird, yellow")
        .containsEntry("seed", "42")
        .containsEntry("model", "birds: 64, v2")
        .containsEntry("model hash", "0123abcd")
        .containsEntry("Truncation", "0.7");
    assertThat(read.get("XML:com.adobe.xmp"))
        .contains("Iptc4xmpExt:DigitalSourceType")
        .contains("digitalsourcetype/trainedAlgorithmicMedia");
    var lines = read.get("parameters").lines().toList();
    assertThat(lines.getFirst()).isEqualTo("a small bird, yellow");
    var pairs = new LinkedHashMap<String, String>();
    PAIR.matcher(lines.getLast())
        .results()
        .forEach(match -> pairs.put(match.group(1), match.group(2)));
    assertThat(pairs)
        .containsEntry("Seed", "42")
        .containsEntry("Size", "64x48")
        .containsEntry("Model", "\"birds: 64, v2\"")
        .containsEntry("Model hash", "0123abcd")
        .containsEntry("Truncation", "0.7")
        .containsEntry("Version", "Limn 0.1.0");
  }

  @Test
  void theXmpPacketIsWellFormed() throws Exception {
    var provenance = new Provenance("x", 1, "m", "h", "1 <\"&\">", Map.of());
    var factory = javax.xml.parsers.DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    var xmp = provenance.chunks(1, 1).get("XML:com.adobe.xmp");
    var document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xmp.getBytes(StandardCharsets.UTF_8)));
    var description = document.getElementsByTagName("rdf:Description").item(0);
    assertThat(description.getAttributes().getNamedItem("xmp:CreatorTool").getNodeValue())
        .isEqualTo("Limn 1 <\"&\">");
  }

  @Test
  void compressedTextOfOtherProgramsIsRead() throws IOException {
    byte[] png = Png.encode(Pictures.seeded(2, 2, 1));
    var body = new ByteArrayOutputStream();
    body.write("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
    try (var deflate = new DeflaterOutputStream(body)) {
      deflate.write("café".getBytes(StandardCharsets.ISO_8859_1));
    }
    var file = folder.resolve("z.png");
    Files.write(file, withChunk(png, "zTXt", body.toByteArray()));
    assertThat(Png.metadata(file)).containsEntry("Comment", "café");
  }

  @Test
  void textThatInflatesWithoutEndIsRefused() throws IOException {
    byte[] png = Png.encode(Pictures.seeded(2, 2, 1));
    var body = new ByteArrayOutputStream();
    body.write("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
    try (var deflate = new DeflaterOutputStream(body)) {
      deflate.write(new byte[9 << 20]);
    }
    var file = folder.resolve("bomb.png");
    Files.write(file, withChunk(png, "zTXt", body.toByteArray()));
    assertThatThrownBy(() -> Png.metadata(file))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("grows past");
  }

  @Test
  void aDamagedFileIsRefusedByName() throws IOException {
    byte[] png = Png.encode(Pictures.seeded(9, 9, 1), Map.of("prompt", "a bird"));
    byte[] flipped = png.clone();
    flipped[50] ^= 4;
    byte[] html = "<!doctype html>".getBytes(StandardCharsets.US_ASCII);
    for (byte[] bytes : List.of(flipped, Arrays.copyOf(png, png.length - 3), html, new byte[0])) {
      var file = folder.resolve("broken.png");
      Files.write(file, bytes);
      assertThatThrownBy(() -> Png.metadata(file))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("broken.png");
    }
  }

  @Test
  void writingReplacesTheOldFileAndLeavesNothingElse() throws IOException {
    var file = folder.resolve("a.png");
    Png.write(file, Pictures.seeded(4, 4, 1));
    Png.write(file, Pictures.seeded(4, 4, 2));
    assertThat(Files.readAllBytes(file)).isEqualTo(Png.encode(Pictures.seeded(4, 4, 2)));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    var file = folder.resolve("file");
    Files.writeString(file, "in the way");
    assertThatThrownBy(() -> Png.write(file.resolve("a.png"), Pictures.seeded(4, 4, 1)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("a.png");
    assertThatThrownBy(() -> Png.write(folder, Pictures.seeded(4, 4, 1)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("directory");
  }

  @Test
  void aKeyThatIsNoKeywordIsRefused() {
    var image = Pictures.seeded(4, 4, 1);
    for (var key : List.of("", " a", "a\nb", "x".repeat(80), "鳥")) {
      assertThatThrownBy(() -> Png.encode(image, Map.of(key, "v")))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("PNG text key");
    }
    assertThatThrownBy(() -> Png.encode(image, Map.of("key", "a\0b")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("NUL");
  }

  /// `png` with one more chunk before its end chunk.
  private static byte[] withChunk(byte[] png, String type, byte[] body) throws IOException {
    var out = new ByteArrayOutputStream();
    var data = new DataOutputStream(out);
    data.write(png, 0, png.length - 12);
    data.writeInt(body.length);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    data.write(name);
    data.write(body);
    var crc = new CRC32();
    crc.update(name);
    crc.update(body);
    data.writeInt((int) crc.getValue());
    data.write(png, png.length - 12, 12);
    return out.toByteArray();
  }
}

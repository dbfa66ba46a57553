package dev.limn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.data.Dataset;
import dev.limn.data.Sample;
import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import dev.limn.image.Resampler;
import dev.limn.testkit.SharedFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class ColourAgreementTest {
  private static byte[] golden(String name) throws IOException {
    try (var stream = ColourAgreementTest.class.getResourceAsStream("/goldens/metric/" + name)) {
      return stream.readAllBytes();
    }
  }

  private static List<String> goldenLines() throws IOException {
    return new String(golden("colours.txt"), StandardCharsets.UTF_8).lines().toList();
  }

  private static Image plain(int side, int red, int green, int blue) {
    var rgb = new byte[side * side * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) red;
      rgb[i + 1] = (byte) green;
      rgb[i + 2] = (byte) blue;
    }
    return new Image(side, side, rgb);
  }

  @Test
  void everyColourThereIsHasTheClassOfThePythonDefinition() throws IOException {
    var crc = new CRC32();
    var counts = new long[8];
    var plane = new byte[256 * 256];
    for (int red = 0; red < 256; red++) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (byte) PetalColour.number(red, i >> 8, i & 0xFF);
        counts[plane[i]]++;
      }
      crc.update(plane);
    }
    var lines = goldenLines();
    assertThat(Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(" ")))
        .isEqualTo(lines.get(1));
    assertThat(crc.getValue()).isEqualTo(Long.parseLong(lines.get(0)));
  }

  @Test
  void picturesHaveTheColoursOfThePythonDefinition() throws IOException {
    var sheet = ImageDecoder.decode(golden("petals.png"), "petals.png");
    var found = new ArrayList<String>();
    for (int i = 0; i < 48; i++) {
      var picture = Resampler.crop(sheet, i % 8 * 64, i / 8 * 64, 64, 64);
      found.add(PetalColour.of(picture).map(PetalColour::word).orElse("none"));
    }
    assertThat(found).isEqualTo(goldenLines().subList(2, 50));
  }

  /// The Python definition agrees with 98.3 % of these captions.
  @Test
  void heldBackPhotographsHaveTheColoursOfTheirCaptions() throws IOException {
    var flowers = SharedFolder.of("data/flowers");
    var pattern = Pattern.compile("this flower has (\\w+) petals\\.");
    List<Sample> samples = Dataset.open(flowers).samples();
    int seen = 0;
    int agreed = 0;
    for (int i = 3; i < samples.size(); i += 4) {
      var sample = samples.get(i);
      var match = pattern.matcher(sample.captions().getFirst());
      if (match.matches()) {
        var picture = ImageDecoder.read(flowers.resolve(sample.name()));
        var found = PetalColour.of(picture).map(PetalColour::word);
        seen++;
        agreed += found.equals(Optional.of(match.group(1))) ? 1 : 0;
      }
    }
    assertThat(seen).isGreaterThan(300);
    assertThat(100.0 * agreed / seen).isCloseTo(98.3, within(0.05));
  }

  @Test
  void shadesAcceptWhatTheyPassFor() {
    var purple = plain(64, 150, 60, 200);
    var pink = plain(64, 240, 80, 170);
    var drawings = new ArrayList<List<Image>>();
    ColourAgreement.WORDS.forEach(
        _ -> drawings.add(List.of(purple, purple, pink, plain(64, 9, 9, 9))));
    var rows = ColourAgreement.of(drawings);
    var agreed =
        rows.stream()
            .collect(Collectors.toMap(row -> row.word().word(), ColourAgreement.Row::agreed));
    assertThat(agreed)
        .containsEntry("purple", 2)
        .containsEntry("violet", 2)
        .containsEntry("lavender", 2)
        .containsEntry("magenta", 3)
        .containsEntry("pink", 1)
        .containsEntry("red", 0);
    assertThat(ColourAgreement.share(rows)).isEqualTo(10 / 40.0);
  }

  @Test
  void otherSizesAreMeasuredOnTheirMiddleToo() {
    assertThat(PetalColour.of(plain(128, 220, 30, 30))).contains(PetalColour.RED);
    assertThat(PetalColour.of(plain(16, 250, 220, 20))).contains(PetalColour.YELLOW);
  }

  @Test
  void wrongRowsAndSentencesAreRefused() {
    assertThatThrownBy(
            () -> ColourAgreement.of(Collections.nCopies(9, List.of(plain(64, 1, 1, 1)))))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("9 rows");
    assertThatThrownBy(() -> ColourAgreement.WORDS.getFirst().in("a red bird"))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("'a red bird'");
    assertThat(ColourAgreement.WORDS.get(9).in(ColourAgreement.SENTENCE))
        .isEqualTo("this flower has magenta petals.");
  }
}

package dev.limn.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limn.image.DecodeException;
import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.model.ModelException;
import dev.limn.testkit.TinyModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Between seeds, around a seed, without a word, in the style of a picture.
class ExploreTest {
  private static final Prompt PROMPT = Prompt.of("a small yellow bird").withSeed(3);

  @TempDir static Path temp;
  private static Path model;
  private static Limn limn;

  @BeforeAll
  static void open() {
    model = TinyModel.write(temp.resolve("tiny"), 4, "a small yellow bird with black wings");
    TinyModel.writeStyleEncoder(model);
    limn = Limn.open(model);
  }

  @AfterAll
  static void close() {
    limn.close();
  }

  private static byte[] bytes(Drawing drawing) {
    return drawing.image().rgb();
  }

  @Test
  void theWayBetweenSeedsEndsWithTheirDrawings() {
    var to = PROMPT.withSeed(9);
    var round = limn.interpolate(PROMPT, to, 5);
    var straight = limn.interpolate(PROMPT, to, 5, Mixing.LINEAR);
    for (var way : List.of(round, straight)) {
      assertThat(bytes(way.getFirst())).isEqualTo(bytes(limn.draw(PROMPT).getFirst()));
      assertThat(bytes(way.getLast())).isEqualTo(bytes(limn.draw(to).getFirst()));
      assertThat(way.get(2).provenance().more())
          .containsEntry("to seed", "9")
          .doesNotContainKey("to");
    }
    assertThat(bytes(straight.get(2))).isNotEqualTo(bytes(round.get(2)));
    assertThat(straight.getFirst().provenance().more()).containsEntry("mixing", "linear");
    assertThat(round.getFirst().provenance().more()).doesNotContainKey("mixing");
  }

  @Test
  void aLinearMixIsShorterThanASphericalOne() {
    float[] x = {1, 0};
    float[] y = {0, 1};
    assertThat(Noise.between(x, y, 0.5, Mixing.LINEAR)).containsExactly(0.5f, 0.5f);
    assertThat(Math.hypot(Noise.between(x, y, 0.5)[0], Noise.between(x, y, 0.5)[1]))
        .isCloseTo(1, within(1e-6));
  }

  @Test
  void variationsLieBetweenTheDrawingAndThoseOfOtherSeeds() {
    var none = limn.variation(PROMPT, 8, 0);
    assertThat(bytes(none)).isEqualTo(bytes(limn.draw(PROMPT).getFirst()));
    var whole = limn.variation(PROMPT, 8, 1);
    assertThat(bytes(whole)).isEqualTo(bytes(limn.draw(PROMPT.withSeed(8)).getFirst()));
    var some = limn.variations(PROMPT, 3, 0.4);
    assertThat(some).hasSize(3);
    assertThat(bytes(some.get(1))).isEqualTo(bytes(limn.variation(PROMPT, 5, 0.4)));
    assertThat(bytes(some.get(1))).isNotEqualTo(bytes(none)).isNotEqualTo(bytes(some.get(0)));
    assertThat(some.get(1).provenance().more())
        .containsEntry("Variation seed", "5")
        .containsEntry("Variation seed strength", "0.4");
    var last = limn.variations(PROMPT.withSeed(Prompt.MAX_SEED), 1, 0.4).getFirst();
    assertThat(last.provenance().more()).containsEntry("Variation seed", "0");
    assertThatThrownBy(() -> limn.variation(PROMPT, 8, 1.5))
        .isInstanceOf(DrawException.class)
        .hasMessageContaining("strength 1.5");
    assertThatThrownBy(() -> limn.variation(PROMPT, -1, 0.5)).hasMessageContaining("seed -1");
    assertThatThrownBy(() -> limn.variations(PROMPT, 0, 0.5)).hasMessageContaining("0 variations");
  }

  @Test
  void everyWordIsLeftOutInTurn() {
    var ablation = limn.ablate(new Prompt("a yellow - bird, glorious", 3, 2, 1));
    assertThat(ablation.whole()).hasSize(2);
    assertThat(ablation.words())
        .extracting(WordAblation.Word::word)
        .containsExactly("a", "yellow", "bird,", "glorious");
    var yellow = ablation.words().get(1);
    assertThat(yellow.drawings().getFirst().prompt()).isEqualTo("a - bird, glorious");
    assertThat(bytes(yellow.drawings().get(1)))
        .isEqualTo(bytes(limn.draw(Prompt.of("a bird, glorious").withSeed(4)).getFirst()));
    assertThat(yellow.change()).isPositive();
    double sum = 0;
    int count = 0;
    for (int i = 0; i < 2; i++) {
      byte[] a = bytes(ablation.whole().get(i));
      byte[] b = bytes(yellow.drawings().get(i));
      for (int p = 0; p < a.length; p++) {
        sum += Math.pow(((a[p] & 0xFF) - (b[p] & 0xFF)) / 255.0, 2);
        count++;
      }
    }
    assertThat(yellow.change()).isCloseTo(Math.sqrt(sum / count), within(1e-9));
    assertThat(ablation.whole().getFirst().unknownWords()).containsExactly("glorious");
    assertThat(ablation.words().get(3).drawings().getFirst().unknownWords()).isEmpty();
    assertThatThrownBy(() -> limn.ablate(Prompt.of("bird")))
        .isInstanceOf(DrawException.class)
        .hasMessageContaining("has one word");
  }

  @Test
  void aStyleIsReadOffAPictureOfAnySizeAndDrawnWith() {
    var file = temp.resolve("photo.png");
    Png.write(file, gradient(90, 50));
    var style = limn.style(file);
    assertThat(style.noise()).hasSize(100);
    assertThat(style.hash()).matches("[0-9a-f]{10}");
    assertThat(limn.style(file).noise()).isEqualTo(style.noise());
    var drawing = limn.draw(PROMPT, style);
    assertThat(bytes(limn.draw(PROMPT, style))).isEqualTo(bytes(drawing));
    assertThat(bytes(drawing)).isNotEqualTo(bytes(limn.draw(PROMPT).getFirst()));
    assertThat(drawing.provenance().more())
        .containsEntry("style", file.toString())
        .containsEntry("style hash", style.hash());
    assertThatThrownBy(() -> limn.draw(PROMPT, new Style("other", "0", new float[7])))
        .isInstanceOf(DrawException.class)
        .hasMessageContaining("7 numbers; model tiny expects 100");
  }

  static Image gradient(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i % (3 * width) * 255 / (3 * width));
    }
    return new Image(width, height, rgb);
  }

  @Test
  void whatIsNoStyleIsRefused() throws Exception {
    var text = Files.writeString(temp.resolve("style.jpg"), "no picture");
    assertThatThrownBy(() -> limn.style(text))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("style.jpg");
    assertThatThrownBy(() -> limn.style(temp.resolve("missing.jpg")))
        .isInstanceOf(DrawException.class)
        .hasMessageEndingWith("missing.jpg: no such file; expected a picture");
    assertThatThrownBy(() -> limn.style(temp))
        .isInstanceOf(DrawException.class)
        .hasMessage(temp + ": not a file; expected a picture");
  }

  @Test
  void aStyleEncoderOfAnotherGeneratorIsRefused() throws Exception {
    var photo = temp.resolve("p.png");
    Png.write(photo, gradient(8, 8));
    refused(
        "bare",
        photo,
        "",
        "",
        "has no style encoder; it is made by: limn train --family style-encoder");
    refused("narrow", photo, "\"noise\" : 100", "\"noise\" : 99", "reads 99 numbers");
    refused(
        "other", photo, "\"generator\" : \"", "\"generator\" : \"x", "was trained for generator");
    refused("wide", photo, "\"width\" : 2", "\"width\" : 3", "does not fit style-encoder.json");
    refused("late", photo, "\"format\" : 1", "\"format\" : 2", "format 2");
  }

  private static void refused(String name, Path photo, String key, String value, String complaint)
      throws Exception {
    var other = TinyModel.write(temp.resolve(name), 4, "a bird");
    if (!key.isEmpty()) {
      TinyModel.writeStyleEncoder(other);
      var file = other.resolve("style-encoder.json");
      String before = Files.readString(file);
      String after = before.replace(key, value);
      assertThat(after).isNotEqualTo(before);
      Files.writeString(file, after);
    }
    try (var opened = Limn.open(other)) {
      assertThatThrownBy(() -> opened.style(photo))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(complaint);
    }
  }
}

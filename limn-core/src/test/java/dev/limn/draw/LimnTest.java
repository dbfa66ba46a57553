package dev.limn.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.image.ImageDecoder;
import dev.limn.image.Png;
import dev.limn.testkit.TinyModel;
import dev.limn.torch.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimnTest {
  @TempDir static Path temp;
  private static Path model;
  private static Limn limn;

  @BeforeAll
  static void open() {
    // As wide as a real one of the preset `small`, so that the engine picks the same kernels.
    model = TinyModel.write(temp.resolve("tiny"), 64, "a small yellow bird with black wings");
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
  void theSamePromptIsTheSamePictureByteForByte() {
    var first = limn.draw("a yellow bird");
    assertThat(bytes(limn.draw("a yellow bird"))).isEqualTo(bytes(first));
    assertThat(first.image().width()).isEqualTo(64);
    assertThat(first.image().height()).isEqualTo(64);
    assertThat(first.seed()).isZero();
  }

  @Test
  void otherSeedsAndOtherSentencesAreOtherPictures() {
    var prompt = Prompt.of("a yellow bird");
    var first = bytes(limn.draw(prompt).getFirst());
    assertThat(bytes(limn.draw(prompt.withSeed(1)).getFirst())).isNotEqualTo(first);
    assertThat(bytes(limn.draw("a black bird"))).isNotEqualTo(first);
    assertThat(bytes(limn.draw(prompt.withTruncation(0.5)).getFirst())).isNotEqualTo(first);
  }

  @Test
  void aPictureDoesNotDependOnThoseDrawnWithIt() {
    var many = limn.draw(new Prompt("a yellow bird with black wings", 5, 9, 1));
    assertThat(many).hasSize(9);
    for (int k = 0; k < many.size(); k++) {
      var alone = limn.draw(new Prompt("a yellow bird with black wings", 5 + k, 1, 1)).getFirst();
      assertThat(many.get(k).seed()).isEqualTo(5 + k);
      assertThat(bytes(many.get(k))).as("seed %d", 5 + k).isEqualTo(bytes(alone));
    }
    var mixed =
        limn.drawAll(
            List.of(
                Prompt.of("small wings"),
                new Prompt("a yellow bird with black wings", 7, 1, 1),
                Prompt.of("a black bird with yellow wings")));
    assertThat(mixed)
        .extracting(Drawing::prompt)
        .containsExactly(
            "small wings", "a yellow bird with black wings", "a black bird with yellow wings");
    assertThat(bytes(mixed.get(1))).isEqualTo(bytes(many.get(2)));
    assertThat(bytes(mixed.get(2))).isEqualTo(bytes(limn.draw("a black bird with yellow wings")));
  }

  @Test
  void aSecondOpeningDrawsTheSame() {
    try (var again = Limn.open(model)) {
      assertThat(bytes(again.draw("a yellow bird"))).isEqualTo(bytes(limn.draw("a yellow bird")));
      assertThat(again.hash()).isEqualTo(limn.hash()).matches("[0-9a-f]{10}");
    }
  }

  @Test
  void anyThreadsMayDrawAtTheSameTime() throws Exception {
    var prompt = new Prompt("a yellow bird", 0, 4, 1);
    var expected = limn.draw(prompt).stream().map(LimnTest::bytes).toList();
    var results = new ArrayList<Future<List<Drawing>>>();
    try (var virtual = Executors.newVirtualThreadPerTaskExecutor();
        var platform = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 8; i++) {
        Callable<List<Drawing>> work = () -> limn.draw(prompt);
        results.add((i % 2 == 0 ? virtual : platform).submit(work));
      }
      for (var result : results) {
        assertThat(result.get().stream().map(LimnTest::bytes).toList())
            .usingRecursiveComparison()
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void wordsItNeverSawAreReported() {
    var drawing = limn.draw("a yellow blimp, a Blimp with GILDED wings");
    assertThat(drawing.unknownWords()).containsExactly("blimp", "gilded");
    assertThat(drawing.warnings()).singleElement().asString().contains("blimp, gilded");
    assertThat(limn.draw("a yellow bird").unknownWords()).isEmpty();
    assertThat(limn.reading("a yellow blimp").coverage()).isCloseTo(2 / 3.0, within(1e-9));
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.api.Assertions.within(value);
  }

  @Test
  void aSavedPictureTellsHowItWasMade() throws Exception {
    var drawing = limn.draw(new Prompt("a yellow bird", 42, 1, 0.7)).getFirst();
    var file = drawing.save(temp.resolve("folder/red.png"));
    assertThat(ImageDecoder.read(file).rgb()).isEqualTo(bytes(drawing));
    assertThat(Png.metadata(file))
        .containsEntry("prompt", "a yellow bird")
        .containsEntry("seed", "42")
        .containsEntry("truncation", "0.7")
        .containsEntry("model", "tiny")
        .containsEntry("model hash", limn.hash())
        .containsEntry("version", Limn.VERSION);
    assertThat(Limn.VERSION).matches("\\d+\\.\\d+\\.\\d+.*");
    var first = Files.readAllBytes(file);
    assertThat(Files.readAllBytes(drawing.save(file))).isEqualTo(first);

    assertThatThrownBy(() -> drawing.save(temp.resolve("red.jpg")))
        .isInstanceOf(DrawException.class)
        .hasMessageContaining("red.jpg");
  }

  @Test
  void anInterpolationBeginsAndEndsWithThePlainDrawings() {
    var from = new Prompt("a yellow bird", 3, 1, 1);
    var to = new Prompt("a black bird with small wings", 3, 1, 1);
    var strip = limn.interpolate(from, to, 5);
    assertThat(strip).hasSize(5);
    assertThat(bytes(strip.getFirst())).isEqualTo(bytes(limn.draw(from).getFirst()));
    assertThat(bytes(strip.getLast())).isEqualTo(bytes(limn.draw(to).getFirst()));
    assertThat(strip.stream().map(LimnTest::bytes).map(java.util.Arrays::hashCode).distinct())
        .hasSize(5);
    assertThat(strip.get(2).provenance().more())
        .containsEntry("beta", "0.5")
        .containsEntry("to", to.text());

    var other = limn.interpolate(from, to.withSeed(4), 3);
    assertThat(bytes(other.getFirst())).isEqualTo(bytes(strip.getFirst()));
    assertThat(bytes(other.getLast())).isEqualTo(bytes(limn.draw(to.withSeed(4)).getFirst()));
    assertThatThrownBy(() -> limn.interpolate(from, to, 1))
        .isInstanceOf(DrawException.class)
        .hasMessage("1 steps; expected 2 to 10000");
  }

  @Test
  void drawingLeavesNothingBehind() {
    limn.draw("a yellow bird");
    long before = Scope.live();
    for (int i = 0; i < 20; i++) {
      limn.draw(new Prompt("a yellow bird", i, 2, 1));
      limn.interpolate(Prompt.of("a bird"), Prompt.of("black wings"), 2);
    }
    assertThat(Scope.live()).isEqualTo(before);
  }

  @Test
  void usingItAfterItsEndIsAnErrorThatSaysSo() {
    long before = Scope.live();
    var closed = Limn.open(model);
    closed.draw("a bird");
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.draw("a bird"))
        .isInstanceOf(DrawException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> closed.interpolate(Prompt.of("a"), Prompt.of("b"), 2))
        .isInstanceOf(DrawException.class);
    assertThat(Scope.live()).isEqualTo(before);
  }

  @Test
  void anInterruptedCallerStopsWaiting() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> limn.draw("a bird"))
        .isInstanceOf(DrawException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(limn.draw("a bird").image().width()).isEqualTo(64);
  }
}

package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PreviewsTest {
  private static final int[] SAMPLES = IntStream.range(0, 20).toArray();

  @Test
  void captionsThatFitTheSheetComeFirst() {
    var chosen =
        Previews.chosen(i -> List.of(i < 5 ? "bird " + i : "b".repeat(200 - i)), SAMPLES, 1);
    assertThat(chosen).hasSize(8).doesNotHaveDuplicates();
    assertThat(chosen.subList(0, 5)).allMatch(caption -> caption.startsWith("bird "));
    assertThat(chosen.subList(5, 8)).extracting(String::length).containsExactly(181, 182, 183);
  }

  @Test
  void whereEveryCaptionIsLongTheShortestAreTaken() {
    var chosen = Previews.chosen(i -> List.of("b".repeat(131 - i)), SAMPLES, 1);
    assertThat(chosen)
        .extracting(String::length)
        .containsExactly(112, 113, 114, 115, 116, 117, 118, 119);
    assertThat(Previews.chosen(_ -> List.of("b".repeat(500)), new int[] {3}, 1)).hasSize(1);
  }

  @Test
  void longCaptionsAreCutOnTheSheet() {
    assertThat(Previews.label("b".repeat(110))).isEqualTo("b".repeat(110));
    assertThat(Previews.label("b".repeat(111))).isEqualTo("b".repeat(107) + "...");
    assertThat(Previews.label("b".repeat(106) + "🐦🐦🐦")).isEqualTo("b".repeat(106) + "...");
  }
}

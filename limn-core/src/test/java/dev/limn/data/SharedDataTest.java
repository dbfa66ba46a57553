package dev.limn.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.testkit.SharedFolder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The folders of real data beside the repository: detection and counts. Skipped where they are
/// not.
class SharedDataTest {
  @ParameterizedTest
  @CsvSource({
    "birds, cub, 8835, 150, 11, 1",
    "flowers, imagefolder, 6603, 82, 9, 1",
    "sprites, webdataset, 10615, 0, 2, 1",
    "emoji, sidecar, 3274, 0, 3, 1",
    "fashion-mnist, idx, 70000, 10, 1, 1",
    "line-art-pairs, pix2pix, 2361, 0, 0, 2",
    "roses-tulips, classes, 1768, 2, 1, 1",
  })
  void realFoldersAreRecognisedAndCounted(
      String name, String format, int count, int classes, int captions, int views) {
    var dataset = Dataset.open(SharedFolder.of("data/" + name));
    assertThat(dataset.detection()).startsWith("looks like " + format + " because ");
    assertThat(dataset.format()).isEqualTo(DatasetFormat.of(format));
    assertThat(dataset.skipped()).isEmpty();
    assertThat(dataset.size()).isEqualTo(count);
    assertThat(dataset.classNames()).hasSize(classes);
    assertThat(dataset.samples()).allMatch(sample -> sample.views() == views);
    assertThat(dataset.samples().stream().mapToInt(sample -> sample.captions().size()).max())
        .hasValue(captions);
  }
}

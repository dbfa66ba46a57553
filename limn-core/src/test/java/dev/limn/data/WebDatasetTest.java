package dev.limn.data;

import static dev.limn.data.Folders.mixed;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.data.Folders.TarItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebDatasetTest {
  @TempDir Path base;

  private Dataset shard(String name, TarItem... items) {
    Folders.tar(base.resolve("set").resolve(name), Arrays.asList(items));
    return Dataset.open(base.resolve("set"));
  }

  private static TarItem picture(String name, int seed) {
    return new TarItem(name, png(mixed(8, 8, seed)));
  }

  private static List<String> captions(Dataset dataset) {
    return dataset.samples().stream().map(sample -> String.join("|", sample.captions())).toList();
  }

  @Test
  void theEndingOfThePictureDecidesWhereKeysHaveDots() {
    var dataset =
        shard(
            "a.tar",
            picture("v1.2/00.05.png", 1),
            TarItem.of("v1.2/00.05.txt", "red"),
            picture("v1.2/00.06.png", 2),
            TarItem.of("v1.2/00.06.txt", "blue"));
    assertThat(captions(dataset)).containsExactly("red", "blue");
    assertThat(dataset.samples().getFirst().name()).isEqualTo("a.tar/v1.2/00.05.png");
    assertThat(dataset.skipped()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void classesAloneAreEnough(boolean packed) throws IOException {
    var items = new ArrayList<TarItem>();
    for (int i = 0; i < 4; i++) {
      items.add(picture("s" + i + ".png", i));
      items.add(TarItem.of("s" + i + ".cls", "\ufeff" + i % 2 + "\n"));
    }
    if (packed) {
      Folders.tar(base.resolve("set/a.tar"), items);
    } else {
      items.forEach(item -> write(base.resolve("set").resolve(item.name()), item.bytes()));
    }
    var dataset = Dataset.open(base.resolve("set"));
    assertThat(dataset.classNames()).containsExactly("0", "1");
    assertThat(dataset.samples()).extracting(Sample::label).containsExactly(0, 1, 0, 1);
    assertThat(captions(dataset)).containsExactly("label 0", "label 1", "label 0", "label 1");
    assertThat(dataset.notes()).asString().contains("made from the classes");
  }

  @Test
  void picturesAloneAreReadAsAFolderOfThem() {
    var dataset = shard("a.tar", picture("1.png", 1), picture("2.png", 2));
    assertThat(dataset.format()).isEqualTo(DatasetFormat.PICTURES);
    assertThat(dataset.size()).isEqualTo(2);
    assertThat(dataset.skipped()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fieldsHaveNames(boolean packed) {
    var items =
        List.of(
            picture("s0.input.png", 1),
            TarItem.of("s0.outputs.txt", "red"),
            picture("s1.input.png", 2),
            TarItem.of("s1.outputs.txt", "blue"));
    if (packed) {
      Folders.tar(base.resolve("set/a.tar"), items);
    } else {
      items.forEach(item -> write(base.resolve("set").resolve(item.name()), item.bytes()));
    }
    var dataset = Dataset.open(base.resolve("set"));
    assertThat(captions(dataset)).containsExactly("red", "blue");
    assertThat(dataset.skipped()).isEmpty();
  }

  @Test
  void masksBesideThePictureAreNoSamples() {
    var dataset =
        shard(
            "a.tar",
            picture("k.seg.png", 1),
            picture("k.png", 2),
            TarItem.of("k.txt", "red"),
            picture("l.depth.png", 3),
            picture("l.image.png", 4),
            TarItem.of("l.txt", "blue"));
    assertThat(dataset.samples())
        .extracting(Sample::name)
        .containsExactly("a.tar/k.png", "a.tar/l.image.png");
    assertThat(captions(dataset)).containsExactly("red", "blue");
    assertThat(dataset.notes()).asString().contains("left out: 2 (such as a.tar/l.depth.png)");
  }

  @Test
  void captionFilesAndMarksAtTheirStartAreRead() {
    var dataset =
        shard(
            "a.tar",
            picture("0.png", 1),
            TarItem.of("0.caption", "red"),
            picture("1.png", 2),
            TarItem.of("1.txt", "\ufeffblue"),
            picture("2.png", 3),
            TarItem.of("2.json", "{\"caption\": \"green\"}"));
    assertThat(captions(dataset)).containsExactly("red", "blue", "green");
  }

  @ParameterizedTest
  @CsvSource({
    "birds-train-00000.tar, train",
    "train-000.tar, train",
    "val-0.tar, validation",
    "cc3m-validation-0001.tar.gz, validation",
    "imagenet_TEST_3.tar, test",
    "birds-00000.tar, ''",
    "strain-0.tar, ''"
  })
  void shardsMayNameTheirSplit(String name, String split) throws IOException {
    var items = List.of(picture("0.png", 1), TarItem.of("0.txt", "red"));
    var tar = Folders.tar(base.resolve("plain"), items);
    var bytes = java.nio.file.Files.readAllBytes(tar);
    write(base.resolve("set").resolve(name), name.endsWith("gz") ? Folders.gzip(bytes) : bytes);
    var dataset = Dataset.open(base.resolve("set"));
    assertThat(dataset.samples().getFirst().split()).isEqualTo(split);
  }

  @Test
  void testShardsAreNeverTrainedOn() {
    Folders.tar(
        base.resolve("set/birds-train-0.tar"),
        List.of(picture("0.png", 1), TarItem.of("0.txt", "red")));
    Folders.tar(
        base.resolve("set/birds-test-0.tar"),
        List.of(picture("1.png", 2), TarItem.of("1.txt", "blue")));
    var dataset = Dataset.open(base.resolve("set"));
    try (var cache = PackedCache.open(dataset, PackSettings.of(8), Progress.SILENT)) {
      var parts = SplitRule.NONE.apply(cache);
      assertThat(parts.train()).hasSize(1);
      assertThat(cache.captions(parts.train()[0])).containsExactly("red");
    }
  }
}

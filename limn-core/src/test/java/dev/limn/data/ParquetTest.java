package dev.limn.data;

import static dev.limn.data.Folders.plain;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files are made by pyarrow, see `src/test/goldens/data/parquet.py`.
class ParquetTest {
  @TempDir Path base;

  private Path copy(String name) throws IOException {
    Path golden;
    try {
      golden = Path.of(ParquetTest.class.getResource("/goldens/data/parquet/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    Folders.items(golden)
        .forEach(item -> write(base.resolve(name).resolve(item.name()), item.bytes()));
    return base.resolve(name);
  }

  private static void isPicture(Sample sample, int i) throws IOException {
    var colour = 10 * i << 16 | (255 - 10 * i) << 8 | 7;
    assertThat(sample.images().getFirst().rgb()).isEqualTo(plain(6, 4, colour).rgb());
  }

  @Test
  void shardsOfTheHubHaveCaptionsClassesAndSplits() throws IOException {
    var dataset = Dataset.open(copy("hub"));
    assertThat(dataset.format()).isEqualTo(DatasetFormat.PARQUET);
    assertThat(dataset.size()).isEqualTo(10);
    assertThat(dataset.skipped()).isEmpty();
    assertThat(dataset.classNames()).containsExactly("rose", "ox-eye daisy");
    for (int i = 0; i < 10; i++) {
      // The test file comes first by its name: pictures 8 and 9.
      var sample = dataset.samples().get((i + 2) % 10);
      assertThat(sample.captions()).containsExactly("picture " + i, "colour " + i);
      assertThat(sample.label()).isEqualTo(i % 2);
      assertThat(sample.split()).isEqualTo(i < 8 ? "train" : "test");
      isPicture(sample, i);
    }
    assertThat(dataset.samples().get(2).name())
        .isEqualTo("data/train-00000-of-00002.parquet/0000000");
  }

  @Test
  void picturesAreFoundInAnyOrderFromManyThreads() throws IOException {
    var dataset = Dataset.open(copy("hub"));
    try (var cache =
        PackedCache.open(
            dataset,
            PackSettings.of(4).withFilter(dev.limn.image.Filter.NEAREST),
            Progress.SILENT)) {
      for (int i = 0; i < 10; i++) {
        var rgb = cache.picture((i + 2) % 10).rgb();
        assertThat(rgb[0] & 255).isEqualTo(10 * i);
      }
    }
    isPicture(dataset.samples().get(9), 7);
    isPicture(dataset.samples().get(0), 8);
    isPicture(dataset.samples().get(2), 0);
  }

  @Test
  void aFileAloneIsReadAndSoIsAColumnOfBytes() throws IOException {
    var folder = copy("bytes");
    for (var given : List.of(folder, folder.resolve("pictures.parquet"))) {
      var dataset = Dataset.open(given);
      assertThat(dataset.size()).isEqualTo(4);
      assertThat(dataset.samples().get(3).captions()).containsExactly("picture 3");
      isPicture(dataset.samples().get(3), 3);
    }
  }

  @Test
  void classesGiveTheCaptionsWhereThereAreNone() throws IOException {
    var dataset = Dataset.open(copy("classes"));
    assertThat(dataset.classNames()).containsExactly("rose", "ox-eye daisy");
    assertThat(dataset.samples().get(1).captions()).containsExactly("a photo of an ox-eye daisy");
    assertThat(dataset.samples().get(1).split()).isEqualTo("train");
    assertThat(dataset.notes()).asString().contains("made from the classes");
  }

  @Test
  void aTableOfNamesFindsThePicturesBesideIt() throws IOException {
    var folder = copy("names");
    for (int i = 0; i < 4; i++) {
      write(folder.resolve(i + ".png"), png(plain(6, 4, i)));
    }
    Files.delete(folder.resolve("1.png"));
    var dataset = Dataset.open(folder);
    assertThat(dataset.samples()).extracting(Sample::name).containsExactly("0.png", "2.png");
    assertThat(dataset.samples().get(1).captions()).containsExactly("picture 2");
    assertThat(dataset.skipped()).singleElement().asString().contains("1.png: no such file");
    assertThat(dataset.notes()).asString().contains("no Parquet file names, left out: 1");
  }

  @Test
  void parquetInAZipIsRead() throws IOException {
    var zip = Folders.zip(base.resolve("x.zip"), false, Folders.items(copy("hub")));
    var dataset = Dataset.open(zip);
    assertThat(dataset.size()).isEqualTo(10);
    isPicture(dataset.samples().get(2), 0);
  }

  @Test
  void strayTablesDoNotGetInTheWay() throws IOException {
    Folders.sideCar(base.resolve("set"), 8);
    write(base.resolve("set/features.parquet"), "PAR1");
    Files.copy(copy("bytes").resolve("pictures.parquet"), base.resolve("set/preview.parquet"));
    var dataset = Dataset.open(base.resolve("set"));
    assertThat(dataset.format()).isEqualTo(DatasetFormat.SIDECAR);
    assertThat(dataset.size()).isEqualTo(8);
    assertThat(dataset.notes())
        .extracting(Finding::name)
        .contains("features.parquet", "preview.parquet");
  }

  @Test
  void aRowWithoutAPictureIsNamed() throws IOException {
    var report = DatasetCheck.run(Dataset.open(copy("null")), Progress.SILENT);
    assertThat(report.samples()).isEqualTo(2);
    assertThat(report.skipped())
        .singleElement()
        .hasToString("train.parquet/0000001: no picture in this row");
  }

  @Test
  void whatCannotBeReadSaysWhy() throws IOException {
    var lz4 = copy("lz4");
    assertThatThrownBy(() -> Dataset.open(lz4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train.parquet: compressed by LZ4")
        .hasMessageContaining("snappy, gzip or zstd");
  }

  @Test
  void aDamagedShardIsNamed() throws IOException {
    var folder = copy("hub");
    write(folder.resolve("data/train-00001-of-00002.parquet"), "PAR1 no end");
    var dataset = Dataset.open(folder);
    assertThat(dataset.size()).isEqualTo(7);
    assertThat(dataset.skipped())
        .singleElement()
        .asString()
        .contains("train-00001-of-00002.parquet", "not a whole Parquet file");
    write(folder.resolve("data/train-00000-of-00002.parquet"), "no");
    write(folder.resolve("data/test-00000-of-00001.parquet"), "no");
    assertThatThrownBy(() -> Dataset.open(folder, DatasetFormat.PARQUET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a whole Parquet file");
  }
}

package dev.limn.data;

import static dev.limn.data.Folders.mixed;
import static dev.limn.data.Folders.picture;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.Folders.TarItem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
  @TempDir Path base;

  private static void samePictures(Dataset archive, Dataset folder) throws IOException {
    assertThat(archive.size()).isEqualTo(folder.size());
    for (int i = 0; i < folder.size(); i++) {
      var packed = archive.samples().get(i);
      var plain = folder.samples().get(i);
      assertThat(packed.captions()).isEqualTo(plain.captions());
      assertThat(packed.label()).isEqualTo(plain.label());
      assertThat(packed.split()).isEqualTo(plain.split());
      assertThat(packed.images().getFirst().rgb()).isEqualTo(plain.images().getFirst().rgb());
    }
    assertThat(archive.classNames()).isEqualTo(folder.classNames());
    assertThat(archive.skipped()).isEmpty();
  }

  private Path made(String layout) {
    var folder = base.resolve("plain");
    switch (layout) {
      case "sidecar" -> Folders.sideCar(folder, 5);
      case "cub" -> Folders.cub(folder, 2, 2);
      case "classes" -> {
        for (int i = 0; i < 4; i++) {
          write(
              folder.resolve((i < 2 ? "train/cat/" : "test/dog/") + i + ".png"),
              png(mixed(8, 8, i)));
        }
      }
      case "imagefolder" -> {
        for (int i = 0; i < 3; i++) {
          write(folder.resolve("pics/" + i + ".png"), png(mixed(8, 8, i)));
        }
        write(
            folder.resolve("metadata.csv"),
            "file_name,text\npics/0.png,red\npics/1.png,blue\npics/2.png,green\n");
      }
      case "coco" -> {
        write(folder.resolve("train2017/1.png"), png(mixed(8, 8, 1)));
        write(
            folder.resolve("annotations/captions_train2017.json"),
            """
            {"images": [{"id": 1, "file_name": "1.png"}],
             "annotations": [{"image_id": 1, "caption": "a cat"}]}
            """);
      }
      case "pictures" -> {
        write(folder.resolve("a.png"), png(mixed(8, 8, 1)));
        write(folder.resolve("b.png"), png(mixed(8, 8, 2)));
      }
      default -> throw new IllegalArgumentException(layout);
    }
    return folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sidecar", "cub", "classes", "imagefolder", "coco", "pictures"})
  void aZipIsReadAsTheFolderInIt(String layout) throws IOException {
    var folder = made(layout);
    var expected = Dataset.open(folder);
    var items = Folders.items(folder);
    var wrapped = items.stream().map(i -> new TarItem("my set/" + i.name(), i.bytes())).toList();
    var zip = Folders.zip(base.resolve("one/pictures.zip"), false, items);
    samePictures(Dataset.open(zip.getParent()), expected);
    samePictures(Dataset.open(zip), expected);
    assertThat(Dataset.open(zip).format()).isEqualTo(expected.format());
    assertThat(Dataset.open(zip).samples())
        .extracting(Sample::name)
        .isEqualTo(expected.samples().stream().map(Sample::name).toList());
    var stored = Folders.zip(base.resolve("two/pictures.ZIP"), true, wrapped);
    samePictures(Dataset.open(stored.getParent()), expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sidecar", "cub", "classes", "imagefolder", "coco", "pictures"})
  void aTarIsReadAsTheFolderInIt(String layout) throws IOException {
    var folder = made(layout);
    var tar = Folders.tar(base.resolve("one/pictures.tar"), Folders.items(folder));
    samePictures(Dataset.open(tar.getParent()), Dataset.open(folder));
  }

  @ParameterizedTest
  @CsvSource({"tar.gz, gz", "tgz, gz", "tar, gz", "tar.bz2, bzip2", "tar.xz, xz", "tar.zst, zstd"})
  void compressedTarsAreRead(String ending, String compressor)
      throws IOException, CompressorException {
    var folder = Folders.sideCar(base.resolve("plain"), 4);
    var plain = Files.readAllBytes(Folders.tar(base.resolve("x"), Folders.items(folder)));
    var out = new ByteArrayOutputStream();
    try (var packed = new CompressorStreamFactory().createCompressorOutputStream(compressor, out)) {
      packed.write(plain);
    }
    var file = write(base.resolve("one/birds-000000." + ending), out.toByteArray());
    var dataset = Dataset.open(file.getParent());
    samePictures(dataset, Dataset.open(folder));
    assertThat(dataset.format()).isEqualTo(DatasetFormat.WEBDATASET);
    assertThat(dataset.samples().getFirst().name()).endsWith(ending + "/000.png");
    samePictures(Dataset.open(file), Dataset.open(folder));
  }

  @Test
  void severalZipsAreFoldersOfTheirNames() throws IOException {
    var one = List.of(new TarItem("cat/1.png", png(mixed(8, 8, 1))));
    var two =
        List.of(
            new TarItem("cat/1.png", png(mixed(8, 8, 2))),
            new TarItem("dog/2.png", png(mixed(8, 8, 3))));
    Folders.zip(base.resolve("set/train.zip"), false, one);
    Folders.zip(base.resolve("set/test.zip"), false, two);
    var dataset = Dataset.open(base.resolve("set"));
    assertThat(dataset.classNames()).containsExactly("cat", "dog");
    assertThat(dataset.samples())
        .extracting(Sample::split)
        .containsExactly("test", "test", "train");
    assertThat(dataset.samples().get(2).images().getFirst().rgb()).isEqualTo(mixed(8, 8, 1).rgb());
  }

  @Test
  void aTableBesideAZipOfPicturesIsRead() throws IOException {
    Folders.zip(
        base.resolve("set/images.zip"),
        false,
        List.of(
            new TarItem("images/0.png", png(mixed(8, 8, 1))),
            new TarItem("images/1.png", png(mixed(8, 8, 2)))));
    write(
        base.resolve("set/metadata.csv"), "file_name,text\nimages/0.png,red\nimages/1.png,blue\n");
    var dataset = Dataset.open(base.resolve("set"));
    assertThat(dataset.samples().get(1).captions()).containsExactly("blue");
    assertThat(dataset.samples().get(1).images().getFirst().rgb()).isEqualTo(mixed(8, 8, 2).rgb());
    assertThat(dataset.skipped()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void styleGansDatasetHasItsLabels(boolean zipped) throws IOException {
    var items = new ArrayList<TarItem>();
    for (int i = 0; i < 4; i++) {
      items.add(new TarItem("00000/img%08d.png".formatted(i), png(mixed(8, 8, i))));
    }
    items.add(
        TarItem.of(
            "dataset.json",
            """
            {"labels": [["00000/img00000000.png", 1], ["00000/img00000001.png", 0],
                        ["00000/img00000002.png", [0, 1]], ["00000/img00000003.png", 0]]}
            """));
    var folder = base.resolve("set");
    if (zipped) {
      Folders.zip(folder.resolve("dataset.zip"), true, items);
    } else {
      items.forEach(item -> write(folder.resolve(item.name()), item.bytes()));
    }
    var dataset = Dataset.open(folder);
    assertThat(dataset.format()).isEqualTo(DatasetFormat.STYLEGAN);
    assertThat(dataset.classNames()).containsExactly("0", "1");
    assertThat(dataset.samples()).extracting(Sample::label).containsExactly(1, 0, 1, 0);
    assertThat(dataset.samples().getFirst().captions()).containsExactly("label 1");
    assertThat(dataset.skipped()).isEmpty();
  }

  @Test
  void styleGansDatasetWithoutLabelsIsPictures() {
    picture(base.resolve("00000/a.png"));
    picture(base.resolve("00000/b.png"));
    write(base.resolve("dataset.json"), "{\"labels\": null}");
    assertThat(Dataset.open(base).format()).isEqualTo(DatasetFormat.PICTURES);
  }

  @Test
  void strayArchivesDoNotGetInTheWayOfGoodData() {
    Folders.sideCar(base.resolve("jpg"), 3);
    Folders.tar(base.resolve("notes.tar"), List.of(TarItem.of("readme.md", "x")));
    write(base.resolve("broken.zip"), "PK no zip");
    write(base.resolve("old.7z"), "7z");
    var dataset = Dataset.open(base);
    assertThat(dataset.format()).isEqualTo(DatasetFormat.SIDECAR);
    assertThat(dataset.size()).isEqualTo(3);
    assertThat(dataset.skipped()).isEmpty();
    assertThat(dataset.notes())
        .extracting(Finding::name)
        .contains("broken.zip", "notes.tar", "old.7z");
    assertThat(dataset.notes()).asString().contains("not read", "--format webdataset");
  }

  @Test
  void picturesBesideShardsAreNoData() {
    picture(base.resolve("preview.png"));
    var items = new ArrayList<TarItem>();
    for (int i = 0; i < 3; i++) {
      items.add(new TarItem(i + ".png", png(mixed(8, 8, i))));
      items.add(TarItem.of(i + ".txt", "red"));
    }
    Folders.tar(base.resolve("a-0.tar"), items);
    var dataset = Dataset.open(base);
    assertThat(dataset.format()).isEqualTo(DatasetFormat.WEBDATASET);
    assertThat(dataset.size()).isEqualTo(3);
    assertThat(dataset.notes()).asString().contains("pictures beside the archives, left out: 1");
  }

  @Test
  void namesThatLeaveAnArchiveAreListed() {
    var items = new ArrayList<TarItem>();
    for (var name :
        List.of("../evil.png", "/evil.png", "a/../../evil.png", "C:\\evil.png", "ok.png")) {
      items.add(new TarItem(name, png(mixed(8, 8, 1))));
    }
    Folders.zip(base.resolve("set/x.zip"), false, items);
    var dataset = Dataset.open(base.resolve("set"));
    assertThat(dataset.samples()).extracting(Sample::name).containsExactly("ok.png");
    assertThat(dataset.skipped()).hasSize(4);
    assertThat(dataset.skipped()).allMatch(f -> f.reason().equals("its name leaves the archive"));
  }

  @Test
  void damagedFilesOfAZipAreFound() throws IOException {
    var items = new ArrayList<TarItem>();
    for (int i = 0; i < 3; i++) {
      items.add(new TarItem(i + ".png", png(mixed(8, 8, i))));
    }
    var zip = Folders.zip(base.resolve("set/x.zip"), true, items);
    var bytes = Files.readAllBytes(zip);
    bytes[100] ^= 1;
    write(zip, bytes);
    var dataset = Dataset.open(zip);
    assertThatThrownBy(() -> dataset.samples().getFirst().images())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checksum");
    assertThat(dataset.samples().get(1).images().getFirst().rgb()).isEqualTo(mixed(8, 8, 1).rgb());
  }

  @Test
  void zipBombsAreRefused() throws IOException {
    var items =
        List.of(
            new TarItem("a.png", png(mixed(8, 8, 1))), new TarItem("b.png", png(mixed(8, 8, 2))));
    var zip = Folders.zip(base.resolve("x.zip"), true, items);
    var bytes = Files.readAllBytes(zip);
    // Both entries of the directory point at the first file.
    int second =
        new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
            .lastIndexOf("PK\u0001\u0002");
    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(second + 42, 3);
    assertThat(buffer.getInt(second + 42)).isEqualTo(3);
    write(zip, bytes);
    assertThatThrownBy(() -> Dataset.open(zip)).isInstanceOf(DataException.class);
  }

  @Test
  void aGzipBombIsRefused() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new java.util.zip.GZIPOutputStream(out)) {
      var zeros = new byte[1 << 20];
      for (int i = 0; i < 257; i++) {
        gzip.write(zeros);
      }
    }
    var bomb = write(base.resolve("x.tar.gz"), out.toByteArray());
    assertThatThrownBy(() -> Dataset.open(bomb))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("as a bomb does");
  }

  @Test
  void anArchiveAloneHasItsCacheBesideIt() {
    var zip =
        Folders.zip(
            base.resolve("x.zip"), false, Folders.items(Folders.sideCar(base.resolve("plain"), 3)));
    try (var cache = PackedCache.open(Dataset.open(zip), PackSettings.of(8), Progress.SILENT)) {
      assertThat(cache.count()).isEqualTo(3);
      assertThat(cache.directory()).endsWithRaw(Path.of(".limn-cache/x.zip/8"));
    }
    try (var cache = PackedCache.open(Dataset.open(zip), PackSettings.of(8), Progress.SILENT)) {
      assertThat(cache.fresh()).isFalse();
    }
  }
}

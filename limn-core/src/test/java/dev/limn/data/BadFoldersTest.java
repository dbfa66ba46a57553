package dev.limn.data;

import static dev.limn.data.Folders.picture;
import static dev.limn.data.Folders.plain;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadFoldersTest {
  @TempDir Path base;
  private Path root;

  @BeforeEach
  void secretsOutside() throws IOException {
    root = Files.createDirectories(base.resolve("root"));
    picture(base.resolve("secret.png"));
  }

  private void refused(String message) {
    assertThatThrownBy(() -> Dataset.open(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  private static String json(String name, String text) {
    return "{\"file_name\": \"" + name + "\", \"text\": \"" + text + "\"}\n";
  }

  private static String reason(Dataset dataset) {
    assertThat(dataset.skipped()).hasSize(1);
    return dataset.skipped().getFirst().toString();
  }

  @Test
  void aFolderMustBeThere() {
    assertThatThrownBy(() -> Dataset.open(root.resolve("nowhere")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nowhere: nothing there; expected a folder");
    assertThatThrownBy(() -> Dataset.open(base.resolve("secret.png")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a file; expected a folder");
    refused("no pictures that Limn can read");
  }

  @Test
  void anUnknownFormatIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> DatasetFormat.of("lmdb"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("\"lmdb\"; expected one of webdataset, idx, imagefolder, cub, coco");
  }

  @ParameterizedTest
  @EnumSource(DatasetFormat.class)
  void everyFormatSaysWhatIsMissing(DatasetFormat format) {
    write(root.resolve("notes.md"), "nothing of use");
    assertThatThrownBy(() -> Dataset.open(root, format))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(root.getFileName().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.png",
        "sub/../../secret.png",
        "./../secret.png",
        "..",
        "/etc/passwd",
        "//host/share/a.png",
        "C:\\\\a.png",
        "C:/a.png",
        "..\\\\secret.png",
        "%2e%2e/secret.png",
        "a.png\\u0000.jpg",
        "\\u0000",
        "a\\r\\nb.png",
        "\\u001b[2J.png",
        "..\\u002fsecret.png",
        "",
        "  ",
        "missing.png",
        "."
      })
  void namesThatLeaveTheFolderAreListed(String name) {
    picture(root.resolve("a.png"));
    picture(root.resolve("b.png"));
    write(root.resolve("metadata.jsonl"), json("b.png", "fine") + json(name, "bad"));
    var dataset = Dataset.open(root);
    assertThat(dataset.samples()).extracting(Sample::name).containsExactly("b.png");
    assertThat(reason(dataset)).contains("metadata.jsonl line 2").doesNotContain("\u0000", "\n");
  }

  @Test
  void linksMayNotLeaveTheFolder() throws IOException {
    Folders.sideCar(root, 3);
    Files.createSymbolicLink(root.resolve("out.png"), base.resolve("secret.png"));
    Files.createSymbolicLink(root.resolve("gone.png"), root.resolve("nothing.png"));
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.createSymbolicLink(root.resolve("inside.png"), root.resolve("000.png"));
    write(root.resolve("inside.txt"), "by a link that stays");
    var dataset = Dataset.open(root);
    assertThat(dataset.samples())
        .extracting(Sample::name)
        .containsExactly("000.png", "001.png", "002.png", "inside.png");
    assertThat(dataset.skipped())
        .extracting(Finding::toString)
        .containsExactly(
            "gone.png: a symbolic link to nothing",
            "loop: a symbolic link to a folder; these are not followed",
            "out.png: a symbolic link that leaves the folder");
  }

  @Test
  void linksInsideTheHubsCacheAreFollowed() throws IOException {
    var hub = base.resolve("datasets--me--birds");
    var snapshot = Files.createDirectories(hub.resolve("snapshots/abc/train"));
    for (int i = 0; i < 3; i++) {
      write(hub.resolve("blobs/00" + i), png(plain(4, 4, i)));
      Files.createSymbolicLink(snapshot.resolve(i + ".png"), Path.of("../../../blobs/00" + i));
    }
    write(hub.resolve("blobs/ff"), json("0.png", "red") + json("1.png", "blue"));
    Files.createSymbolicLink(snapshot.resolve("metadata.jsonl"), Path.of("../../../blobs/ff"));
    Files.createSymbolicLink(snapshot.resolve("out.png"), base.resolve("secret.png"));
    for (var given : List.of(hub.resolve("snapshots/abc"), snapshot)) {
      var dataset = Dataset.open(given);
      assertThat(dataset.format()).isEqualTo(DatasetFormat.IMAGEFOLDER);
      assertThat(dataset.samples()).hasSize(2);
      assertThat(reason(dataset)).contains("out.png: a symbolic link that leaves the folder");
    }
  }

  @Test
  void refusedLinksAreNamedWhenNothingElseIsThere() throws IOException {
    for (int i = 0; i < 30; i++) {
      Files.createSymbolicLink(root.resolve(i + ".png"), base.resolve("secret.png"));
    }
    refused("no pictures that Limn can read");
    refused("0.png: a symbolic link that leaves the folder");
    refused("and 10 more");
  }

  @Test
  void captionsOfAPictureListedTwiceAreJoined() {
    picture(root.resolve("a.png"));
    write(
        root.resolve("metadata.jsonl"),
        json("a.png", "first") + json("./a.png", "second") + json("a.png", "first"));
    var dataset = Dataset.open(root);
    assertThat(dataset.samples()).hasSize(1);
    assertThat(dataset.samples().getFirst().captions()).containsExactly("first", "second");
    assertThat(dataset.skipped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'   ', no usable caption in metadata.jsonl line 2 (it is empty)",
    "'bell \\u0007', it holds a control character",
    "'nul \\u0000', it holds a control character",
    "'half \\ud800', it holds a control character",
    "'...', no usable caption in metadata.jsonl line 2 (it has no word)",
  })
  void captionsThatCannotBeUsedSkipTheirPicture(String caption, String reason) {
    picture(root.resolve("a.png"));
    picture(root.resolve("b.png"));
    write(root.resolve("metadata.jsonl"), json("b.png", "fine") + json("a.png", caption));
    assertThat(reason(Dataset.open(root))).contains(reason);
  }

  @Test
  void fewCaptionsAreCounted() {
    Folders.sideCar(root, 1);
    picture(root.resolve("a.png"));
    picture(root.resolve("b.png"));
    var dataset = Dataset.open(root);
    assertThat(dataset.format()).isEqualTo(DatasetFormat.PICTURES);
    assertThat(dataset.detection())
        .contains("it has 3 pictures", "only 1 of them with a .txt of the same name");
  }

  @Test
  void longCaptionsAreKeptAndCounted() {
    Folders.sideCar(root, 2);
    var longer = "a \ud83d\ude00" + "x".repeat(9_000);
    write(root.resolve("000.txt"), "short\n" + longer + "\n" + "é".repeat(1000));
    var dataset = Dataset.open(root);
    assertThat(dataset.samples().getFirst().captions())
        .containsExactly("short", longer, "é".repeat(1000));
    assertThat(dataset.skipped()).isEmpty();
    assertThat(dataset.notes())
        .singleElement()
        .asString()
        .contains(
            "more than 1,000 characters", "encoder reads the beginning: 1, such as in 000.txt");
  }

  @Test
  void captionFilesMustBeTextOfSensibleSize() {
    Folders.sideCar(root, 4);
    write(root.resolve("000.txt"), new byte[] {'a', (byte) 0xFF, 'b'});
    write(root.resolve("001.txt"), "x\n".repeat(Folder.MAX_TEXT_BYTES));
    write(root.resolve("002.txt"), "\n \n");
    picture(root.resolve("alone.png"));
    assertThat(Dataset.open(root).skipped())
        .extracting(Finding::toString)
        .satisfiesExactly(
            first -> assertThat(first).contains("000.txt: not UTF-8"),
            second -> assertThat(second).contains("001.txt: 2097152 bytes"),
            third -> assertThat(third).contains("no caption in 002.txt"),
            fourth -> assertThat(fourth).contains("alone.txt is missing beside it"));
  }

  @Test
  void brokenRowsOfMetadataAreListed() {
    picture(root.resolve("a.png"));
    write(
        root.resolve("metadata.jsonl"),
        json("a.png", "fine") + "[1]\n{\"file_name\": \n{\"text\": \"no name\"}\n");
    assertThat(Dataset.open(root).skipped())
        .extracting(Finding::toString)
        .satisfiesExactly(
            second -> assertThat(second).contains("line 2: not a JSON object"),
            third -> assertThat(third).contains("line 3: not JSON"),
            fourth -> assertThat(fourth).contains("line 4: no file_name"));
  }

  @Test
  void brokenRowsOfCsvAreListed() {
    picture(root.resolve("a.png"));
    write(
        root.resolve("metadata.csv"), "file_name,text\na.png,fine\nb.png\nc.png,\"never closed\n");
    assertThat(Dataset.open(root).skipped())
        .extracting(Finding::toString)
        .satisfiesExactly(
            third -> assertThat(third).contains("line 3: 1 columns, expected 2"),
            fourth -> assertThat(fourth).contains("line 4: a quote that is never closed"));
    write(root.resolve("metadata.csv"), "author,text\nAnn,fine\n");
    refused("columns are [author, text]; none names pictures");
    write(root.resolve("metadata.csv"), "file_name,text,text\na.png,fine,x\n");
    refused("a column twice");
  }

  @Test
  void metadataWithoutCaptionsIsRefused() {
    picture(root.resolve("a.png"));
    write(root.resolve("metadata.jsonl"), "{\"file_name\": \"a.png\", \"likes\": 3}");
    refused("columns are [file_name, likes]; none is known to hold captions");
    refused("--caption-column");
    write(root.resolve("metadata.jsonl"), "\n");
    refused("no rows");
  }

  @Test
  void brokenParquetIsNamed() {
    write(root.resolve("train.parquet"), "PAR1PAR1");
    assertThatThrownBy(() -> Dataset.open(root, DatasetFormat.PARQUET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train.parquet: not a whole Parquet file");
  }

  @Test
  void cubWithoutATextFileSkipsThatPicture() throws IOException {
    Folders.cub(root, 2, 2);
    Files.delete(root.resolve("text/001.Class_a/0.txt"));
    write(root.resolve("text/001.Class_a/spare.txt"), "of nothing");
    var dataset = Dataset.open(root);
    assertThat(dataset.size()).isEqualTo(3);
    assertThat(reason(dataset)).contains("text/001.Class_a/0.txt is missing");
    assertThat(dataset.notes()).asString().contains("caption files without a picture: 1");
  }

  @Test
  void cubListsAreChecked() {
    picture(root.resolve("images/a/x.png"));
    write(root.resolve("images.txt"), "1 a/x.png\n2 a/gone.png\n");
    write(root.resolve("bounding_boxes.txt"), "1 0 0 8 8\n");
    assertThat(reason(Dataset.open(root)))
        .contains("a/gone.png: listed in images.txt, but missing");
    write(root.resolve("bounding_boxes.txt"), "1 0 0 wide 8\n");
    refused("expected an id and four numbers");
    write(root.resolve("bounding_boxes.txt"), "1 0 0 8\n");
    refused("bounding_boxes.txt line 1: 4 words; expected 5");
    write(root.resolve("bounding_boxes.txt"), "1 0 0 0 8\n");
    refused("bounding box of 0×8");
  }

  @Test
  void brokenShardsAreRefusedOrListed() throws IOException {
    var good = new Folders.TarItem("k.png", png(plain(4, 4, 1)));
    var shard =
        Folders.tar(
            root.resolve("x.tar"),
            List.of(
                good,
                Folders.TarItem.of("k.txt", "fine"),
                Folders.TarItem.of("../../evil.png", "not read as a path"),
                Folders.TarItem.of("alone.txt", "no picture"),
                new Folders.TarItem("mute.png", good.bytes()),
                Folders.TarItem.of("odd.json", "{"),
                new Folders.TarItem("odd.png", good.bytes()),
                Folders.TarItem.of("k.txt", "again"),
                new Folders.TarItem("long.txt", new byte[Folder.MAX_TEXT_BYTES + 1])));
    var dataset = Dataset.open(root);
    assertThat(dataset.samples()).extracting(Sample::name).containsExactly("x.tar/k.png");
    assertThat(dataset.samples().getFirst().captions()).containsExactly("fine");
    assertThat(dataset.skipped())
        .extracting(Finding::toString)
        .containsExactlyInAnyOrder(
            "x.tar/k.txt: twice in the archive; the first counts",
            "x.tar/long: no picture, only [txt]",
            "x.tar/../../evil.png: its name leaves the archive",
            "x.tar/alone: no picture, only [txt]",
            "x.tar/mute.png: no caption in x.tar/mute.txt or .json",
            "x.tar/odd.png: x.tar/odd.json: not JSON (Unexpected end-of-input: expected close marker for Object, line 1 column 2)");
    var bytes = Files.readAllBytes(shard);
    write(shard, Arrays.copyOf(bytes, 700));
    refused("not a whole tar file");
    write(shard, "<html>not a tar</html>");
    refused("x.tar");
    Files.delete(shard);
    write(root.resolve("x.tar.gz"), Folders.gzip(Arrays.copyOf(bytes, 700)));
    refused("not a whole tar file");
    write(root.resolve("x.tar.gz"), Arrays.copyOf(Folders.gzip(bytes), 60));
    refused("not a whole tar file");
  }

  @Test
  void idxHeadersAreChecked() {
    var images = root.resolve("train-images-idx3-ubyte");
    var labels = root.resolve("train-labels-idx1-ubyte");
    write(labels, Folders.idx(0x801, new int[] {1}, new byte[1]));
    write(images, Folders.idx(0x801, new int[] {1}, new byte[20]));
    refused("magic number 0x00000801; expected 0x00000803");
    write(images, Folders.idx(0x803, new int[] {1, 2, 2}, new byte[3]));
    refused("ends before the data");
    write(images, Folders.idx(0x803, new int[] {1, 2, 2}, new byte[5]));
    refused("longer than its header says");
    write(images, Folders.idx(0x803, new int[] {Integer.MAX_VALUE, 8000, 8000}, new byte[5]));
    refused("more than the file can hold");
    write(images, Folders.idx(0x803, new int[] {-1, 2, 2}, new byte[5]));
    refused("more than the file can hold");
    write(images, new byte[] {0, 0});
    refused("ends before the data");
    write(images, Folders.idx(0x803, new int[] {2, 2, 2}, new byte[8]));
    refused("has 2 pictures");
    write(labels, Folders.idx(0x801, new int[] {2}, new byte[] {0, 9}));
    write(root.resolve("classes.txt"), "only one\n");
    assertThat(reason(Dataset.open(root))).contains("label 9; classes.txt names 1");
    write(root.resolve("train-images-idx3-ubyte"), Folders.gzip(new byte[10]));
    refused("magic number");
  }

  @Test
  void idxNeedsItsLabels() {
    write(
        root.resolve("train-images-idx3-ubyte"),
        Folders.idx(0x803, new int[] {1, 1, 1}, new byte[1]));
    refused("train-labels-idx1-ubyte is missing");
  }

  @Test
  void cocoMustHaveBothLists() {
    picture(root.resolve("p.png"));
    var table = root.resolve("captions.json");
    write(table, "{\"images\": [{\"id\": 1, \"file_name\": \"p.png\"}]}");
    refused("expected the lists \"images\" and \"annotations\"");
    write(table, "{\"images\": [{\"id\": 1, ");
    refused("not whole JSON");
    write(table, "[]");
    refused("not a JSON object");
    write(
        table,
        """
        {"images": [{"id": 1, "file_name": "p.png"}, {"id": 2, "file_name": "../secret.png"},
                    {"id": 3, "file_name": "gone.png"}],
         "annotations": [{"image_id": 1, "caption": "x"}]}
        """);
    assertThat(Dataset.open(root).skipped())
        .extracting(Finding::toString)
        .satisfiesExactly(
            first -> assertThat(first).contains("leaves the folder"),
            second -> assertThat(second).contains("gone.png: no such file"));
  }

  @Test
  void pairsAndSinglePicturesDoNotMix() {
    picture(root.resolve("a.png"));
    picture(root.resolve("b.png"));
    write(
        root.resolve("metadata.jsonl"),
        json("a.png", "x")
            + "{\"input_file_name\": \"a.png\", \"output_file_name\": \"b.png\"}\n"
            + "{\"input_file_name\": \"b.png\", \"output_file_name\": \"a.png\"}\n");
    refused("some samples are pairs and some single pictures");
  }
}

package dev.limn.data;

import static dev.limn.data.Folders.mixed;
import static dev.limn.data.Folders.picture;
import static dev.limn.data.Folders.plain;
import static dev.limn.data.Folders.png;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
  @TempDir Path root;

  private Dataset open(DatasetFormat expected) {
    var dataset = Dataset.open(root);
    assertThat(dataset.format()).as(dataset.detection()).isEqualTo(expected);
    assertThat(dataset.detection()).startsWith("looks like " + expected.label() + " because ");
    assertThat(dataset.skipped()).isEmpty();
    return dataset;
  }

  private static List<String> names(Dataset dataset) {
    return dataset.samples().stream().map(Sample::name).toList();
  }

  @Test
  void imageFolderReadsJsonLines() {
    picture(root.resolve("train/b.png"));
    picture(root.resolve("train/sub/a.png"));
    picture(root.resolve("test/c.png"));
    picture(root.resolve("test/unlisted.png"));
    write(
        root.resolve("train/metadata.jsonl"),
        """
        {"file_name": "b.png", "text": "a  red\\tbird", "label": 10, "photographer": "Ann"}

        {"file_name": "./sub/a.png", "text": ["one", "two"], "label": 2}
        """);
    write(root.resolve("test/metadata.jsonl"), "\ufeff{\"file_name\": \"c.png\", \"text\": \"x\"}");
    var dataset = open(DatasetFormat.IMAGEFOLDER);
    assertThat(names(dataset)).containsExactly("test/c.png", "train/b.png", "train/sub/a.png");
    var bird = dataset.samples().get(1);
    assertThat(bird.captions()).containsExactly("a red bird");
    assertThat(bird.split()).isEqualTo("train");
    assertThat(bird.attributes()).isEqualTo(Map.of("photographer", "Ann"));
    assertThat(dataset.samples().get(2).captions()).containsExactly("one", "two");
    assertThat(dataset.classNames()).as("numbers sort as numbers").containsExactly("2", "10");
    assertThat(bird.label()).isEqualTo(1);
    assertThat(dataset.samples().getFirst().label()).isEqualTo(Sample.NO_LABEL);
    assertThat(dataset.notes())
        .singleElement()
        .asString()
        .contains("no metadata file lists, left out: 1");
  }

  @Test
  void imageFolderReadsQuotedCsv() {
    picture(root.resolve("a.png"));
    picture(root.resolve("b.png"));
    write(
        root.resolve("metadata.csv"),
        "file_name,text,label\r\na.png,\"red, with \"\"dots\"\"\nand lines\",x\r\nb.png,plain,y\r\n");
    var dataset = open(DatasetFormat.IMAGEFOLDER);
    assertThat(dataset.samples().get(0).captions()).containsExactly("red, with \"dots\" and lines");
    assertThat(dataset.classNames()).containsExactly("x", "y");
  }

  @Test
  void imageFolderReadsPairsOfFiles() throws IOException {
    write(root.resolve("in.png"), png(plain(4, 4, 0xFF0000)));
    write(root.resolve("out.png"), png(plain(4, 4, 0x0000FF)));
    write(
        root.resolve("metadata.jsonl"),
        "{\"input_file_name\": \"in.png\", \"output_file_name\": \"out.png\"}");
    var images = open(DatasetFormat.IMAGEFOLDER).samples().getFirst().images();
    assertThat(images).hasSize(2);
    assertThat(images.get(1).rgb()[2]).isEqualTo((byte) 255);
  }

  @Test
  void sideCarReadsACaptionALineInAnyFolder() {
    picture(root.resolve("deep/er/a.png"));
    write(root.resolve("deep/er/a.txt"), "one\n\n  two  \r\nthree");
    picture(root.resolve("B.PNG"));
    write(root.resolve("B.txt"), "four");
    var dataset = open(DatasetFormat.SIDECAR);
    assertThat(names(dataset)).containsExactly("B.PNG", "deep/er/a.png");
    assertThat(dataset.samples().get(1).captions()).containsExactly("one", "two", "three");
  }

  @Test
  void picturesOfKindsThatAreNotReadAreNamed() {
    Folders.sideCar(root, 4);
    write(root.resolve("x.heic"), "ftyp");
    write(root.resolve("x.txt"), "a bird");
    write(root.resolve("draft.psd"), "8BPS");
    var dataset = Dataset.open(root);
    assertThat(dataset.format()).isEqualTo(DatasetFormat.SIDECAR);
    assertThat(dataset.skipped()).singleElement().asString().contains("x.heic", "is not read");
    assertThat(dataset.notes()).asString().contains("(psd), left out: 1, such as draft.psd");
  }

  @Test
  void hiddenFilesAndOurOwnCacheAreNotData() {
    Folders.sideCar(root, 2);
    picture(root.resolve(".limn-cache/76/x.png"));
    picture(root.resolve("__MACOSX/000.png"));
    picture(root.resolve(".hidden.png"));
    assertThat(open(DatasetFormat.SIDECAR).size()).isEqualTo(2);
  }

  @Test
  void cubLayoutHasAClassAFolder() {
    Folders.cub(root, 3, 2);
    write(root.resolve("classes.txt"), "1 a\n2 b\n");
    var dataset = open(DatasetFormat.CUB);
    assertThat(dataset.size()).isEqualTo(6);
    assertThat(dataset.classNames()).containsExactly("001.Class_a", "002.Class_b", "003.Class_c");
    assertThat(dataset.samples().getLast().label()).isEqualTo(2);
    assertThat(dataset.samples().getLast().captions()).hasSize(2);
  }

  /// StackGAN's rule by hand: the box 10,20 30×20 has its centre at 25,30 and the half side 22, so
  /// the crop is 3..47 × 8..50, cut off at the picture's lower edge.
  @Test
  void wholeCubIsCroppedAroundTheBird() throws IOException {
    write(root.resolve("images/001.Big_gull/x.png"), png(mixed(60, 50, 1)));
    write(root.resolve("images/001.Big_gull/y.png"), png(mixed(60, 50, 2)));
    write(root.resolve("images.txt"), "1 001.Big_gull/x.png\n2 001.Big_gull/y.png\n");
    write(root.resolve("bounding_boxes.txt"), "1 10.0 20.0 30.0 20.0\n2 0.0 0.0 8.0 8.0\n");
    write(root.resolve("train_test_split.txt"), "1 1\n2 0\n");
    write(root.resolve("image_class_labels.txt"), "1 1\n2 1\n");
    var dataset = open(DatasetFormat.CUB);
    var sample = dataset.samples().getFirst();
    var cut = sample.images().getFirst();
    assertThat(cut.width()).isEqualTo(44);
    assertThat(cut.height()).isEqualTo(42);
    assertThat(cut.rgb()[0]).isEqualTo(mixed(60, 50, 1).rgb()[(8 * 60 + 3) * 3]);
    assertThat(dataset.samples()).extracting(Sample::split).containsExactly("train", "test");
    assertThat(sample.captions()).containsExactly("a photo of a big gull");
    assertThat(dataset.notes()).asString().contains("made from the folders' names");
  }

  @Test
  void webDatasetGroupsFilesOfOneKey() throws IOException {
    Folders.tar(
        root.resolve("set-000001.tar"),
        List.of(
            new Folders.TarItem("dir/k1.png", png(plain(4, 4, 0xFF0000))),
            Folders.TarItem.of("dir/k1.txt", "red\nvery red"),
            Folders.TarItem.of("dir/k1.json", "{\"colour\": \"red\", \"n\": 3, \"parts\": [1, 2]}"),
            Folders.TarItem.of("dir/k1.cls", "7\n")));
    Folders.tar(
        root.resolve("set-000000.tar"),
        List.of(
            Folders.TarItem.of("k2.json", "{\"caption\": \"blue\"}"),
            new Folders.TarItem("k2.png", png(plain(4, 4, 0x0000FF)))));
    var dataset = open(DatasetFormat.WEBDATASET);
    assertThat(names(dataset))
        .containsExactly("set-000000.tar/k2.png", "set-000001.tar/dir/k1.png");
    var red = dataset.samples().get(1);
    assertThat(red.captions()).containsExactly("red", "very red");
    assertThat(red.attributes()).isEqualTo(Map.of("colour", "red", "n", "3"));
    assertThat(dataset.classNames()).containsExactly("7");
    assertThat(red.images().getFirst().rgb()[0]).isEqualTo((byte) 255);
    assertThat(dataset.samples().getFirst().captions()).containsExactly("blue");
  }

  @Test
  void cocoCaptionsAreJoinedByTheirNumber() {
    picture(root.resolve("train2014/p1.png"));
    picture(root.resolve("train2014/p2.png"));
    write(
        root.resolve("annotations/captions_train2014.json"),
        """
        {"info": {"year": 2014}, "licenses": [{"id": 1}],
         "annotations": [{"image_id": 20, "id": 1, "caption": "a dog"},
                         {"image_id": 10, "id": 2, "caption": "a cat "},
                         {"image_id": 20, "id": 3, "caption": "the dog"}],
         "images": [{"id": 10, "file_name": "p1.png", "width": 8},
                    {"id": 20, "file_name": "p2.png", "extra": {"deep": [1]}}]}
        """);
    var dataset = open(DatasetFormat.COCO);
    assertThat(names(dataset)).containsExactly("train2014/p1.png", "train2014/p2.png");
    assertThat(dataset.samples().get(0).captions()).containsExactly("a cat");
    assertThat(dataset.samples().get(1).captions()).containsExactly("a dog", "the dog");
    assertThat(dataset.samples().get(0).split()).isEqualTo("train");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void idxIsReadPlainOrCompressed(boolean compressed) throws IOException {
    var pixels = new byte[] {0, 10, 20, 30, 40, 50, (byte) 200, (byte) 255};
    var images = Folders.idx(0x803, new int[] {2, 2, 2}, pixels);
    var labels = Folders.idx(0x801, new int[] {2}, new byte[] {1, 0});
    if (compressed) {
      write(root.resolve("train-images-idx3-ubyte.gz"), Folders.gzip(images));
      write(root.resolve("train-labels-idx1-ubyte.gz"), Folders.gzip(labels));
    } else {
      write(root.resolve("train-images-idx3-ubyte"), images);
      write(root.resolve("train-labels-idx1-ubyte"), labels);
    }
    var numbered = open(DatasetFormat.IDX);
    assertThat(numbered.samples().getFirst().captions()).containsExactly("label 1");
    write(root.resolve("classes.txt"), "coat\nankle boot\n");
    var dataset = open(DatasetFormat.IDX);
    var boot = dataset.samples().getFirst();
    assertThat(boot.name()).isEqualTo("train/00000");
    assertThat(boot.captions()).containsExactly("a photo of an ankle boot");
    assertThat(dataset.classNames()).containsExactly("coat", "ankle boot");
    assertThat(boot.label()).isEqualTo(1);
    assertThat(boot.split()).isEqualTo("train");
    assertThat(dataset.samples().get(1).images().getFirst().rgb())
        .containsExactly(40, 40, 40, 50, 50, 50, 200, 200, 200, 255, 255, 255);
  }

  @Test
  void pairsAreCutInTwo() throws IOException {
    var both = new byte[8 * 4 * 3];
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 8; x++) {
        both[(y * 8 + x) * 3 + (x < 4 ? 0 : 2)] = (byte) 255;
      }
    }
    write(root.resolve("a.png"), png(new Image(8, 4, both)));
    write(root.resolve("b.png"), png(new Image(8, 4, both)));
    var dataset = open(DatasetFormat.PAIRS);
    assertThat(dataset.paired()).isTrue();
    assertThat(dataset.captioned()).isFalse();
    var images = dataset.samples().getFirst().images();
    assertThat(images.get(0).rgb()).isEqualTo(plain(4, 4, 0xFF0000).rgb());
    assertThat(images.get(1).rgb()).isEqualTo(plain(4, 4, 0x0000FF).rgb());
  }

  @Test
  void classFoldersGiveTheCaptions() {
    picture(root.resolve("train/apple_tree/1.png"));
    picture(root.resolve("train/rose/2.png"));
    picture(root.resolve("val/rose/3.png"));
    var dataset = open(DatasetFormat.CLASSES);
    assertThat(dataset.classNames()).containsExactly("apple_tree", "rose");
    assertThat(dataset.samples().getFirst().captions()).containsExactly("a photo of an apple tree");
    assertThat(dataset.samples())
        .extracting(Sample::split)
        .containsExactly("train", "train", "validation");
    assertThat(dataset.notes()).asString().contains("made from the folders' names");
  }

  @Test
  void picturesAloneAreTakenWithoutCaptions() {
    picture(root.resolve("1.png"));
    picture(root.resolve("2.png"));
    var dataset = open(DatasetFormat.PICTURES);
    assertThat(dataset.captioned()).isFalse();
    assertThat(dataset.notes()).asString().contains("only families without text");
  }

  @Test
  void aNamedFormatWinsOverTheDetectedOne() {
    Folders.cub(root, 2, 1);
    var dataset = Dataset.open(root, DatasetFormat.of("Pictures"));
    assertThat(dataset.format()).isEqualTo(DatasetFormat.PICTURES);
    assertThat(dataset.detection()).isEqualTo("read as pictures, as asked");
  }

  @Test
  void theSameFolderHasTheSameFingerprintUntilItChanges() {
    Folders.sideCar(root, 3);
    var before = Dataset.open(root).fingerprint();
    assertThat(Dataset.open(root).fingerprint()).isEqualTo(before);
    write(root.resolve("001.txt"), "other words");
    assertThat(Dataset.open(root).fingerprint()).isNotEqualTo(before);
  }
}

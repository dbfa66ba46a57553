package dev.limn.data;

import static dev.limn.data.Folders.picture;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Side-cars, charsets, and names that are not quite those of the files.
class TextsAndNamesTest {
  @TempDir Path base;

  private Path root() {
    return base.resolve("birds");
  }

  private Dataset open() {
    return Dataset.open(root());
  }

  private static DatasetOptions charset(String name) {
    return DatasetOptions.of("auto", "", "", name, "auto", "both");
  }

  private static List<String> captions(Dataset dataset) {
    return dataset.samples().stream().map(sample -> String.join("|", sample.captions())).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "a.png, a.txt, x",
    "a.png, a.caption, x",
    "A.PNG, A.TXT, x",
    "a.png, a.png.txt, x",
    "a.jpg, a.json, '{\"caption\": \"x\", \"width\": 48}'",
    "a.jpg, a.json, '{\"Prompt\": [\"x\"]}'",
    "images/a.jpg, captions/a.txt, x",
    "train/images/a.jpg, train/text/a.txt, x",
    "Images/one/a.jpg, Captions/one/a.caption, x",
  })
  void aTextBesideAPictureIsItsCaption(String picture, String text, String content) {
    picture(root().resolve(picture));
    write(root().resolve(text), content);
    var dataset = open();
    assertThat(captions(dataset)).as(dataset.detection()).containsExactly("x");
    assertThat(dataset.skipped()).isEmpty();
    assertThat(dataset.notes()).isEmpty();
  }

  @Test
  void jsonWithoutCaptionsBesidePicturesIsNoSideCar() {
    picture(root().resolve("a.png"));
    write(root().resolve("a.json"), "{\"width\": 48, \"shapes\": []}");
    assertThat(open().format()).isEqualTo(DatasetFormat.PICTURES);
  }

  @Test
  void textsThatBelongToNoPictureAreCounted() {
    for (int i = 0; i < 4; i++) {
      picture(root().resolve(i + ".png"));
      write(root().resolve(i + ".txt"), "x" + i);
    }
    write(root().resolve("0.caption"), "another");
    write(root().resolve("5.txt"), "of nothing");
    write(root().resolve("6.txt"), "of something");
    write(root().resolve("6.heic"), "no picture that is read");
    write(root().resolve("7.txt"), "of something");
    write(root().resolve("7.xcf"), "no picture either");
    var dataset = open();
    assertThat(dataset.size()).isEqualTo(4);
    assertThat(dataset.notes())
        .asString()
        .contains("their picture has another one: 1, such as 0.caption")
        .contains("texts without a picture: 1, such as 5.txt");
    assertThat(dataset.skipped())
        .asString()
        .contains(
            "6.heic: a picture with captions, but .heic is not read", "7.txt: its picture 7.xcf");
  }

  @Test
  void aByteOrderMarkTellsUtf16() {
    var texts = new String[] {"ein Vögelchen", "œuf d’oiseau", "鳥が飛ぶ"};
    var charsets =
        new Charset[] {
          StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_8
        };
    for (int i = 0; i < texts.length; i++) {
      picture(root().resolve(i + ".png"));
      write(root().resolve(i + ".txt"), ("\ufeff" + texts[i]).getBytes(charsets[i]));
    }
    assertThat(captions(open())).containsExactly(texts);
    write(root().resolve("0.txt"), texts[0].getBytes(StandardCharsets.UTF_16LE));
    assertThat(open().skipped()).asString().contains("say --charset utf-16le");
    assertThat(captions(Dataset.open(root(), charset("utf-16le"))).getFirst()).isEqualTo(texts[0]);
  }

  @Test
  void anotherCharsetIsReadWhenItIsSaid() {
    picture(root().resolve("0.png"));
    picture(root().resolve("1.png"));
    write(root().resolve("0.txt"), "a bird\u2019s wing".getBytes(Charset.forName("windows-1252")));
    write(root().resolve("1.txt"), "a café");
    assertThat(open().skipped())
        .extracting(Finding::toString)
        .containsExactly(
            "0.png: 0.txt: not UTF-8 text; if it is Windows-1252 say --charset windows-1252");
    assertThat(captions(Dataset.open(root(), charset("windows-1252"))))
        .as("what is UTF-8 stays UTF-8")
        .containsExactly("a bird\u2019s wing", "a café");
    assertThatThrownBy(() -> charset("latin-15"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("unknown charset \"latin-15\"");
  }

  @Test
  void aTableMayBeInAnotherCharset() {
    picture(root().resolve("0.png"));
    var text = "file_name,text\n0.png,une é\n";
    write(root().resolve("metadata.csv"), ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE));
    assertThat(captions(open())).containsExactly("une é");
    write(root().resolve("metadata.csv"), text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(this::open).hasMessageContaining("say --charset windows-1252");
    assertThat(captions(Dataset.open(root(), charset("latin1")))).containsExactly("une é");
  }

  @ParameterizedTest
  @CsvSource({
    "images/a.jpg, images\\a.jpg, metadata.csv",
    "a.JPG, a.jpg, metadata.csv",
    "IMG_1.jpg, img_1.JPG, metadata.csv",
    "a.jpg, ./a.jpg, metadata.csv",
    "train/a.jpg, train/a.jpg, train/metadata.csv",
    "a.jpg, birds/a.jpg, metadata.csv",
    "a.jpg, data/birds/a.jpg, metadata.csv",
    "sub/a.jpg, /home/ann/birds/sub/a.jpg, metadata.csv",
    "sub/a.jpg, D:\\data\\birds\\sub\\a.jpg, metadata.csv",
    "images/a.jpg, ../images/a.jpg, tables/metadata.csv",
    "images/a.jpg, a.jpg, metadata.csv",
    "images/a.jpg, a.jpg, tables/metadata.csv",
    "a.jpg, a, metadata.csv",
    "a.jpeg, a.jpg, metadata.csv",
    "a.jpg, a.jpg#2, metadata.csv",
    "a.jpg, elsewhere/a.jpg, metadata.csv",
  })
  void aNameIsFoundThatIsNotQuiteTheFiles(String file, String given, String table) {
    picture(root().resolve(file));
    picture(root().resolve("other.jpg"));
    write(root().resolve(table), "file_name,text\n" + given + ",x\n");
    var dataset = open();
    assertThat(dataset.samples()).extracting(Sample::name).containsExactly(file);
    assertThat(dataset.skipped()).isEmpty();
  }

  @Test
  void aMissingPictureOfAnotherFolderIsNotReplaced() {
    picture(root().resolve("a.jpg"));
    picture(root().resolve("b.jpg"));
    picture(root().resolve("old/c.jpg"));
    write(root().resolve("metadata.csv"), "file_name,text\na.jpg,x\ntest/b.jpg,y\nold/a.jpg,z\n");
    var dataset = open();
    assertThat(captions(dataset)).containsExactly("x");
    assertThat(dataset.skipped())
        .extracting(Finding::name)
        .containsExactlyInAnyOrder("test/b.jpg", "old/a.jpg");
  }

  @Test
  void anAbsoluteNameInTheFolderIsFound() {
    picture(root().resolve("a.jpg"));
    write(root().resolve("metadata.csv"), "file_name,text\n" + root().resolve("a.jpg") + ",x\n");
    assertThat(open().size()).isEqualTo(1);
  }

  @Test
  void accentsMayBeStoredInOneCharacterOrTwo() {
    var names = List.of("été", "über", "Ångström");
    var table = new StringBuilder("file_name,text\n");
    for (var name : names) {
      picture(root().resolve(Normalizer.normalize(name, Normalizer.Form.NFD) + ".png"));
      table.append(name).append(".png,").append(name).append('\n');
    }
    write(root().resolve("metadata.csv"), table.toString());
    var dataset = open();
    assertThat(captions(dataset)).containsExactlyInAnyOrderElementsOf(names);
    assertThat(dataset.notes()).asString().contains("how accents are stored: 3, such as été.png");
  }

  @Test
  void aNameThatFitsTwoFilesIsRefused() {
    picture(root().resolve("one/a.jpg"));
    picture(root().resolve("two/a.jpg"));
    picture(root().resolve("B.jpg"));
    picture(root().resolve("b.JPG"));
    picture(root().resolve("c.jpg"));
    write(root().resolve("metadata.csv"), "file_name,text\na.jpg,x\nB.JPG,y\nc.jpg,z\n");
    var dataset = open();
    assertThat(dataset.samples()).extracting(Sample::name).containsExactly("c.jpg");
    assertThat(dataset.skipped())
        .extracting(Finding::toString)
        .satisfiesExactlyInAnyOrder(
            a -> assertThat(a).contains("2 files have this name (one/a.jpg, two/a.jpg)"),
            b -> assertThat(b).contains("2 that differ in case or accents only (B.jpg, b.JPG)"));
  }

  private static String coco(String caption, String... names) {
    var images = new StringBuilder();
    var captions = new StringBuilder();
    for (var name : names) {
      images.append(", {\"id\": \"%s\", \"file_name\": \"%s.png\"}".formatted(name, name));
      captions.append(", {\"image_id\": \"%s\", \"caption\": \"%s\"}".formatted(name, caption));
    }
    return "{\"images\": [%s], \"annotations\": [%s]}"
        .formatted(images.substring(2), captions.substring(2));
  }

  @Test
  void cocosTrainAndValMayUseTheSameNames() {
    for (var name : List.of("0", "1", "2")) {
      picture(root().resolve("train2017/" + name + ".png"));
    }
    picture(root().resolve("val2017/0.png"));
    picture(root().resolve("val2014/0.png"));
    write(root().resolve("annotations/captions_train2017.json"), coco("a red square", "1", "2"));
    write(root().resolve("annotations/captions_val2017.json"), coco("a blue square", "0", "2"));
    var dataset = open();
    assertThat(dataset.samples())
        .extracting(Sample::name)
        .containsExactly("train2017/1.png", "train2017/2.png", "val2017/0.png");
    assertThat(captions(dataset)).containsExactly("a red square", "a red square", "a blue square");
    assertThat(dataset.samples())
        .extracting(Sample::split)
        .containsExactly("train", "train", "validation");
    assertThat(dataset.skipped())
        .singleElement()
        .asString()
        .contains("2.png: no such file among those of validation; train2017/2.png is of train");
    assertThat(dataset.notes()).asString().contains("left out: 2, such as train2017/0.png");
  }

  @Test
  void cocoWithoutASplitRefusesNamesThatFitTwoFiles() {
    picture(root().resolve("a/0.png"));
    picture(root().resolve("b/0.png"));
    picture(root().resolve("b/1.png"));
    write(root().resolve("captions.json"), coco("a red square", "0", "1"));
    var dataset = open();
    assertThat(dataset.format()).isEqualTo(DatasetFormat.COCO);
    assertThat(dataset.samples()).extracting(Sample::name).containsExactly("b/1.png");
    assertThat(dataset.skipped()).asString().contains("2 files have this name (a/0.png, b/0.png)");
  }
}

package dev.limn.data;

import static dev.limn.data.Folders.picture;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables of captions in the forms in which people have them: each gives the same two captions.
class CaptionTablesTest {
  private static final List<String> CAPTIONS = List.of("a red bird, nice", "a blue bird");

  @TempDir Path root;

  @BeforeEach
  void twoPictures() {
    picture(root.resolve("0.png"));
    picture(root.resolve("1.png"));
  }

  private Dataset open() {
    return Dataset.open(root);
  }

  private static List<String> captions(Dataset dataset) {
    return dataset.samples().stream().map(sample -> String.join("|", sample.captions())).toList();
  }

  private void reads(String file, String content) {
    write(root.resolve(file), content);
    var dataset = open();
    assertThat(captions(dataset)).as(dataset.detection()).isEqualTo(CAPTIONS);
    assertThat(dataset.skipped()).isEmpty();
  }

  private void refuses(String... parts) {
    assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "caption",
        "Captions",
        "PROMPT",
        "description",
        "sentence",
        "label_text",
        "Image Caption"
      })
  void theUsualNamesOfTheCaptionsColumnAreFound(String column) {
    reads(
        "metadata.csv",
        "file_name," + column + ",n\n0.png,\"a red bird, nice\",1\n1.png,a blue bird,2\n");
    assertThat(open().samples().getFirst().attributes()).isEqualTo(Map.of("n", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file_name", "image", "filename", "path", "filepath", "Image Path", "file", "id"})
  void theUsualNamesOfThePicturesColumnAreFound(String column) {
    reads(
        "metadata.jsonl",
        """
        {"%1$s": "0.png", "text": "a red bird, nice"}
        {"%1$s": "1.png", "text": "a blue bird"}
        """
            .formatted(column));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "metadata.csv ~ file_name;text\\n0.png;a red bird, nice\\n1.png;a blue bird\\n",
        "metadata.csv ~ file_name|text\\n0.png|a red bird, nice\\n1.png|a blue bird\\n",
        "metadata.tsv ~ file_name\\ttext\\n0.png\\ta red bird, nice\\n1.png\\ta blue bird\\n",
        "metadata.csv ~ file_name, text\\n0.png, \"a red bird, nice\"\\n1.png, \"a blue bird\"\\n",
        "metadata.csv ~ sep=;\\nfile_name;text\\n0.png;a red bird, nice\\n1.png;a blue bird\\n",
        "metadata.csv ~ file_name,text\\r0.png,\"a red bird, nice\"\\r1.png,a blue bird\\r",
        "metadata.csv ~ file_name,text\\r\\n0.png,\"a red bird, nice\"\\r\\n1.png,a blue bird",
        "metadata.csv ~ file_name,text\\n0.png,a red bird, nice\\n1.png,a blue bird\\n",
        "metadata.csv ~ file_name,text,\\n0.png,\"a red bird, nice\",\\n1.png,a blue bird,\\n",
        "metadata.csv ~ 0.png,\"a red bird, nice\"\\n1.png,a blue bird\\n",
        "metadata.csv ~ bild;satz\\n0.png;a red bird, nice\\n1.png;a blue bird\\n",
        "train.csv ~ image,caption\\n0.png,\"a red bird, nice\"\\n1.png,a blue bird\\n",
        "captions.txt ~ image,caption\\n0.png,\"a red bird, nice\"\\n1.png,a blue bird\\n",
        "token.txt ~ 0.png#0\\ta red bird, nice\\n1.png#0\\ta blue bird\\n",
        "list.txt ~ 0.png a red bird, nice\\n1.png a blue bird\\n",
        "x.json ~ {\"0.png\": \"a red bird, nice\", \"1.png\": \"a blue bird\"}",
        "x.json ~ {\"0\": {\"caption\": \"a red bird, nice\"}, \"1\": {\"caption\": \"a blue bird\"}}",
        "metadata.json ~ [{\"image\": \"0.png\", \"text\": \"a red bird, nice\"}, {\"image\": \"1.png\", \"text\": \"a blue bird\"}]",
        "metadata.json ~ {\"image\": {\"0\": \"0.png\", \"1\": \"1.png\"}, \"text\": {\"0\": \"a red bird, nice\", \"1\": \"a blue bird\"}}",
        "metadata.json ~ {\"data\": [{\"image\": \"0.png\", \"text\": \"a red bird, nice\"}, {\"image\": \"1.png\", \"text\": \"a blue bird\"}]}",
        "metadata.json ~ {\"image\": \"0.png\", \"text\": \"a red bird, nice\"}\\n{\"image\": \"1.png\", \"text\": \"a blue bird\"}",
        "metadata.jsonl ~ {\"file_name\": \"0.png\", \"text\": \"a red bird, nice\", \"s\": NaN}\\n{\"file_name\": \"1.png\", \"text\": \"a blue bird\", \"s\": -Infinity}",
      })
  void aTableIsReadWhateverItsForm(String file, String content) {
    reads(file, content.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t"));
  }

  @Test
  void missingNumbersOfPythonAreNoAttributes() {
    write(
        root.resolve("metadata.jsonl"), "{\"file_name\": \"0.png\", \"text\": \"x\", \"s\": NaN}");
    assertThat(open().samples().getFirst().attributes()).isEmpty();
  }

  @Test
  void severalColumnsThatMayBeTheCaptionsAreAskedFor() {
    write(
        root.resolve("metadata.csv"),
        "file_name,caption,prompt\n0.png,\"a red bird, nice\",p\n1.png,a blue bird,q\n");
    refuses("metadata.csv: ", "any of the columns caption, prompt", "--caption-column caption");
    var options = DatasetOptions.of("auto", "", "Caption", "", "auto", "both");
    assertThat(captions(Dataset.open(root, options))).isEqualTo(CAPTIONS);
    assertThatThrownBy(
            () -> Dataset.open(root, DatasetOptions.of("auto", "", "words", "", "auto", "both")))
        .hasMessageContainingAll("no column \"words\"", "[file_name, caption, prompt]");
  }

  @Test
  void aColumnIsTheCaptionsWhenTheOtherOneIsEmpty() {
    reads(
        "metadata.csv",
        "file_name,caption,prompt\n0.png,\"a red bird, nice\",\n1.png,,a blue bird\n");
  }

  @Test
  void numberedColumnsAreSeveralCaptions() {
    write(
        root.resolve("metadata.csv"),
        "file_name,caption_1,caption_2\n0.png,one,two\n1.png,three,\n");
    assertThat(captions(open())).containsExactly("one|two", "three");
  }

  @Test
  void severalColumnsThatMayBeThePicturesAreAskedFor() {
    write(root.resolve("metadata.csv"), "image,path,text\n0.png,1.png,x\n1.png,0.png,y\n");
    refuses("any of the columns image, path", "--image-column image");
    var options = DatasetOptions.of("auto", "path", "", "", "auto", "both");
    assertThat(captions(Dataset.open(root, options))).containsExactly("y", "x");
    write(root.resolve("metadata.csv"), "image,path,text\n0.png,./0.png,x\n1.png,./1.png,y\n");
    assertThat(captions(open())).as("both name the same pictures").containsExactly("x", "y");
  }

  @Test
  void aRowACaptionIsJoined() {
    write(
        root.resolve("metadata.csv"),
        "file_name,text,label\n0.png,one,a\n1.png,two,b\n0.png,three,a\n./0.png,one,c\n");
    var dataset = open();
    assertThat(captions(dataset)).containsExactly("one|three", "two");
    assertThat(dataset.skipped()).isEmpty();
    assertThat(dataset.classNames()).containsExactly("a", "b");
    assertThat(dataset.notes()).asString().contains("classes \"a\" and \"c\"; the first counts");
  }

  @Test
  void flickrsTableStandsAboveItsFolder() {
    picture(root.resolve("Images/a.jpg"));
    picture(root.resolve("Images/b.jpg"));
    write(
        root.resolve("captions.txt"),
        "image,caption\na.jpg,one .\na.jpg,two , three .\nb.jpg,four\n");
    var dataset = open();
    assertThat(dataset.format()).isEqualTo(DatasetFormat.TABLE);
    assertThat(dataset.detection()).contains("captions.txt names 2 of its pictures");
    assertThat(captions(dataset)).containsExactly("one .|two , three .", "four");
    assertThat(dataset.notes())
        .asString()
        .contains(
            "separators outside quotes", "no metadata file lists, left out: 2, such as 0.png");
  }

  @Test
  void karpathysJsonHasSentencesAndSplits() {
    write(
        root.resolve("dataset.json"),
        """
        {"dataset": "x", "images": [
          {"filename": "0.png", "imgid": 0, "split": "restval", "sentences":
            [{"raw": "one", "tokens": ["one"], "sentid": 0}, {"raw": "two", "sentid": 1}]},
          {"filename": "1.png", "imgid": 1, "split": "val", "sentences": [{"raw": "three"}]}]}
        """);
    var dataset = open();
    assertThat(captions(dataset)).containsExactly("one|two", "three");
    assertThat(dataset.samples()).extracting(Sample::split).containsExactly("train", "validation");
  }

  @Test
  void classesOfATableMakeCaptionsWhereThereAreNone() {
    write(root.resolve("metadata.csv"), "file_name,label\n0.png,ankle_boot\n1.png,3\n");
    var dataset = open();
    assertThat(captions(dataset)).containsExactly("a photo of an ankle boot", "label 3");
    assertThat(dataset.notes()).asString().contains("made from the names of the classes");
  }

  @Test
  void whenEveryRowIsBrokenTheFirstIsTold() {
    write(
        root.resolve("metadata.csv"),
        "text,file_name\na red bird, nice, 4k,0.png\na, b, c,1.png\n");
    refuses(
        "none of its 2 rows can be used; the first is metadata.csv line 2: 4 columns, expected 2;"
            + " put captions that hold ',' in double quotes");
    write(root.resolve("metadata.csv"), "");
    write(root.resolve("metadata.jsonl"), "{'file_name': '0.png', 'text': 'x'}\n");
    refuses("the first is metadata.jsonl line 1: not JSON", "single quote");
    assertThatThrownBy(this::open).message().doesNotContain("Feature", "code 39");
    write(root.resolve("metadata.jsonl"), "{\"file_name\": \"9.png\", \"text\": \"x\"}\n");
    refuses("9.png: no such file (metadata.jsonl line 1)");
  }

  @Test
  void aQuoteThatIsNeverClosedCostsItsOwnLineOnly() {
    write(
        root.resolve("metadata.csv"),
        "file_name,text\n0.png,\"a red bird\n1.png,a blue bird\n2.png,\"in\" the end\n");
    picture(root.resolve("2.png"));
    var dataset = open();
    assertThat(captions(dataset)).containsExactly("a blue bird", "in the end");
    assertThat(dataset.skipped())
        .extracting(Finding::toString)
        .singleElement()
        .asString()
        .startsWith("metadata.csv line 2: a quote that is closed nowhere");
  }

  @Test
  void sideCarsWinOverATableThatIsNotCalledMetadata() {
    write(root.resolve("0.txt"), "beside");
    write(root.resolve("1.txt"), "beside too");
    write(root.resolve("captions.json"), "{\"0.png\": \"x\", \"1.png\": \"y\"}");
    var dataset = open();
    assertThat(captions(dataset)).containsExactly("beside", "beside too");
    assertThat(dataset.notes()).asString().contains("captions.json: not read: ", "--format table");
    assertThat(captions(Dataset.open(root, DatasetFormat.TABLE))).containsExactly("x", "y");
    write(root.resolve("metadata.csv"), "id,author\n0,me\n1,me\n");
    assertThat(captions(open())).containsExactly("beside", "beside too");
  }

  @Test
  void proseInWhichAPictureIsNamedIsNoTable() {
    write(root.resolve("notes.txt"), "0.png is my favourite\nand 1.png is another one\n");
    assertThat(open().format()).isEqualTo(DatasetFormat.PICTURES);
  }

  @Test
  void aTableThatNamesNoPictureIsNoTableOfCaptions() {
    write(root.resolve("results.csv"), "epoch,text\n1,good\n2,better\n");
    write(root.resolve("captions.csv"), "image,caption\n7.png,x\n8.png,y\n");
    var dataset = open();
    assertThat(dataset.format()).isEqualTo(DatasetFormat.PICTURES);
    assertThat(dataset.notes()).asString().contains("captions.csv: not read: it names no pictures");
  }
}

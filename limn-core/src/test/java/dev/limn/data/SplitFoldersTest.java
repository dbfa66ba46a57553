package dev.limn.data;

import static dev.limn.data.Folders.picture;
import static dev.limn.data.Folders.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which folders are splits, and which are classes.
class SplitFoldersTest {
  @TempDir Path root;

  private static TreeMap<String, Long> splits(Dataset dataset) {
    return dataset.samples().stream()
        .collect(Collectors.groupingBy(Sample::split, TreeMap::new, Collectors.counting()));
  }

  /// `train/cat train/dog` makes a picture in each of these folders.
  @ParameterizedTest
  @CsvSource({
    "Train/cat Train/dog Test/cat Test/dog, 'cat, dog', '{test=2, train=2}'",
    "Training/a Training/b Testing/a Testing/b, 'a, b', '{test=2, train=2}'",
    "data/TRAIN/a data/TRAIN/b data/VALID/a, 'a, b', '{train=2, validation=1}'",
    "train/images/a train/images/b dev/images/b, 'a, b', '{train=2, validation=1}'",
    "a/train a/test b/train b/test, 'a, b', '{test=2, train=2}'",
    "set/a/Train set/a/Val set/b/Train, 'a, b', '{train=2, validation=1}'",
    "training_set/a training_set/b test_set/a, 'a, b', '{test=1, train=2}'",
    "seg_train/seg_train/a seg_train/seg_train/b seg_test/seg_test/a, 'a, b', '{test=1, train=2}'",
    "train/a train/b, 'a, b', {train=2}",
    "training bench running, 'bench, running, training', {=3}",
    "test cats dogs, 'cats, dogs, test', {=3}",
    "test/a test/b, 'a, b', {test=2}",
    "train/a train/b test/a extra/b, 'a, b', '{=1, test=1, train=2}'",
  })
  void classesAreWhatIsNoSplit(String folders, String classes, String splits) {
    int number = 0;
    for (var folder : folders.split(" ")) {
      picture(root.resolve(folder + "/" + number++ + ".png"));
    }
    var dataset = Dataset.open(root);
    assertThat(dataset.format()).as(dataset.detection()).isEqualTo(DatasetFormat.CLASSES);
    assertThat(String.join(", ", dataset.classNames())).isEqualTo(classes);
    assertThat(splits(dataset)).hasToString(splits);
    assertThat(dataset.skipped()).isEmpty();
    assertThat(dataset.samples())
        .as("prompts are of classes")
        .allMatch(
            sample ->
                sample
                    .captions()
                    .equals(
                        java.util.List.of(
                            Phrases.photoOf(dataset.classNames().get(sample.label())))));
  }

  @Test
  void aFolderBesideSplitsThatIsNoneIsTold() {
    for (var folder : Arrays.asList("train/a", "train/b", "test/a", "unlabeled")) {
      picture(root.resolve(folder + "/1.png"));
    }
    assertThat(Dataset.open(root).notes())
        .asString()
        .contains("folders beside the splits test, train are none")
        .contains("learn from: unlabeled");
  }

  @Test
  void aClassThatIsCalledLikeASplitIsTold() {
    for (var folder : Arrays.asList("training", "bench", "running")) {
      picture(root.resolve(folder + "/1.png"));
    }
    assertThat(Dataset.open(root).notes())
        .asString()
        .contains("the folder training is taken for a class");
  }

  @ParameterizedTest
  @CsvSource({
    "data/train data/test, '{test=1, train=1}'",
    "Train Validation, '{train=1, validation=1}'",
    "birds/train birds/test fish/train, '{test=1, train=2}'",
    "train more, '{=1, train=1}'",
    "test more, '{=1, test=1}'",
    "test, {test=1}",
    "a b, {=2}",
    "latest contest, {=2}",
  })
  void capturedPicturesAreSplitInAnyCaseAndDepth(String folders, String splits) {
    int number = 0;
    for (var folder : folders.split(" ")) {
      picture(root.resolve(folder + "/" + number + ".png"));
      write(root.resolve(folder + "/" + number++ + ".txt"), "x");
    }
    var dataset = Dataset.open(root);
    assertThat(dataset.format()).isEqualTo(DatasetFormat.SIDECAR);
    assertThat(splits(dataset)).hasToString(splits);
    assertThat(dataset.notes().toString().contains("--splits none"))
        .as("what is held back although train is not beside it is told")
        .isEqualTo(folders.startsWith("test"));
    var whole = Dataset.open(root, DatasetOptions.of("auto", "", "", "", "none", "both"));
    assertThat(splits(whole)).containsOnlyKeys("");
  }

  @Test
  void aColumnSaysTheSplit() {
    for (int i = 0; i < 5; i++) {
      picture(root.resolve(i + ".png"));
    }
    write(
        root.resolve("metadata.csv"),
        "file_name,text,Split\n0.png,a,Train\n1.png,b,TEST\n2.png,c,val\n3.png,d,other\n4.png,e,\n");
    var dataset = Dataset.open(root);
    assertThat(splits(dataset)).hasToString("{=2, test=1, train=1, validation=1}");
    assertThat(dataset.notes())
        .asString()
        .contains("none of train, validation and test", "\"other\"");
  }

  @Test
  void aPictureThatIsListedUnderTrainAndTestIsNotLearned() {
    picture(root.resolve("0.png"));
    picture(root.resolve("1.png"));
    write(
        root.resolve("metadata.csv"),
        "file_name,text,split\n0.png,a,train\n0.png,b,test\n1.png,c,train\n");
    var dataset = Dataset.open(root);
    assertThat(splits(dataset)).hasToString("{test=1, train=1}");
    assertThat(dataset.notes()).asString().contains("0.png: listed under train and test");
  }

  @Test
  void tablesNamedAfterSplitsPartTheirPictures() {
    for (var name : Arrays.asList("train/0", "train/1", "test/0")) {
      picture(root.resolve("images/" + name + ".png"));
    }
    write(root.resolve("train.csv"), "image,caption\n0.png,red\n1.png,green\n");
    write(root.resolve("test.csv"), "image,caption\n0.png,blue\n");
    var dataset = Dataset.open(root);
    assertThat(dataset.samples())
        .extracting(sample -> sample.name() + " " + sample.captions() + " " + sample.split())
        .containsExactly(
            "images/test/0.png [blue] test",
            "images/train/0.png [red] train",
            "images/train/1.png [green] train");
  }

  @ParameterizedTest
  @CsvSource({
    "birds-validation-00000.tar, validation",
    "emnist-letters-train, train",
    "t10k, test",
    "captions_val2017.json, validation",
    "Flickr_8k.testImages.txt, test",
    "train_val.csv, ''",
    "trainer.csv, ''",
    "latest.csv, ''",
  })
  void aFilesNameSaysItsSplit(String name, String split) {
    assertThat(SplitNames.ofFile(name)).isEqualTo(split);
  }
}

package dev.limn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CelebaTest {
  @TempDir Path root;

  @BeforeEach
  void pictures() {
    for (int i = 1; i <= 3; i++) {
      Folders.picture(root.resolve("img_align_celeba/00000" + i + ".png"));
    }
  }

  private void list(String text) {
    Folders.write(root.resolve("list_attr_celeba.txt"), text);
  }

  @Test
  void facesHaveTheAttributesOfTheList() {
    list(
        """
        3
        Eyeglasses Male Smiling
        000001.png  1 -1  1
        000002.png -1  1 -1
        000003.png -1 -1 -1
        """);
    Folders.write(
        root.resolve("list_eval_partition.txt"), "000001.png 0\n000002.png 1\n000003.png 2\n");
    var dataset = Dataset.open(root);
    assertThat(dataset.format()).isEqualTo(DatasetFormat.CELEBA);
    assertThat(dataset.samples())
        .extracting(Sample::split)
        .containsExactly("train", "validation", "test");
    assertThat(dataset.samples())
        .extracting(sample -> sample.attributes().get("attributes"))
        .containsExactly("Eyeglasses Smiling", "Male", "");
    assertThat(dataset.samples()).allMatch(sample -> sample.captions().isEmpty());
  }

  @Test
  void theListMayBeCommaSeparated() {
    Folders.write(root.resolve("list_attr_celeba.csv"), "image_id,Male,Young\n000002.png,-1,1\n");
    assertThat(Dataset.open(root).samples())
        .singleElement()
        .satisfies(sample -> assertThat(sample.attributes()).containsEntry("attributes", "Young"));
  }

  @Test
  void aListedPictureThatIsNotThereIsLeftOut() {
    list("2\nMale\n000001.png 1\n000009.png 1\n");
    var dataset = Dataset.open(root);
    assertThat(dataset.size()).isOne();
    assertThat(dataset.skipped())
        .singleElement()
        .hasToString("000009.png: listed in list_attr_celeba.txt, but not there");
  }

  @Test
  void brokenListsAreRefused() {
    list("2\nMale\n000001.png 1\n");
    refused("1 pictures; its first line announces 2");
    list("1\nMale Young\n000001.png 1\n");
    refused("line 3: 1 attributes; expected 2");
    list("1\nMale\n000001.png yes\n");
    refused("line 3: \"yes\"; expected 1 or -1");
    list("0\n");
    refused("no pictures");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> Dataset.open(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }
}

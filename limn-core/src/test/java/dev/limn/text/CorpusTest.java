package dev.limn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.text.Corpus.Lines;
import dev.limn.text.skipthought.SkipThoughtConfig;
import dev.limn.text.skipthought.SkipThoughtTraining;
import dev.limn.torch.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void everyLineHasSentencesOfItsOwn() throws IOException {
    var corpus =
        Corpus.read(file("a.txt", "\uFEFFA dog runs . It barks!\na cat\n ... \n"), Lines.AUTO);
    assertThat(corpus.sentences()).containsExactly("A dog runs .", "It barks!", "a cat");
    assertThat(corpus.documents()).hasSize(1);
  }

  @Test
  void wrappedLinesAreJoinedUpToABlankOne() throws IOException {
    var text = "The dog\nruns. It\nbarks!\n\nThe end\n";
    assertThat(Corpus.read(file("a.txt", text), Lines.AUTO).sentences())
        .containsExactly("The dog runs.", "It barks!", "The end");
    assertThat(Corpus.read(file("a.txt", text), Lines.EACH).sentences())
        .containsExactly("The dog", "runs.", "It", "barks!", "The end");
    assertThat(Corpus.read(file("b.txt", "The dog\nruns."), Lines.WRAPPED).sentences())
        .containsExactly("The dog runs.");
  }

  @Test
  void aFolderOfTextsIsReadInTheOrderOfTheirNames() throws IOException {
    file("b.txt", "second");
    file("a.TXT", "first");
    file("c.md", "no");
    var corpus = Corpus.read(folder, Lines.AUTO);
    assertThat(corpus.sentences()).containsExactly("first", "second");
    assertThat(corpus.documents()).hasSize(2);
  }

  @Test
  void theCaptionsOfAPictureAreARing() {
    try (var cache = SmallData.pack(folder, 6, 8)) {
      var corpus = Corpus.of(cache, new int[] {0, 4});
      assertThat(corpus.sentences())
          .containsExactly(
              "a red square",
              "this square number 0 is red.",
              "a green square",
              "this square number 4 is green.");
      assertThat(corpus.documents()).allMatch(Corpus.Document::ring);
      assertThat(Corpus.read(folder.resolve("data"), Lines.AUTO).size()).isEqualTo(12);
    }
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    assertThatThrownBy(() -> Corpus.read(folder.resolve("none.txt"), Lines.AUTO))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("none.txt: no such file or folder");
    assertThatThrownBy(() -> Corpus.read(folder, Lines.AUTO))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("neither text files (.txt) nor captioned pictures");
    Path binary = folder.resolve("x.txt");
    Files.write(binary, new byte[] {'a', 0, 'b'});
    assertThatThrownBy(() -> Corpus.read(binary, Lines.AUTO))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("x.txt: not text, byte 1 is 0");
    Files.write(binary, "naïve".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Corpus.read(binary, Lines.AUTO))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("x.txt: not UTF-8 text");
    Files.writeString(binary, " \n--\n");
    assertThatThrownBy(() -> Corpus.read(binary, Lines.AUTO))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("x.txt: no sentence in it");
    Files.writeString(binary, "only one.");
    var one = Corpus.read(binary, Lines.AUTO).split(0);
    assertThatThrownBy(() -> new SkipThoughtTraining(one, SkipThoughtConfig.small(), Device.CPU))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("1 sentences, and none with one before and one behind it");
  }

  @Test
  void partsAndHalvesShareNothing() throws IOException {
    var lines = new StringBuilder();
    IntStream.range(0, 200).forEach(i -> lines.append("sentence ").append(i).append('\n'));
    var corpus = Corpus.read(file("a.txt", lines.toString()), Lines.AUTO);
    var parts = corpus.split(5);
    assertThat(parts.heldBack().size()).isEqualTo(40);
    var all = new TreeSet<>(parts.train().sentences());
    all.addAll(parts.heldBack().sentences());
    assertThat(all).hasSize(200);
    assertThat(parts.train().half(false).size()).isEqualTo(80);
    assertThat(parts.train().half(false).sentences())
        .doesNotContainAnyElementsOf(parts.train().half(true).sentences());
    assertThat(corpus.id()).isNotEqualTo(parts.train().id());
    assertThat(corpus.id()).isEqualTo(Corpus.read(folder, Lines.AUTO).id());
  }
}

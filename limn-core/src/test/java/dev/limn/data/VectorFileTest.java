package dev.limn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VectorFileTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void theFirstLineMayNameTheColumns() throws IOException {
    var named = VectorFile.read(file("a.csv", "\uFEFF\"x\", y\r\n1,-2.5e1\r\n\r\n3,4\r\n"));
    assertThat(named.columns()).containsExactly("x", "y");
    assertThat(named.rows()).isDeepEqualTo(new double[][] {{1, -25}, {3, 4}});
    var plain = VectorFile.read(file("b.tsv", "1\t2\n3\t4\n"));
    assertThat(plain.columns()).containsExactly("x1", "x2");
    assertThat(plain.rows()).hasNumberOfRows(2);
    assertThat(plain.id()).hasSize(64).isNotEqualTo(named.id());
  }

  @Test
  void whatIsWrittenIsRead() {
    Path file = folder.resolve("new/c.csv");
    VectorFile.write(file, List.of("a", "b"), new double[][] {{1.5, 2}, {-3e-7, 123456}});
    var read = VectorFile.read(file);
    assertThat(read.columns()).containsExactly("a", "b");
    assertThat(read.rows()).isDeepEqualTo(new double[][] {{1.5, 2}, {-3e-7, 123456}});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x,y/1,2/3 | line 3 has 1 cells; expected 2 as in the first",
        "x,y/1,two | line 2, column 'y': 'two' is not a number",
        "x,y/1, | line 2, column 'y': '' is not a number; limn fill",
        "x,y/1,Infinity | 'Infinity' is not a number",
        "x,y/1,1e300 | line 2, column 'y': 1e300 is too large",
        "x,x/1,2 | the first line has 'x' twice",
        "x,y | no rows",
      })
  void whatIsWrongIsNamed(String text, String message) throws IOException {
    Path file = file("bad.csv", text.replace('/', '\n'));
    assertThatThrownBy(() -> VectorFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("bad.csv")
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("bytes.csv"), new byte[] {(byte) 0xff, 1, 2});
    assertThatThrownBy(() -> VectorFile.read(file)).hasMessageContaining("is not UTF-8 text");
    assertThatThrownBy(() -> VectorFile.read(folder.resolve("no.csv")))
        .hasMessageContaining("no.csv: no such file");
  }
}

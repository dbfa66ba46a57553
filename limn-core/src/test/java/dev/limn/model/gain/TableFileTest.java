package dev.limn.model.gain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableFileTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  private TableFile read(String text, String... categories) throws IOException {
    return TableFile.read(file(text), new TableFile.Options(',', Set.of(categories)));
  }

  @Test
  void cellsAreTypedAndHolesKeptTrackOf() throws IOException {
    Table table =
        read("a,b,colour\n1,0.5,red\n,NA,blue\n3,-2e1,\n4,?,\"deep, \"\"red\"\"\"\n", "colour")
            .table();
    assertThat(table.rows()).isEqualTo(4);
    assertThat(table.columns().get(0).kind()).isEqualTo(Column.Kind.WHOLE);
    assertThat(table.columns().get(1).kind()).isEqualTo(Column.Kind.DECIMAL);
    assertThat(table.columns().get(2).categories()).containsExactly("blue", "deep, \"red\"", "red");
    assertThat(table.missing()).isEqualTo(4);
    assertThat(table.missing(1, 0)).isTrue();
    assertThat(table.values()[2][1]).isEqualTo(-20);
    assertThat(table.values()[0][2]).isEqualTo(2);
    assertThat(table.complete()).containsExactly(0);
  }

  @Test
  void whatIsWrittenDiffersInTheHolesAlone() throws IOException {
    var source = read("a,b,colour\n01,0.50,red\n,NA,red\n3,1.5,\n4,2.5,blue\n", "colour");
    var out = folder.resolve("deep/filled.csv");
    source.write(out, source.table().filledWithMeans());
    assertThat(out).hasContent("a,b,colour\n01,0.50,red\n3,1.5,red\n3,1.5,red\n4,2.5,blue\n");
  }

  @Test
  void windowsLineEndsAByteOrderMarkAndSemicolonsAreRead() throws IOException {
    var options = new TableFile.Options(';', Set.of());
    Table table = TableFile.read(file("\uFEFFa;b\r\n1;2\r\n\r\n3;\r\n"), options).table();
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.columns().getFirst().name()).isEqualTo("a");
    assertThat(table.missing()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,b\\n1,2\\n3\\n | line 3 has 1 cells; expected 2",
        "a,b\\n1,2\\n3,4,5\\n | line 3 has 3 cells; expected 2",
        "a,b\\n1,two\\n | line 2, column 'b': 'two' is not a number",
        "a,b\\n1,0x10\\n | '0x10' is not a number",
        "a,b\\n1,1e999\\n | '1e999' is too large",
        "a,b\\n1,\\n2,NA\\n | column 'b' is empty",
        "a,a\\n1,2\\n | 'a' twice",
        "a,\\n1,2\\n | a column without a name",
        "a,b\\n | expected a header and at least one row",
        "a,b\\n1,\"2\\n | a quote that is not closed"
      })
  void badTablesAreRefusedWithTheirPlace(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("table.csv")
        .hasMessageContaining(message);
  }

  @Test
  void filesThatAreNoTablesAreRefused() throws IOException {
    assertThatThrownBy(() -> TableFile.read(folder.resolve("none.csv"), TableFile.Options.DEFAULT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.csv");
    var binary = Files.write(folder.resolve("b.csv"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertThatThrownBy(() -> TableFile.read(binary, TableFile.Options.DEFAULT))
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> read("a,b\n1,2\n", "c")).hasMessageContaining("no column 'c'");
  }

  @Test
  void categoriesBecomeOneNumberAPossibleValue() throws IOException {
    Table table = read("a,colour\n2,red\n4,\n,blue\n", "colour").table();
    var scale = new TableScale(table);
    assertThat(scale.width()).isEqualTo(3);
    assertThat(scale.values(table)[1]).isEqualTo(0);
    assertThat(scale.values(table)[2]).isEqualTo(1);
    assertThat(scale.mask(table)).containsExactly(1, 1, 1, 1, 0, 0, 0, 1, 1);
    var filled = scale.filled(table, new float[] {0, 0, 0, 0, .2f, .7f, .6f, 0, 0});
    assertThat(filled.values()[1][1]).isEqualTo(1);
    assertThat(filled.values()[2][0]).isEqualTo(3);
    assertThat(filled.values()[0][0]).isEqualTo(2);
  }

  @Test
  void aTableWrittenIsReadAgain() throws IOException {
    Table table = Gain.hide(GainLearnerTest.dependent(20, 5), 0.3, 6);
    var out = folder.resolve("t.csv");
    TableFile.write(table, out);
    Table again = TableFile.read(out, TableFile.Options.DEFAULT).table();
    assertThat(again.missing()).isEqualTo(table.missing());
    assertThat(again.columns()).isEqualTo(table.columns());
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FillTest {
  @TempDir private Path folder;

  private Path table(String last) throws IOException {
    var text = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 30; i++) {
      text.append(i).append(',').append(i % 7 == 3 ? "" : Double.toString(i * 0.5)).append(',');
      text.append(i % 5 == 1 ? "" : i < 15 ? "low" : "high").append('\n');
    }
    return Files.writeString(folder.resolve("t.csv"), text + last);
  }

  @Test
  void holesAreFilledAndNothingElseChanges() throws IOException {
    Path in = table("");
    Path out = folder.resolve("f.csv");
    var session =
        Session.of(
            "fill",
            in.toString(),
            "--out",
            out.toString(),
            "--category",
            "kind",
            "--steps",
            "50",
            "--check",
            "--threads",
            "1");
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
    assertThat(session.out())
        .contains("10 of 90 cells are missing, in 2 of 3 columns")
        .contains("with the columns' means");
    var before = Files.readAllLines(in);
    var after = Files.readAllLines(out);
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      var was = before.get(i).split(",", -1);
      var is = after.get(i).split(",", -1);
      for (int cell = 0; cell < 3; cell++) {
        if (was[cell].isEmpty()) {
          assertThat(is[cell]).isNotEmpty();
        } else {
          assertThat(is[cell]).isEqualTo(was[cell]);
        }
      }
    }
  }

  @Test
  void badInputIsOneLine() throws IOException {
    Path in = table("1,2\n");
    var session = Session.of("fill", in.toString(), "--out", folder.resolve("f.csv").toString());
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("t.csv: line 32 has 2 cells; expected 3 as in the header");
    var text = Session.of("fill", table("").toString(), "--out", folder + "/f.csv");
    assertThat(text.err()).contains("column 'kind': 'low' is not a number");
    var taken = Session.of("fill", in.toString(), "--out", in.toString());
    assertThat(taken.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(taken.err()).contains("exists already");
    assertThat(Session.of("fill", in.toString()).status()).isEqualTo(ExitStatus.USAGE);
  }
}

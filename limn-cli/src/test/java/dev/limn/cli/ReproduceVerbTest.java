package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.reproduce.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceVerbTest {
  @TempDir Path temp;

  @Test
  void withoutANameAllAreListedWithTimeAndClaim() {
    var session = Session.of("reproduce");
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    for (var experiment : Experiment.all()) {
      assertThat(session.out())
          .contains(experiment.card().name() + " (", "Claim: " + experiment.card().claim());
    }
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    var session = Session.of("reproduce", "everything");
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("experiment 'everything'; known are");
  }

  @Test
  void quickAndFullExcludeEachOther() {
    var session = Session.of("reproduce", "toy-1d", "--quick", "--full");
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("--quick and --full: expected one of them");
  }

  @Test
  void aClaimThatHoldsEndsWith0AndOneThatDoesNotWith1() throws IOException {
    var even = tiny("even", "--seed", "2", "--full");
    assertThat(even.status()).as(even.err()).isEqualTo(ExitStatus.OK);
    assertThat(even.out()).contains("holds", "0, in full", "report: ");
    assertThat(Files.readString(temp.resolve("even/report.html"))).contains("All claims hold");
    var odd = tiny("odd", "--seed", "3", "--quick");
    assertThat(odd.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(odd.out()).contains("DOES NOT: The seed is even: expected 0 left over");
    assertThat(temp.resolve("odd/report.md")).isNotEmptyFile();
    assertThat(temp.resolve("odd/config.yaml")).isNotEmptyFile();
  }

  @Test
  void aFolderThatIsNotEmptyIsLeftAlone() throws IOException {
    Files.writeString(Files.createDirectories(temp.resolve("taken")).resolve("note"), "mine");
    var session = tiny("taken");
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("taken", "expected a new or an empty folder");
    assertThat(temp.resolve("taken/report.html")).doesNotExist();
  }

  @Test
  void missingDataAreAskedForByName() {
    var session =
        Session.of("reproduce", "tiny", "--device", "cpu", "--out", temp.resolve("out").toString());
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("--data DIR is missing; expected any folder");
  }

  private Session tiny(String folder, String... more) {
    var arguments =
        new java.util.ArrayList<>(
            java.util.List.of(
                "reproduce",
                "tiny",
                "--device",
                "cpu",
                "--data",
                temp.toString(),
                "--out",
                temp.resolve(folder).toString()));
    arguments.addAll(java.util.List.of(more));
    return Session.of(arguments.toArray(String[]::new));
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.reproduce.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(session.out())
        .contains("toy-1d (2 min; --full ", "text-to-image (1000 h with the paper's settings; ");
    assertThat(session.out().split("text-to-image \\(")[1])
        .contains("--resume DIR goes on", "--caption SENTENCE, repeated");
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
  void withoutQuickOrFullAnExperimentTakesItsOwnLength() throws IOException {
    assertThat(tiny("quick", "--seed", "2").out()).contains("0, quick");
    var whole = run("tiny-whole", "whole", "--seed", "2");
    assertThat(whole.out()).contains("0, in full");
    assertThat(whole.err())
        .contains("limn: tiny-whole takes 4 h with the paper's settings; --quick 1 min");
    assertThat(Files.readString(temp.resolve("whole/report.md"))).contains("tiny-whole --full");
    var quick = run("tiny-whole", "short", "--seed", "2", "--quick");
    assertThat(quick.out()).contains("0, quick");
    assertThat(quick.err()).doesNotContain("the paper's settings");
    assertThat(Files.readString(temp.resolve("short/report.md"))).contains("tiny-whole --quick");
  }

  @Test
  void whatNobodySaidIsResumedAsItWasBegun() {
    run("tiny-whole", "parts", "--seed", "2", "--caption", "stop half way");
    String folder = temp.resolve("parts").toString();
    var quick = Session.of("reproduce", "--resume", folder, "--quick");
    assertThat(quick.err()).contains("full is true, asked for is false");
    assertThat(Session.of("reproduce", "--resume", folder).out()).contains("0, in full");
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

  @Test
  void anInterruptedOneIsGoneOnWithInItsFolder() throws IOException {
    Path folder = temp.resolve("parts");
    var first = tiny("parts", "--seed", "2", "--full", "--caption", "stop half way");
    assertThat(first.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(first.err())
        .contains("limn: warning: half of it is done")
        .contains("saved. Go on with: limn reproduce --resume " + folder);
    assertThat(tiny("parts", "--seed", "2").err())
        .contains("To go on with what was begun there: limn reproduce --resume " + folder);
    String begun = Files.readString(folder.resolve("reproduction.yaml"));

    var again = Session.of("reproduce", "--resume", folder.toString(), "--threads", "1");
    assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.OK);
    assertThat(again.out()).contains("holds", "0, in full", "report: ");
    assertThat(folder.resolve("reproduction.yaml")).hasContent(begun);
    assertThat(Files.readString(folder.resolve("report.md")))
        .contains("stop half way", "since it was last resumed");

    var finished = Session.of("reproduce", "--resume", folder.toString());
    assertThat(finished.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(finished.err())
        .contains("this reproduction is finished; its report is " + folder.resolve("report.html"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seed=3|seed is 2, asked for is 3",
        "--full|full is false, asked for is true",
        "--caption=a bird|captions is [stop half way], asked for is [a bird]",
        "toy-1d|experiment 'toy-1d' cannot be resumed, only text-to-image, tiny, tiny-whole",
        "--out=elsewhere|--out and --resume: expected one of them"
      })
  void whatIsSaidBesideResumeHasToBeTheSame(String option, String message) throws IOException {
    tiny("parts", "--seed", "2", "--caption", "stop half way");
    Path folder = temp.resolve("parts");
    var session = Session.of("reproduce", "--resume", folder.toString(), option);
    assertThat(session.status()).isNotEqualTo(ExitStatus.OK);
    assertThat(session.err()).contains(message);
    assertThat(folder.resolve("report.json")).doesNotExist();
  }

  @Test
  void otherDataThanWereBegunWithAreRefused() throws IOException {
    tiny("parts", "--caption", "stop half way");
    Path folder = temp.resolve("parts");
    String other = Files.createDirectories(temp.resolve("other")).toString();
    var session = Session.of("reproduce", "--resume", folder.toString(), "--data", other);
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err())
        .contains(folder.resolve("reproduction.yaml") + ": data is [" + temp + "], asked for is [");
  }

  @Test
  void aFolderThatNoReproductionWasBegunInIsRefused() {
    var session = Session.of("reproduce", "--resume", temp.toString());
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err())
        .contains("reproduction.yaml: no such file; expected the folder of a reproduction of ")
        .contains("text-to-image");
  }

  @Test
  void sentencesAreForExperimentsThatDrawThem() {
    String out = temp.resolve("out").toString();
    var session = Session.of("reproduce", "toy-1d", "--caption", "a red bird", "--out", out);
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err())
        .contains("--caption: experiment 'toy-1d' draws no sentences that could be named");
  }

  private Session tiny(String folder, String... more) {
    return run("tiny", folder, more);
  }

  private Session run(String experiment, String folder, String... more) {
    var arguments =
        new java.util.ArrayList<>(
            java.util.List.of(
                "reproduce",
                experiment,
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

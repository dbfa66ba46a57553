package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.reproduce.Experiment;
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
}

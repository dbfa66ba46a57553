package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Fewer pictures than a batch: what is done is said before anything is made.
final class TinySetsTest extends SmallTraining {
  private Session train(Path pictures, String... more) {
    var all = new ArrayList<>(List.of("train", "--data", pictures.toString()));
    all.addAll(List.of("--out", folder.resolve("runs").toString()));
    var own = List.of(more).contains("--family=dcgan") ? "-o=encoder" : "--batch";
    SMALL.stream()
        .filter(option -> !option.startsWith("--batch") && !option.startsWith(own))
        .forEach(all::add);
    all.addAll(List.of(more));
    return Session.of(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void aBatchThatNobodyChoseBecomesSmaller(int count) throws IOException {
    var few = squares(folder.resolve("few"), count, 48, true);
    var dry = train(few, "--dry-run", "--family=reed");
    int even = count / 2 * 2;
    assertThat(dry.status()).as(dry.err()).isEqualTo(ExitStatus.OK);
    assertThat(dry.out()).contains("\n  batch: " + even + "\n");
    assertThat(dry.err()).contains("batch " + even + " instead of 32: there are " + count);
    assertThat(folder.resolve("runs")).doesNotExist();

    var run = train(few, "--family=reed", "--kimg=0.004", "--name=few");
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.OK);
    assertThat(folder.resolve("runs/00000-few/log.txt"))
        .content()
        .contains("batch " + even + " instead of 32: there are " + count + " captioned pictures");
  }

  @ParameterizedTest
  @CsvSource({"--batch=16, reed", "-o=batch=16, reed", "--batch=16, dcgan"})
  void aBatchThatWasChosenIsRefusedBeforeARunIsMade(String option, String family)
      throws IOException {
    var few = squares(folder.resolve("few"), 6, 48, true);
    for (var dry : List.of("--dry-run", "--name=few")) {
      var session = train(few, option, "--family=" + family, dry);
      assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(session.err()).contains("batch 16; expected at most 6", "--batch 6");
    }
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void twoPicturesAreTheLeast() throws IOException {
    var one = squares(folder.resolve("one"), 1, 48, true);
    for (var option : List.of("--batch=1", "--batch=2", "--dry-run", "--family=dcgan")) {
      var session = train(one, option);
      assertThat(session.status()).isNotEqualTo(ExitStatus.OK);
      if (!option.startsWith("--batch=1")) {
        assertThat(session.err()).contains("1 ", "to learn from; expected at least 2");
      }
    }
    var held = squares(folder.resolve("two"), 2, 48, true);
    assertThat(train(held, "--hold-back=2").err()).contains("expected at least 2");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void anEarlierRunsBatchIsTakenAsChosen() throws IOException {
    var few = squares(folder.resolve("few"), 4, 48, true);
    var file = Files.writeString(folder.resolve("c.yaml"), "settings:\n  batch: 8\n");
    var session = train(few, "--config=" + file, "--family=reed", "--dry-run");
    assertThat(session.err()).contains("batch 8; expected at most 4");
  }
}

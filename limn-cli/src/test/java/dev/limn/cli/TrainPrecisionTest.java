package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.torch.Device;
import dev.limn.torch.Precision;
import dev.limn.torch.PrecisionChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The precision of a training: decided when it begins, kept, and changed on request.
final class TrainPrecisionTest extends SmallTraining {
  private static final String TAKEN =
      PrecisionChoice.of(Device.CPU).precision().name().toLowerCase(Locale.ROOT);
  private static final String OTHER =
      TAKEN.equals("float32") ? Precision.BFLOAT16.name().toLowerCase(Locale.ROOT) : "float32";

  private Path run() {
    return folder.resolve("runs/00000-dcgan-squares-64");
  }

  private Session begin(String... more) {
    var all =
        new ArrayList<>(
            List.of("train", "--family=dcgan", "--data=" + data, "--batch=4", "--threads=1"));
    all.addAll(List.of("--out=" + folder.resolve("runs"), "--device=cpu", "--save=0.02"));
    all.addAll(List.of("-o=generator-width=2", "-o=discriminator-width=2", "--kimg=0.02"));
    all.addAll(List.of(more));
    return Session.of(all.toArray(String[]::new));
  }

  private Session resume(String... more) {
    var all = new ArrayList<>(List.of("train", "--resume=" + run(), "--kimg=0.04"));
    all.addAll(List.of(more));
    return Session.of(all.toArray(String[]::new));
  }

  private String log() throws IOException {
    return Files.readString(run().resolve("log.txt"));
  }

  private String config() throws IOException {
    return Files.readString(run().resolve("config.yaml"));
  }

  @Test
  void whatTheDeviceTakesIsKeptInTheRunAndSaidWithItsReason() throws IOException {
    Session session = begin();
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(config()).contains("precision: \"" + TAKEN + "\"");
    assertThat(log())
        .contains("precision: " + TAKEN + " (" + PrecisionChoice.of(Device.CPU).reason() + ")");
    Session resumed = resume();
    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(log()).contains("from 000020").doesNotContain("bit-exact");
  }

  @Test
  void aRunGoesOnInAnotherPrecisionThatItKeeps() throws IOException {
    assertThat(begin("-o=precision=" + OTHER).status()).isZero();
    assertThat(config()).contains("precision: \"" + OTHER + "\"");
    Session session = resume("-o=precision=auto");
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(log())
        .contains("resume is not bit-exact: precision was " + OTHER + ", is " + TAKEN)
        .contains("from 000020");
    assertThat(config()).contains("precision: \"" + TAKEN + "\"").doesNotContain(OTHER);
    Session again = Session.of("train", "--resume=" + run(), "--kimg=0.06");
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(List.of(log().split("from 000040")))
        .hasSize(2)
        .last()
        .asString()
        .doesNotContain("bit-exact");
  }

  @Test
  void aPrecisionThatCostsIsSaidInOneLineAndAllowed() throws IOException {
    Session session = begin("-o=precision=" + OTHER);
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(log().lines().filter(line -> line.contains("times as long as in")))
        .singleElement()
        .asString()
        .contains("precision: " + OTHER, "--resume", "-o precision=auto");
  }

  @Test
  void nothingElseOfTheSettingsChangesOnResume() {
    assertThat(begin().status()).isZero();
    for (String[] wrong :
        new String[][] {{"-o=precision=auto", "-o=beta1=0.4"}, {"-o=beta1=0.4"}, {"--batch=8"}}) {
      Session session = resume(wrong);
      assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
      assertThat(session.err()).contains("cannot go with --resume", "precision");
    }
    Session session = resume("-o=precision=float16");
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("precision: float16; expected one of auto, float32");
  }

  @Test
  void aDryRunTellsWhatWouldBeTakenAndChangesNothing() throws IOException {
    Session session = begin("--dry-run");
    assertThat(session.out()).contains("precision: \"" + TAKEN + "\"");
    assertThat(run()).doesNotExist();
    assertThat(begin().status()).isZero();
    String before = config();
    Session resumed = resume("--dry-run", "-o=precision=" + OTHER);
    assertThat(resumed.out()).contains("precision: \"" + OTHER + "\"");
    assertThat(config()).isEqualTo(before);
  }
}

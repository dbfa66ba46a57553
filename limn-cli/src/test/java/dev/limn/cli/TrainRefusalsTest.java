package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `limn train` says to settings and data that no family can learn from.
final class TrainRefusalsTest extends SmallTraining {
  private Session train(Path from, String... more) {
    var all = new ArrayList<>(List.of("train", "--data", from.toString(), "--kimg=0.02"));
    all.addAll(List.of("--out", folder.resolve("runs").toString()));
    var own = Arrays.asList(more);
    boolean batch = own.stream().anyMatch(option -> option.startsWith("--batch="));
    SMALL.stream().filter(option -> !batch || !option.startsWith("--batch=")).forEach(all::add);
    all.addAll(own);
    return Session.of(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reed", "df-gan", "stackgan"})
  void aBatchLargerThanTheDataIsRefused(String family) {
    Session session = train(data, "--family=" + family, "--batch=14");
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err())
        .contains("batch 14; expected at most 12, the captioned pictures to learn from in ");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--family=reed --text-encoder=nowhere|nowhere",
        "--ablation --text-encoder=nowhere|nowhere",
        "--family=stackgan -o=stage-one=nowhere|the model of the stage before is needed: nowhere: no"
            + " such folder; expected a model or a training run"
      })
  void whatIsNamedAndMissingIsRefusedBeforeARunIsMade(String options, String message) {
    var own = List.of((options + " --out=" + folder.resolve("runs")).split(" "));
    var all = new ArrayList<>(List.of("train", "--data=" + data));
    all.addAll(own);
    Session session = Session.of(all.toArray(String[]::new));
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains(message);
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void aFirstStageOfAnotherFamilyIsNamed() {
    Path other = Path.of(System.getProperty("limn.root"), "models", "flowers-64");
    String out = "--out=" + folder.resolve("runs");
    String before = "-o=stage-one=" + other;
    Session session = Session.of("train", "--data=" + data, "--family=stackgan", out, before);
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err())
        .contains(
            other + ": a model of family df-gan; expected one of stackgan as the first stage");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reed|noise: 0; expected at least 1",
        "df-gan|noise: 0; expected at least 1",
        "stackgan|noise: 0; expected at least 1",
        "dcgan|noise: 0; expected 1 to 4096",
        "wgan|noise: 0; expected 1 to 4096",
        "conditional|noise: 0; expected 1 to 4096"
      })
  void noiseOfNoWidthIsRefused(String family, String message) {
    Session session =
        Session.of("train", "--data=" + data, "--dry-run", "--family=" + family, "-o=noise=0");
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dcgan", "wgan", "conditional"})
  void noStepsOfTheDiscriminatorAreRefused(String family) {
    var none = "-o=adversarial.discriminator-steps=0";
    Session session =
        Session.of("train", "--data=" + data, "--dry-run", "--family=" + family, none);
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("discriminator-steps (k) is 0; expected at least 1");
  }

  @Test
  void oneClassIsNothingToTellApart() throws IOException {
    Path one = folder.resolve("one");
    squares(one.resolve("boots"), 4, 28, false);
    Session session =
        Session.of(
            "train",
            "--data=" + one,
            "--family=conditional",
            "--format=classes",
            "--batch=4",
            "--out=" + folder.resolve("runs"));
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("1 class, and 0 of 4 pictures without one");
  }

  @Test
  void captionsOfOneWordAreLearntAndLongOnesToo() throws IOException {
    Path own = squares(folder.resolve("short"), 6, 64, false);
    for (int i = 0; i < 6; i++) {
      Files.writeString(own.resolve("%03d.txt".formatted(i)), i % 3 == 0 ? "red" : "blue");
    }
    Session session = train(own, "--family=reed");
    assertThat(session.status()).as(session.err()).isZero();
    String model = folder.resolve("runs/00000-reed-short-64/model").toString();
    String drawing = folder.resolve("red.png").toString();
    assertThat(Session.of("draw", "red", "--model", model, "--out", drawing).status()).isZero();

    Files.writeString(own.resolve("004.txt"), "red ".repeat(500));
    Session longer = train(own, "--family=reed");
    assertThat(longer.status()).as(longer.err()).isZero();
    assertThat(folder.resolve("runs/00001-reed-short-64/model")).isDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from:|some.yaml: 'from' has no value",
        "settings: {precision: }|setting 'precision' has no value; expected one such as \"auto\"",
        "settings: {noise: null}|setting 'noise' has no value; expected one such as 100",
        "encoder: {features: }|text encoder: setting 'features' has no value",
        "evaluation: {kimg: }|evaluation: setting 'kimg' has no value"
      })
  void aKeyWithoutAValueIsNamed(String yaml, String message) throws IOException {
    Session session = dryRun(yaml);
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains(message);
  }

  @Test
  void sectionsInWhichNothingStandsSayNothing() throws IOException {
    Session session = dryRun("settings:\nencoder:\nevaluation:\n");
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(session.out()).isEqualTo(dryRun("kimg: 100").out());
  }

  private Session dryRun(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("some.yaml"), yaml);
    return Session.of("train", "--data=" + data, "--dry-run", "--config=" + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reed", "df-gan", "stackgan"})
  void aMicroBatchIsRefusedBeforeAnythingIsLearnt(String family) {
    Session session =
        Session.of("train", "--data=" + data, "--dry-run", "--family=" + family, "--micro-batch=6");
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err())
        .contains("micro-batch 6; expected an even number that divides the batch of ");
  }
}

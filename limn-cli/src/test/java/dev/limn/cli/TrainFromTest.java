package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trainings that start from the weights of another one.
final class TrainFromTest {
  private static final List<String> SMALL =
      List.of(
          "--batch=4",
          "--threads=1",
          "--device=cpu",
          "--tick=0.02",
          "--preview=0.02",
          "--save=0.01",
          "-o=generator-width=2",
          "-o=discriminator-width=2",
          "-o=precision=float32");

  @TempDir static Path shared;
  private static Path data;
  private static Path first;

  @TempDir Path folder;

  @BeforeAll
  static void trainOne() throws IOException {
    data = SmallTraining.squares(shared.resolve("squares"), 8, 48, true);
    Session session =
        train(
            shared,
            "--name=first",
            "--kimg=0.04",
            "-o=encoder.steps=4",
            "-o=encoder.classifier-steps=2",
            "-o=encoder.batch=4");
    assertThat(session.status()).as(session.err()).isZero();
    first = shared.resolve("runs/00000-first");
  }

  private static Session train(Path folder, String... more) {
    var all =
        new ArrayList<>(List.of("train", "--data=" + data, "--out=" + folder.resolve("runs")));
    all.addAll(SMALL);
    all.addAll(List.of(more));
    return Session.of(SmallTraining.ofReed(all).toArray(String[]::new));
  }

  private String log(String run) throws IOException {
    return Files.readString(folder.resolve("runs").resolve(run).resolve("log.txt"));
  }

  @Test
  void aRunOfTheSameShapeGivesAllItsWeights() throws IOException {
    Session session =
        train(folder, "--name=more", "--kimg=0.02", "--from=" + first, "--text-encoder=" + first);
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(log("00000-more")).contains("checkpoints/000040: 100.0 % of the weights");
  }

  @Test
  void aLargerResolutionTakesWhatFits() throws IOException {
    String[] options = {
      "--name=large",
      "--kimg=0.02",
      "--from=" + first,
      "--text-encoder=" + first,
      "-o=resolution=128"
    };
    Session session = train(folder, options);
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(log("00000-large")).containsPattern("checkpoints/000040: 9\\d\\.\\d % of the");
    Path run = folder.resolve("runs/00000-large");
    assertThat(Files.readString(run.resolve("model/config.json"))).contains("\"resolution\" : 128");
    Session longer = Session.of("train", "--resume=" + run, "--kimg=0.04");
    assertThat(longer.status()).as(longer.err()).isZero();
    assertThat(log("00000-large").split("starting from", -1)).as("only once").hasSize(2);
  }

  @Test
  void aRunOfAnotherFamilyIsRefused() {
    Session session = train(folder, "--name=other", "--family=df-gan", "--from=" + first);
    assertThat(session.status()).isNotZero();
    assertThat(session.err()).contains(first + ": a run of family reed; expected one of df-gan");
    assertThat(folder.resolve("runs")).as("nothing was made").doesNotExist();
  }

  @Test
  void whatIsNoRunIsRefused() {
    Session session = train(folder, "--name=none", "--from=" + data, "--text-encoder=" + first);
    assertThat(session.status()).isNotZero();
    assertThat(session.err()).contains(data + ": expected a training run");
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /// What a training of the family has beside its weights.
  private static final Map<String, List<String>> STATE =
      Map.of(
          "reed",
          List.of(),
          "df-gan",
          List.of("-o=whitening=0.001", "-o=augmentation=adaptive", "-o=contrast=1"));

  @TempDir static Path shared;
  private static Path data;
  private static final Map<String, Path> FIRST = new HashMap<>();

  @TempDir Path folder;

  @BeforeAll
  static void trainOneOfEach() throws IOException {
    data = SmallTraining.squares(shared.resolve("squares"), 8, 48, true);
    for (String family : STATE.keySet()) {
      Session session =
          train(
              shared,
              family,
              "--name=" + family,
              "--kimg=0.04",
              "-o=encoder.steps=4",
              "-o=encoder.classifier-steps=2",
              "-o=encoder.batch=4");
      assertThat(session.status()).as(session.err()).isZero();
      FIRST.put(family, RunDirectory.newest(shared.resolve("runs")).orElseThrow().root());
    }
  }

  private static Session train(Path folder, String family, String... more) {
    var all =
        new ArrayList<>(List.of("train", "--data=" + data, "--out=" + folder.resolve("runs")));
    all.add("--family=" + family);
    all.addAll(SMALL);
    all.addAll(STATE.get(family));
    all.addAll(List.of(more));
    return Session.of(all.toArray(String[]::new));
  }

  private String log(String run) throws IOException {
    return Files.readString(folder.resolve("runs").resolve(run).resolve("log.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reed", "df-gan"})
  void aRunOfTheSameShapeGivesAllItsWeights(String family) throws IOException {
    Path first = FIRST.get(family);
    Session session =
        train(
            folder,
            family,
            "--name=more",
            "--kimg=0.02",
            "--from=" + first,
            "--text-encoder=" + first);
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(log("00000-more")).contains("checkpoints/000040: 100.0 % of the weights");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reed", "df-gan"})
  void aLargerResolutionTakesWhatFits(String family) throws IOException {
    Path first = FIRST.get(family);
    String[] options = {
      "--name=large",
      "--kimg=0.02",
      "--from=" + first,
      "--text-encoder=" + first,
      "-o=resolution=128"
    };
    Session session = train(folder, family, options);
    assertThat(session.status()).as(session.err()).isZero();
    // of df-gan the blocks behind the first have other widths than their namesakes
    assertThat(log("00000-large"))
        .containsPattern(
            "checkpoints/000040: "
                + (family.equals("reed") ? "9" : "[3-8]")
                + "\\d\\.\\d % of the");
    Path run = folder.resolve("runs/00000-large");
    assertThat(Files.readString(run.resolve("model/config.json"))).contains("\"resolution\" : 128");
    Session longer = Session.of("train", "--resume=" + run, "--kimg=0.04");
    assertThat(longer.status()).as(longer.err()).isZero();
    assertThat(log("00000-large").split("starting from", -1)).as("only once").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reed", "df-gan"})
  void aRunOfAnotherFamilyIsRefused(String family) {
    Path first = FIRST.get(family);
    String other = family.equals("reed") ? "df-gan" : "reed";
    Session session = train(folder, other, "--name=other", "--from=" + first);
    assertThat(session.status()).isNotZero();
    assertThat(session.err())
        .contains(first + ": a run of family " + family + "; expected one of " + other);
    assertThat(folder.resolve("runs")).as("nothing was made").doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reed", "df-gan"})
  void whatIsNoRunIsRefused(String family) {
    Path first = FIRST.get(family);
    String[] options = {"--name=none", "--from=" + data, "--text-encoder=" + first};
    Session session = train(folder, family, options);
    assertThat(session.status()).isNotZero();
    assertThat(session.err()).contains(data + ": expected a training run");
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrainVerbTest extends SmallTraining {
  private Path run() {
    return folder.resolve("runs/00000-reed-squares-64");
  }

  @Test
  void aFolderOfCaptionedPicturesBecomesAModel() throws IOException {
    Session session = Session.of(train("--kimg=0.1"));
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(session.out())
        .contains("model: " + run().resolve("model"))
        .contains("limn draw --model " + run().resolve("model") + " \"");
    try (var files = Files.list(run())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(
              "config.yaml",
              "log.txt",
              "stats.jsonl",
              "reals.png",
              "fakes_init.png",
              "fakes000000.png",
              "checkpoints",
              "text-encoder",
              "model")
          .anyMatch(name -> name.startsWith("events.out.tfevents."));
    }
    assertThat(Files.readString(run().resolve("log.txt")))
        .contains("smaller than 64×64 (such as 48×48): they are enlarged")
        .contains("12 pictures to learn from")
        .contains("reed: generator with ");
    List<Double> ticks = ticks(run());
    assertThat(ticks).isSorted().doesNotHaveDuplicates().last().isEqualTo(0.1);
    Path drawing = folder.resolve("red.png");
    Session drawn =
        Session.of(
            "draw",
            "--model",
            run().resolve("model").toString(),
            "--out",
            drawing.toString(),
            "a red square");
    assertThat(drawn.status()).as(drawn.err()).isZero();
    assertThat(Png.metadata(drawing)).containsKey("parameters");
  }

  @Test
  void aDryRunPrintsTheConfigurationAndMakesNothing() {
    Session session = Session.of(train("--dry-run", "--mode=int-cls", "--seed=9"));
    assertThat(session.status()).isZero();
    assertThat(session.out())
        .contains("family: \"reed\"", "mode: \"int_cls\"", "batch: 4", "seed: 9", "steps: 6");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void aConfigurationFileIsTheStartingPoint() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.yaml"),
            """
            kimg: 7
            family: reed
            preset: paper
            settings:
              batch: 10
              mode: cls
            """);
    Session session =
        Session.of(
            "train",
            "--data",
            data.toString(),
            "--config",
            file.toString(),
            "--mode=gan",
            "--dry-run");
    assertThat(session.out())
        .contains("kimg: 7", "batch: 10", "mode: \"gan\"", "generator-width: 128");
    Files.writeString(file, "kmig: 7\n");
    session =
        Session.of("train", "--data", data.toString(), "--config", file.toString(), "--dry-run");
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("mine.yaml", "unknown key 'kmig'", "kimg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mode=dcgan|2|dcgan",
        "--family=pix2pix|2|family 'pix2pix'; known are conditional, damsm, dcgan, df-gan, joint-embedding, mlp, reed, skip-thought, stackgan, style-encoder, unrolled, wgan",
        "--family=stakgan|2|family 'stakgan' (did you mean 'stackgan'?); known are",
        "--preset=huge|2|small and paper",
        "-o=colour=red|2|unknown setting 'colour'",
        "-o=genrator-rate=1|2|unknown setting 'genrator-rate' (did you mean 'generator-rate'?); known are",
        "-o=encoder.colour=red|2|unknown setting 'colour'",
        "-o=generator-rate=fast|2|fast",
        "--kimg=-1|2|kimg: -1.0; expected above 0",
        "--batch=3|2|batch: 3; expected an even number",
        "--hold-back=1|2|hold-back: 1",
        "--device=tpu|2|expected auto, cpu, cuda",
        "--kimg=many|2|many",
        "--nonsense=1|2|nonsense"
      })
  void aWrongValueIsNamed(String option, int status, String message) {
    Session session = Session.of("train", "--data=" + data, "--dry-run", option);
    assertThat(session.status()).as(session.err()).isEqualTo(status);
    assertThat(session.err()).contains(message);
    assertThat(session.err().lines().count()).isLessThanOrEqualTo(2);
  }

  @Test
  void picturesWithoutCaptionsAreRefusedWithAnExample() throws IOException {
    Path plain = squares(folder.resolve("plain"), 4, 64, false);
    Session session =
        Session.of("train", "--data", plain.toString(), "--out", folder.resolve("r").toString());
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("none of its 4 pictures has a caption", "metadata.jsonl");
    assertThat(folder.resolve("r")).doesNotExist();
  }

  @Test
  void withoutDataTheUsageIsSaid() {
    Session session = Session.of("train");
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("--data DIR is missing");
  }

  @Test
  void aRunIsResumedOnlyWithItsOwnSettingsAndData() throws IOException {
    Path own = squares(folder.resolve("own"), 6, 64, true);
    var begin = new ArrayList<>(List.of("train", "--data", own.toString(), "--kimg=0.04"));
    begin.addAll(List.of("--out", folder.resolve("runs").toString(), "--name=mine"));
    begin.addAll(SMALL);
    begin.add("--family=reed");
    assertThat(Session.of(begin.toArray(String[]::new)).status()).isZero();
    String run = folder.resolve("runs/00000-mine").toString();

    Session other = Session.of("train", "--resume", run, "--seed=3");
    assertThat(other.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(other.err()).contains("--seed cannot go with --resume");

    Session longer = Session.of("train", "--resume", run, "--kimg=0.06");
    assertThat(longer.status()).as(longer.err()).isZero();
    assertThat(newest(Path.of(run)).step()).isEqualTo(60);
    assertThat(Files.readString(Path.of(run, "config.yaml"))).contains("kimg: 0.06");

    Session none = Session.of("train", "--resume=latest", "--out", folder.toString());
    assertThat(none.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(none.err()).contains("no runs here");

    Path config = Path.of(run, "config.yaml");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("beta1: 0.5", "beta1: 0.6"));
    Session changed = Session.of("train", "--resume", run);
    assertThat(changed.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(changed.err()).contains("another configuration or other data");
    Files.writeString(config, text);

    squares(own, 7, 64, true);
    Session grown = Session.of("train", "--resume", run);
    assertThat(grown.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(grown.err())
        .contains("the data has changed since the run began (6 pictures then, 7 now");
  }

  @Test
  void theTextEncoderAloneCanBeTrainedAndUsed() {
    Session session =
        Session.of(
            "train",
            "--data=" + data,
            "--out=" + folder.resolve("runs"),
            "--family=joint-embedding",
            "--threads=1",
            "-o=steps=4",
            "-o=batch=4",
            "-o=embedding=4",
            "-o=hidden=4",
            "-o=width=4");
    assertThat(session.status()).as(session.err()).isZero();
    Path encoder = folder.resolve("runs/00000-joint-embedding-squares/text-encoder");
    assertThat(session.out()).contains("text encoder: " + encoder);
    Session used = Session.of(train("--text-encoder=" + encoder, "--kimg=0.02"));
    assertThat(used.status()).as(used.err()).isZero();
    assertThat(folder.resolve("runs/00001-reed-squares-64/model/vocab.txt"))
        .hasSameTextualContentAs(encoder.resolve("vocab.txt"));
  }

  @Test
  void theDfGanIsTrainedUnlessAModeOrAFamilyIsNamed() {
    Session nothing = Session.of("train", "--data=" + data, "--dry-run");
    assertThat(nothing.out()).contains("family: \"df-gan\"", "residual-share: 1.0");
    Session mode = Session.of("train", "--data=" + data, "--dry-run", "--mode=cls");
    assertThat(mode.out()).contains("family: \"reed\"", "mode: \"cls\"");
  }

  @Test
  void theTwoStagesAreThePapersUnlessAPresetIsNamed() {
    Session paper = Session.of("train", "--data=not-there", "--dry-run", "--family=stackgan");
    assertThat(paper.status()).as(paper.err()).isZero();
    assertThat(paper.out())
        .contains("preset: \"paper\"", "  resolution: 256", "  low-resolution: 64")
        .contains("  generator-width: 128", "  discriminator-width: 64", "  residual-blocks: 4")
        .contains("  batch: 64", "  learning-rate: 2.0E-4", "  precision: \"float32\"");
    Session small =
        Session.of("train", "--data=not-there", "--dry-run", "--family=stackgan", "--preset=small");
    assertThat(small.out()).contains("  resolution: 64", "  low-resolution: 32", "  batch: 32");
  }

  @Test
  void theAblationComparesTheFourSystems() throws IOException {
    var arguments = new ArrayList<>(List.of(train("--ablation", "--kimg=0.02")));
    arguments.remove("--family=reed"); // it goes without saying
    Session session = Session.of(arguments.toArray(String[]::new));
    assertThat(session.status()).as(session.err()).isZero();
    Path root = folder.resolve("runs/00000-ablation-squares");
    assertThat(session.out()).contains("comparison: " + root.resolve("ablation.png"));
    try (var runs = Files.list(root)) {
      assertThat(runs.map(run -> run.getFileName().toString()))
          .contains("00000-reed-gan", "00001-reed-cls", "00002-reed-int", "00003-reed-int_cls");
    }
    byte[] encoder = Files.readAllBytes(root.resolve("00000-reed-gan/text-encoder/vocab.txt"));
    assertThat(root.resolve("00003-reed-int_cls/text-encoder/vocab.txt")).hasBinaryContent(encoder);
    long modified = Files.getLastModifiedTime(root.resolve("ablation.png")).toMillis();
    assertThat(modified).isPositive();
    Session again = Session.of("train", "--resume", root.toString());
    assertThat(again.status()).as(again.err()).isZero();
  }

  @Test
  void aDryRunOfAComparisonThatGoesOnTrainsNothing() throws IOException {
    Session first = Session.of(train("--ablation", "--dry-run"));
    Path begun = Files.createDirectories(folder.resolve("runs/00000-ablation-squares"));
    Files.writeString(begun.resolve("ablation.yaml"), first.out());
    Session session = Session.of("train", "--resume=" + begun, "--threads=3", "--dry-run");
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(session.out()).contains("family: \"reed\"", "threads: 3");
    try (var files = Files.list(begun)) {
      assertThat(files.toList()).containsExactly(begun.resolve("ablation.yaml"));
    }
  }
}

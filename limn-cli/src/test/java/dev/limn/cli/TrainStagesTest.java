package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import dev.limn.image.Png;
import dev.limn.run.TrainingRun;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.io.Safetensors;
import dev.limn.train.CheckpointStore;
import dev.limn.train.Trainer;
import dev.limn.train.log.StatusLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A family that is trained in two stages: in one run, interrupted in either, on another run's
/// first stage.
final class TrainStagesTest {
  /// Five steps a stage of networks of two channels.
  private static final List<String> SMALL =
      List.of(
          "--family=stackgan",
          "--preset=small",
          "--batch=4",
          "--kimg=0.04",
          "--threads=1",
          "--device=cpu",
          "--tick=0.02",
          "--preview=0.02",
          "--save=0.01",
          "-o=generator-width=2",
          "-o=discriminator-width=2",
          "-o=conditioning=4",
          "-o=text-features=4",
          "-o=precision=float32",
          "-o=encoder.steps=4",
          "-o=encoder.batch=4",
          "-o=encoder.embedding=4",
          "-o=encoder.hidden=4",
          "-o=encoder.width=4",
          "-o=encoder.precision=float32");

  @TempDir static Path shared;
  private static Path data;
  private static Path whole;

  @TempDir Path folder;

  @BeforeAll
  static void trainOne() throws IOException {
    data = Files.createDirectories(shared.resolve("squares"));
    var random = new Random(5);
    for (int i = 0; i < 8; i++) {
      var rgb = new byte[48 * 48 * 3];
      random.nextBytes(rgb);
      Png.write(data.resolve(i + ".png"), new Image(48, 48, rgb));
      Files.writeString(data.resolve(i + ".txt"), i % 2 == 0 ? "a red square" : "a blue square");
    }
    Session session = train(shared, "--name=whole");
    assertThat(session.status()).as(session.err()).isZero();
    whole = shared.resolve("runs/00000-whole");
  }

  private static Session train(Path folder, String... more) {
    var all =
        new ArrayList<>(List.of("train", "--data=" + data, "--out=" + folder.resolve("runs")));
    all.addAll(SMALL);
    all.addAll(List.of(more));
    return Session.of(all.toArray(String[]::new));
  }

  @Test
  void eachStageHasItsDrawingsInAFolderOfItsOwn() throws IOException {
    for (String stage : List.of("low-resolution", "high-resolution")) {
      assertThat(whole.resolve(stage).resolve("fakes_init.png")).exists();
      assertThat(whole.resolve(stage).resolve("fakes000000.png")).exists();
    }
    assertThat(ImageDecoder.read(whole.resolve("high-resolution/fakes000000.png")).width())
        .isGreaterThan(ImageDecoder.read(whole.resolve("low-resolution/fakes000000.png")).width());
    assertThat(whole.resolve("stats-stage-1.jsonl")).exists();
    assertThat(whole.resolve("stats.jsonl")).exists();
    assertThat(Files.readString(whole.resolve("log.txt")))
        .contains("stackgan: stage 1 at 32×32", "stackgan: stage 2 at 64×64");
  }

  @Test
  void eitherStageCanBeDrawnWith() throws IOException {
    assertThat(drawn("--model=" + whole)).isEqualTo(64);
    assertThat(drawn("--model=" + whole, "--stage=1")).isEqualTo(32);
    assertThat(drawn("--model=" + whole.resolve("low-resolution"))).isEqualTo(32);
    Session third = Session.of("draw", "--model=" + whole, "--stage=3", "a red square");
    assertThat(third.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(third.err()).contains("stage: 3; expected 1 or 2");
  }

  private int drawn(String... options) throws IOException {
    Path file = folder.resolve("drawing.png");
    var all = new ArrayList<>(List.of("draw", "a red square", "--force", "--out=" + file));
    all.addAll(List.of(options));
    Session session = Session.of(all.toArray(String[]::new));
    assertThat(session.status()).as(session.err()).isZero();
    return ImageDecoder.read(file).width();
  }

  @Test
  void aRunThatIsInterruptedInBothStagesEndsWithTheSameBits() throws IOException {
    Path begun = Files.createDirectories(folder.resolve("runs/00000-parts"));
    Files.copy(whole.resolve("config.yaml"), begun.resolve("config.yaml"));
    // after the third step of the first stage; after the second step of the second
    assertThat(interrupted(begun, 3)).isEqualTo(Trainer.End.INTERRUPTED);
    assertThat(begun.resolve("checkpoints")).doesNotExist();
    assertThat(interrupted(begun, 3)).isEqualTo(Trainer.End.INTERRUPTED);
    assertThat(step(begun.resolve("checkpoints-stage-1"))).isEqualTo(20);
    assertThat(step(begun.resolve("checkpoints"))).isEqualTo(8);
    assertThat(TrainingRun.open(begun).finished()).isFalse();
    assertThat(interrupted(begun, 1000)).isEqualTo(Trainer.End.FINISHED);
    assertThat(TrainingRun.open(begun).finished()).isTrue();
    for (String store : List.of("checkpoints-stage-1", "checkpoints")) {
      assertThat(hash(begun.resolve(store))).as(store).isEqualTo(hash(whole.resolve(store)));
    }
    assertThat(begun.resolve("model/generator.safetensors"))
        .hasBinaryContent(Files.readAllBytes(whole.resolve("model/generator.safetensors")));
    assertThat(Files.readString(begun.resolve("log.txt"))).doesNotContain("not bit-exact");

    // as if it had been cut off between the last checkpoint and the model
    Path config = begun.resolve("model/config.json");
    String written = Files.readString(config);
    Files.writeString(config, written.replaceFirst("\"kimg\" : [0-9.]+", "\"kimg\" : 0.001"));
    Files.delete(begun.resolve("model/generator.safetensors"));
    assertThat(TrainingRun.open(begun).finished()).isFalse();
    assertThat(interrupted(begun, 1000)).isEqualTo(Trainer.End.FINISHED);
    assertThat(TrainingRun.open(begun).finished()).isTrue();
    assertThat(config).hasContent(written);
    assertThat(begun.resolve("model/generator.safetensors"))
        .hasBinaryContent(Files.readAllBytes(whole.resolve("model/generator.safetensors")));
  }

  private static Trainer.End interrupted(Path run, int steps) {
    var counted = new AtomicInteger();
    try (var status = StatusLine.onStandardError()) {
      // the encoder's steps come first, once
      boolean first = !Files.isDirectory(run.resolve("text-encoder"));
      return TrainingRun.open(run)
          .run(
              status,
              () ->
                  (!first || Files.isDirectory(run.resolve("text-encoder")))
                      && counted.incrementAndGet() >= steps);
    }
  }

  private static long step(Path store) {
    return CheckpointStore.newestValid(store).checkpoint().orElseThrow().step();
  }

  private static String hash(Path store) {
    return CheckpointStore.newestValid(store)
        .checkpoint()
        .orElseThrow()
        .sha256("state.safetensors");
  }

  @Test
  void theSecondStageCanBuildOnAnotherRunsFirst() {
    Session session = train(folder, "--name=on", "-o=stage-one=" + whole);
    assertThat(session.status()).as(session.err()).isZero();
    Path run = folder.resolve("runs/00000-on");
    assertThat(run.resolve("checkpoints-stage-1")).doesNotExist();
    assertThat(run.resolve("high-resolution/fakes000000.020.png")).exists();
    assertThat(run.resolve("high-resolution/fakes000000.040.png")).exists();
    assertThat(run.resolve("model/vocab.txt"))
        .hasSameTextualContentAs(whole.resolve("text-encoder/vocab.txt"));
    assertThat(run.resolve("model/config.json")).content().doesNotContain(whole.toString());
  }

  @Test
  void anotherRunsWeightsLeaveTheFirstStageThatWasJustTrained() {
    Session session = train(folder, "--name=from", "--from=" + whole, "--text-encoder=" + whole);
    assertThat(session.status()).as(session.err()).isZero();
    Path run = folder.resolve("runs/00000-from");
    try (var _ = Scope.open()) {
      var own = Safetensors.read(run.resolve("low-resolution/model/generator.safetensors"));
      var other = Safetensors.read(whole.resolve("low-resolution/model/generator.safetensors"));
      var drawn = Safetensors.read(run.resolve("model/generator.safetensors"));
      // statistics of batch norm are measured anew for every model
      var learned =
          own.keySet().stream().filter(name -> name.endsWith("weight") && !same(own, other, name));
      assertThat(learned).isNotEmpty().allMatch(name -> same(own, drawn, name));
    }
  }

  private static boolean same(Map<String, Tensor> one, Map<String, Tensor> two, String name) {
    return Arrays.equals(one.get(name).toBytes(), two.get(name).toBytes());
  }

  @Test
  void aFirstStageThatIsMissingOrDoesNotFitIsNamed() throws IOException {
    Session none =
        train(folder, "--text-encoder=" + whole, "-o=stage-one=" + folder.resolve("nowhere"));
    assertThat(none.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(none.err()).contains("the model of the stage before is needed", "nowhere");

    Session wider = train(folder, "-o=stage-one=" + whole, "-o=generator-width=4");
    assertThat(wider.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(wider.err())
        .contains("generator-width: 2 in the model of the first stage; expected 4");
  }
}

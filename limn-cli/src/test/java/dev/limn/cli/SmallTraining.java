package dev.limn.cli;

import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.train.Checkpoint;
import dev.limn.train.CheckpointStore;
import dev.limn.train.log.StatsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// What tests of `limn train` share: a data set of twelve captioned squares, drawn once a class,
/// and the smallest training of it.
abstract class SmallTraining {
  private static final List<String> COLOURS = List.of("red", "green", "blue");

  /// The smallest training: networks of two channels, a text encoder of a few steps.
  static final List<String> SMALL =
      List.of(
          "--batch=4",
          "--threads=1",
          "--device=cpu",
          "--tick=0.02",
          "--preview=0.1",
          "--save=0.04",
          "-o=generator-width=2",
          "-o=discriminator-width=2",
          "-o=precision=float32",
          "-o=encoder.steps=6",
          "-o=encoder.batch=4",
          "-o=encoder.embedding=4",
          "-o=encoder.hidden=4",
          "-o=encoder.width=4",
          "-o=encoder.precision=float32");

  @TempDir static Path shared;
  static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void drawSquares() throws IOException {
    data = squares(shared.resolve("squares"), 12, 48, true);
  }

  static Path squares(Path root, int count, int size, boolean captions) throws IOException {
    Files.createDirectories(root);
    var random = new Random(5);
    for (int i = 0; i < count; i++) {
      var rgb = new byte[size * size * 3];
      random.nextBytes(rgb);
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) ((rgb[p] & 63) + (p % 3 == i % 3 ? 180 : 20));
      }
      Png.write(root.resolve("%03d.png".formatted(i)), new Image(size, size, rgb));
      if (captions) {
        Files.writeString(
            root.resolve("%03d.txt".formatted(i)),
            "a %s square\nthis square is %s.\n".formatted(COLOURS.get(i % 3), COLOURS.get(i % 3)));
      }
    }
    return root;
  }

  /// The arguments of the smallest training, in `runs` of [#folder].
  final String[] train(String... more) {
    var all = new ArrayList<>(List.of("train", "--data", data.toString()));
    all.addAll(List.of("--out", folder.resolve("runs").toString()));
    all.addAll(SMALL);
    all.addAll(Arrays.asList(more));
    return ofReed(all).toArray(String[]::new);
  }

  /// The same as a training of a Reed model, unless it names a family.
  static List<String> ofReed(List<String> arguments) {
    var all = new ArrayList<>(arguments);
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--family"))) {
      all.add("--family=reed");
    }
    return all;
  }

  /// The kimg of each line of a run's statistics.
  static List<Double> ticks(Path run) {
    return StatsLog.read(run.resolve("stats.jsonl")).stream().map(SmallTraining::kimg).toList();
  }

  private static double kimg(Map<String, Object> line) {
    return ((Number) line.get("kimg")).doubleValue();
  }

  /// The learner's counters and random state.
  static String values(Checkpoint checkpoint) {
    String text = checkpoint.text("trainer.json");
    return text.substring(text.indexOf("\"values\""));
  }

  static Checkpoint newest(Path run) {
    return CheckpointStore.newestValid(run.resolve("checkpoints")).checkpoint().orElseThrow();
  }
}

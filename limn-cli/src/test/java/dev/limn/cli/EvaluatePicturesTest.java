package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.data.Dataset;
import dev.limn.data.PackSettings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.image.Image;
import dev.limn.image.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which pictures `limn evaluate` measures with: those that the model did not learn from.
class EvaluatePicturesTest {
  private static final int PICTURES = 24;

  @TempDir static Path shared;
  private static Path data;
  private static Path others;
  private static String id;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    data = pictures(shared.resolve("data"), 0);
    others = pictures(shared.resolve("others"), 1000);
    var settings = PackSettings.of(SmallModel.CONFIG.load());
    try (var cache = PackedCache.open(Dataset.open(data), settings, Progress.SILENT)) {
      id = cache.contentId();
    }
  }

  private static Path pictures(Path root, int seed) throws IOException {
    Files.createDirectories(root);
    var lines = new ArrayList<String>();
    for (int i = 0; i < PICTURES; i++) {
      var rgb = new byte[64 * 64 * 3];
      new Random(seed + i).nextBytes(rgb);
      Png.write(root.resolve("%02d.png".formatted(i)), new Image(64, 64, rgb));
      lines.add("{\"file_name\": \"%02d.png\", \"text\": \"a red flower.\"}".formatted(i));
    }
    Files.write(root.resolve("metadata.jsonl"), lines);
    return root;
  }

  /// A run's folder with a model that says it learned from the data.
  ///
  /// @param config of the run; none for a model that lies in no run
  private Path run(Map<String, Object> facts, Map<String, Object> config) throws IOException {
    var run = Files.createDirectories(folder.resolve("00000-run"));
    if (!config.isEmpty()) {
      Files.writeString(run.resolve("config.yaml"), Settings.yaml(config));
    }
    SmallModel.write(run.resolve("model"), facts);
    return run;
  }

  private Path run(int holdBack) throws IOException {
    return run(
        facts(holdBack), Map.of("data", data.toString(), "hold-back", holdBack, "family", "reed"));
  }

  private static Map<String, Object> facts(int holdBack) {
    int held = holdBack == 0 ? 0 : PICTURES / holdBack;
    return new HashMap<>(
        Map.of("data-id", id, "pictures", PICTURES - held, "held-back", held, "kimg", 1));
  }

  private static Session evaluate(Path model, Object... more) {
    var line = new ArrayList<>(List.of("evaluate", model.toString(), "--threads", "1"));
    line.addAll(List.of("--measures", "geometry", "--repetitions", "2"));
    for (var word : more) {
      line.add(word.toString());
    }
    return Session.of(line.toArray(String[]::new));
  }

  @Test
  void whatARunHeldBackIsWhatItIsMeasuredWith() throws IOException {
    var session = evaluate(run(6));
    assertThat(session.err()).contains("4 pictures to measure with");
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    assertThat(session.out()).contains("i % 6 == 5", "4 drawings, 4 held-back pictures");
    assertThat(folder.resolve("00000-run/small-evaluation.json")).isNotEmptyFile();
  }

  @Test
  void theFactsOfACopiedModelTellWhatWasHeldBack() throws IOException {
    var model = run(facts(4), Map.of()).resolve("model");
    var copy = pictures(folder.resolve("copy"), 0);
    var session = evaluate(model, "--data", copy, "--no-files");
    assertThat(session.err()).doesNotContain("learned from");
    assertThat(session.out()).contains("i % 4 == 3", "6 drawings");
    assertThat(evaluate(model, "--data", copy, "--hold-back", "3", "--no-files").err())
        .contains("6 of 8 pictures of " + copy + " are left out: the model learned from them");

    // one in five and one in six both leave 20 of 24
    var unclear = run(facts(6), Map.of()).resolve("model");
    assertThat(evaluate(unclear, "--data", copy, "--no-files").err())
        .contains("4 of these pictures held back", "expected --hold-back N, as in training");
    assertThat(evaluate(unclear, "--data", copy, "--hold-back", "6", "--no-files").out())
        .contains("i % 6 == 5", "4 drawings");
  }

  @Test
  void picturesOfTheTrainingAreRefusedOrTold() throws IOException {
    var run = run(0);
    for (Object[] asked :
        List.of(
            new Object[] {},
            new Object[] {"--data", data},
            new Object[] {"--data", data, "--hold-back", "4"},
            new Object[] {"--data", data, "--hold-back", "1"},
            new Object[] {"--test", pictures(folder.resolve("a-copy"), 0)})) {
      var refused = evaluate(run, asked);
      assertThat(refused.status()).as(refused.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(refused.err()).contains("the model learned from all of the", "--test DIR");
    }
    var report = folder.resolve("report.json");
    var told = evaluate(run, "--training-pictures", "--out", report);
    assertThat(told.status()).isEqualTo(ExitStatus.OK);
    assertThat(told.out())
        .containsPattern("geometry .*on pictures that the model learned from")
        .contains("the model learned from 24 of these")
        .doesNotContain("held-back pictures");
    assertThat(Files.readString(report)).contains("\"learned\" : true");
  }

  @Test
  void aFolderThatTrainingNeverSawIsMeasuredWithWhole() throws IOException {
    var run = run(0);
    for (Object[] asked :
        List.of(
            new Object[] {"--test", others},
            new Object[] {"--data", others},
            new Object[] {"--data", others, "--hold-back", "1"})) {
      var session = evaluate(run, asked);
      assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
      assertThat(session.err()).doesNotContain("trained on", "learned from");
      assertThat(session.out()).contains("all pictures", "24 drawings, 24 held-back pictures");
    }
    var model = run(facts(0), Map.of()).resolve("model");
    assertThat(evaluate(model, "--test", others, "--no-files").err()).doesNotContain("trained on");
    var both = evaluate(run, "--test", others, "--hold-back", "2");
    assertThat(both.status()).isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void aFewPicturesOfTheTrainingAmongOthersAreLeftOut() throws IOException {
    var mixed = pictures(folder.resolve("mixed"), 1000);
    Files.copy(data.resolve("03.png"), mixed.resolve("zz.png"));
    Files.writeString(
        mixed.resolve("metadata.jsonl"),
        Files.readString(mixed.resolve("metadata.jsonl"))
            + "{\"file_name\": \"zz.png\", \"text\": \"a red flower.\"}\n");
    var session = evaluate(run(0), "--test", mixed, "--no-files");
    assertThat(session.err()).contains("1 of 25 pictures of " + mixed + " are left out");
    assertThat(session.out()).contains("24 drawings");
  }

  @Test
  void whatTheRunBeforeLearnedFromIsNotNewToTheNext() throws IOException {
    var first = Files.createDirectories(folder.resolve("00009-first"));
    Map<String, Object> all = Map.of("data", data.toString(), "hold-back", 0, "family", "reed");
    Files.writeString(first.resolve("config.yaml"), Settings.yaml(all));
    var config = new HashMap<>(all);
    config.put("hold-back", 4);
    config.put("from", first.toString());
    var session = evaluate(run(facts(4), config));
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("the model learned from all of the 6 pictures");
  }

  @Test
  void theUsualMeasuresNeedNoDownload() throws IOException {
    var session =
        Session.of("evaluate", run(4).toString(), "--repetitions=2", "--seeds=2", "--threads=1");
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
    assertThat(session.out()).contains("geometry", "colours", "6 drawings, 6 held-back pictures");
    var json =
        Session.of(
            "evaluate",
            run(4).toString(),
            "--repetitions=2",
            "--seeds=2",
            "--threads=1",
            "--out=-");
    assertThat(json.out()).startsWith("{").endsWith("}\n").contains("\"geometry\"");
    assertThat(json.err()).contains("geometry  ");
    assertThat(Path.of("-")).doesNotExist();
  }
}

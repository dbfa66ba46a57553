package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.train.log.StatsLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Measures in the course of a training, and an evaluator that was trained for them.
final class TrainMeasuresTest extends SmallTraining {
  @Test
  void measuresAreWrittenAndChangeNothing() throws IOException {
    String[] measured = {"--hold-back=3", "-o=decay=0", "--evaluate-count=4"};
    String[] measures = {"--evaluate-kimg=0.02", "--measures=geometry,colours", "--name=parts"};
    var begun = new ArrayList<>(Arrays.asList(train(measured)));
    begun.addAll(Arrays.asList(measures));
    begun.add("--kimg=0.04");
    Session first = Session.of(begun.toArray(String[]::new));
    assertThat(first.status()).as(first.err()).isZero();
    Path parts = folder.resolve("runs/00000-parts");
    Session rest = Session.of("train", "--resume", parts.toString(), "--kimg=0.08");
    assertThat(rest.status()).as(rest.err()).isZero();

    begun.set(begun.indexOf("--kimg=0.04"), "--kimg=0.08");
    begun.set(begun.indexOf("--name=parts"), "--name=whole");
    Session second = Session.of(begun.toArray(String[]::new));
    assertThat(second.status()).as(second.err()).isZero();
    var whole = folder.resolve("runs/00001-whole");
    Session third = Session.of(train("--hold-back=3", "-o=decay=0", "--kimg=0.08", "--name=bare"));
    assertThat(third.status()).as(third.err()).isZero();
    var bare = newest(folder.resolve("runs/00002-bare"));
    for (var run : List.of(parts, whole)) {
      assertThat(newest(run).sha256("state.safetensors"))
          .isEqualTo(bare.sha256("state.safetensors"));
      assertThat(values(newest(run))).isEqualTo(values(bare));
    }
    var lines = measured(parts);
    assertThat(lines).hasSize(4).isEqualTo(measured(whole));
    assertThat(lines.getFirst())
        .containsEntry("kimg", 0.02)
        .containsKeys("evaluation/geometry", "evaluation/colours");
    assertThat(parts.resolve("colours000000.020.png")).exists();
    assertThat(parts.resolve("colours000000.040.png")).exists();
    assertThat(Files.readString(parts.resolve("log.txt"))).contains("measured at 0.1 kimg: geo");
    try (var files = Files.list(parts)) {
      var events = files.filter(f -> f.getFileName().toString().contains("tfevents")).toList();
      assertThat(events).isNotEmpty();
      var text = new StringBuilder();
      for (var file : events) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      assertThat(text).contains("evaluation/geometry");
    }
  }

  private static List<Map<String, Object>> measured(Path run) {
    return StatsLog.read(run.resolve("stats.jsonl")).stream()
        .filter(line -> line.keySet().stream().anyMatch(key -> key.startsWith("evaluation/")))
        .toList();
  }

  @Test
  void measuresThatCannotBeTakenAreRefusedAtTheStart() {
    assertThat(Session.of(train("--evaluate-kimg=1", "--measures=fsd")).err())
        .contains("fsd needs --weights FILE");
    assertThat(Session.of(train("--evaluate-kimg=1", "--measures=beauty")).err())
        .contains("measure 'beauty'; expected one of fid");
    assertThat(Session.of(train("--evaluate-kimg=0", "--dry-run")).err())
        .contains("evaluation.kimg: 0.0; expected above 0");
    assertThat(
            Session.of(train("--measures=fsd", "--weights=nowhere/squeezenet.safetensors")).err())
        .contains("nowhere/squeezenet.safetensors: no such file or folder");
    assertThat(folder.resolve("runs")).doesNotExist();
    assertThat(Session.of(train("--evaluate-kimg=1", "--measures=geometry", "--kimg=0.02")).err())
        .contains("expected --hold-back N")
        .doesNotContain("learning text");
    assertThat(Session.of(train("--evaluate-kimg=1", "--family=joint-embedding")).err())
        .contains("evaluation: nothing to measure");
  }

  @Test
  void anEvaluatorOfAnotherSeedJudges() throws IOException {
    Session evaluator =
        Session.of(
            "train",
            "--data=" + data,
            "--out=" + folder.resolve("runs"),
            "--family=joint-embedding",
            "--name=judge",
            "--hold-back=3",
            "--seed=9",
            "--threads=1",
            "-o=steps=6",
            "-o=batch=4",
            "-o=embedding=4",
            "-o=hidden=4",
            "-o=width=6");
    assertThat(evaluator.status()).as(evaluator.err()).isZero();
    Path judge = folder.resolve("runs/00000-judge");
    assertThat(judge.resolve("text-encoder/picture-encoder.safetensors")).exists();
    Session model = Session.of(train("--hold-back=3", "--kimg=0.02", "--name=model"));
    assertThat(model.status()).as(model.err()).isZero();
    Path run = folder.resolve("runs/00001-model");

    var other = judged(run, judge.toString());
    assertThat(other.get("r-precision"))
        .containsEntry("evaluator-is-the-generators", false)
        .containsEntry("held-back", 4)
        .containsKeys("precision", "real", "others", "splits", "seconds");
    assertThat(other.get("text-match").get("extractor").toString())
        .contains("joint embedding of 00000-judge (word-gru, seed 9)", "sha256=");
    var own = judged(run, "own");
    assertThat(own.get("text-match")).containsEntry("evaluator-is-the-generators", true);
    // pictures without classes have no classifier
    Session score =
        Session.of(
            evaluate(run, "--measures=is", "--evaluator=" + judge, "--out=" + folder + "/is.json"));
    assertThat(score.err()).contains("learnt no classes");
  }

  @Test
  @SuppressWarnings("unchecked") // sections of a report
  void theMatchingOfWordsAndRegionsJudgesToo() throws IOException {
    Session evaluator =
        Session.of(
            "train",
            "--data=" + data,
            "--out=" + folder.resolve("runs"),
            "--family=damsm",
            "--name=judge",
            "--hold-back=3",
            "--half=b",
            "--seed=7",
            "--threads=1",
            "-o=steps=4",
            "-o=batch=3",
            "-o=embedding=4",
            "-o=width=6",
            "-o=precision=float32");
    assertThat(evaluator.status()).as(evaluator.err()).isZero();
    Path judge = folder.resolve("runs/00000-judge");
    Session model = Session.of(train("--hold-back=3", "--kimg=0.02", "--name=model"));
    assertThat(model.status()).as(model.err()).isZero();
    Path run = folder.resolve("runs/00001-model");

    var figures = judged(run, judge.toString());
    for (var measure : List.of("r-precision", "text-match")) {
      assertThat(figures.get(measure)).containsEntry("evaluator-is-the-generators", false);
      assertThat((Map<String, Object>) figures.get(measure).get("evaluator"))
          .containsEntry("architecture", "damsm")
          .containsEntry("family", "damsm")
          .containsEntry("seed", 7)
          .containsEntry("half", "b")
          .containsEntry("hold-back", 3);
    }
    assertThat((double) figures.get("r-precision").get("precision")).isBetween(0.0, 1.0);
    assertThat((double) figures.get("text-match").get("match")).isBetween(-1.0, 1.0);
    // the run's own folder of encoders is the same evaluator
    assertThat(judged(run, judge.resolve("text-encoder").toString()).get("text-match").get("match"))
        .isEqualTo(figures.get("text-match").get("match"));

    Session split =
        Session.of(
            evaluate(
                run,
                "--hold-back=2",
                "--training-pictures",
                "--measures=r-precision",
                "--evaluator=" + judge,
                "--out=" + folder.resolve("split.json")));
    assertThat(split.status()).as(split.err()).isZero();
    assertThat(split.out())
        .contains("DAMSM of 00000-judge (damsm, seed 7, half b)")
        .contains("the evaluator is not the generator's encoder");
  }

  @Test
  void anEncoderWithoutAPictureSideCannotJudge() throws IOException {
    Session evaluator =
        Session.of(
            "train",
            "--data=" + data,
            "--out=" + folder.resolve("runs"),
            "--family=skip-thought",
            "--name=reader",
            "--threads=1",
            "-o=steps=2",
            "-o=embedding=4",
            "-o=hidden=4",
            "--batch=4");
    assertThat(evaluator.status()).as(evaluator.err()).isZero();
    Session model = Session.of(train("--hold-back=3", "--kimg=0.02", "--name=model"));
    assertThat(model.status()).as(model.err()).isZero();
    Session judged =
        Session.of(
            evaluate(
                folder.resolve("runs/00001-model"),
                "--measures=r-precision",
                "--evaluator=" + folder.resolve("runs/00000-reader"),
                "--out=" + folder.resolve("none.json")));
    assertThat(judged.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(judged.err())
        .contains("picture-encoder.json: no such file", "limn train --family damsm");
    assertThat(folder.resolve("none.json")).doesNotExist();
  }

  private static String[] evaluate(Path run, String... more) {
    var all = new ArrayList<>(List.of("evaluate", run.toString(), "--data=" + data));
    all.addAll(List.of("--count=4", "--threads=1", "--device=cpu"));
    if (Arrays.stream(more).noneMatch(option -> option.startsWith("--hold-back"))) {
      all.add("--hold-back=3");
    }
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  @SuppressWarnings("unchecked") // sections of a report
  private Map<String, Map<String, Object>> judged(Path run, String evaluator) {
    Path report = folder.resolve("report.json");
    Session session =
        Session.of(
            evaluate(
                run,
                "--measures=r-precision,text-match",
                "--evaluator=" + evaluator,
                "--force",
                "--out=" + report));
    assertThat(session.status()).as(session.err()).isZero();
    assertThat(session.out()).contains("r-precision", "text-match", "SHA-256");
    return (Map<String, Map<String, Object>>) Settings.readJson(report).get("measures");
  }
}

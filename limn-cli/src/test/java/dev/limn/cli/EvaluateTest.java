package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.draw.ModelBundle;
import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import dev.limn.image.Png;
import dev.limn.model.reed.ReedConfig;
import dev.limn.model.reed.ReedGenerator;
import dev.limn.model.reed.ReedGeneratorNetwork;
import dev.limn.text.TextEncoder;
import dev.limn.text.Vocabulary;
import dev.limn.text.joint.WordGru;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateTest {
  private static final int TEXT_WIDTH = 8;

  @TempDir static Path folder;
  private static Path model;
  private static Path data;
  private static Path weights;

  @BeforeAll
  static void makeModelDataAndWeights() throws IOException {
    model = model(folder.resolve("small"));
    data = Files.createDirectories(folder.resolve("flowers"));
    var lines = new ArrayList<String>();
    for (int i = 0; i < 24; i++) {
      var name = "%02d.png".formatted(i);
      Png.write(data.resolve(name), noise(i));
      lines.add(
          "{\"file_name\": \"%s\", \"text\": \"this flower has red petals %d.\"}"
              .formatted(name, i));
    }
    Files.write(data.resolve("metadata.jsonl"), lines);
    weights = folder.resolve("squeezenet.safetensors");
    MadeWeights.squeezeNet(weights);
  }

  private static Path model(Path directory) {
    var config =
        Settings.with(
            ReedConfig.small(),
            ReedConfig.class,
            Map.of("generator-width", 4, "discriminator-width", 4));
    var captions = List.of("this flower has red petals.");
    try (var rng = new Rng(1);
        var encoder =
            new TextEncoder(
                new WordGru(
                    Vocabulary.of(captions, 1), new WordGru.Sizes(8, 8, TEXT_WIDTH, 40), rng),
                Device.CPU);
        var network = new Network<>(new ReedGenerator(config, TEXT_WIDTH, rng), Device.CPU);
        var generator = ReedGeneratorNetwork.of(config, TEXT_WIDTH, network.state(), Device.CPU)) {
      var description =
          ModelBundle.description(
              "small",
              "reed",
              TEXT_WIDTH,
              Settings.toMap(config),
              Map.of("kimg", 3, "pictures", 20),
              captions);
      ModelBundle.write(directory, description, generator, encoder);
    }
    return directory;
  }

  private static Image noise(int seed) {
    var rgb = new byte[64 * 64 * 3];
    new Random(seed).nextBytes(rgb);
    return new Image(64, 64, rgb);
  }

  private static Session evaluate(Object... more) {
    var line = new ArrayList<>(List.of("evaluate", model.toString(), "--threads", "1"));
    for (var word : more) {
      line.add(word.toString());
    }
    return Session.of(line.toArray(String[]::new));
  }

  @SuppressWarnings("unchecked") // sections of a report
  private static Map<String, Object> section(Map<String, Object> map, String key) {
    return (Map<String, Object>) map.get(key);
  }

  @Test
  void allMeasuresAreTakenPrintedAndWritten() throws IOException {
    var report = folder.resolve("deep/report.json");
    var grid = folder.resolve("grid.png");
    var nearest = folder.resolve("nearest.png");
    var session =
        evaluate(
            "--data",
            data,
            "--weights",
            weights,
            "--count",
            6,
            "--seeds",
            3,
            "--seed",
            7,
            "--measures",
            "fsd,ksd,pr,colours,diversity,nearest,geometry",
            "--repetitions",
            20,
            "--out",
            report,
            "--grid",
            grid,
            "--nearest",
            nearest);
    assertThat(session.err())
        .contains("the model never saw blue, lavender, magenta")
        .contains("trained on 20 pictures; --data with --hold-back 4 leaves 18 of 24");
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    assertThat(session.out())
        .contains("FSD", "KSD", "6 drawings, 6 held-back pictures", "of 30 drawings")
        .contains("precision", "recall", "geometry", "of what held-back ones have")
        .contains(
            "bicubic to 128×128",
            "SHA-256",
            "i % 4 == 3",
            report.toString(),
            grid.toString(),
            nearest.toString())
        .doesNotContain("FID");
    var root = Settings.readJson(report);
    var fsd = section(section(root, "measures"), "fsd");
    assertThat((double) fsd.get("distance")).isPositive();
    assertThat(fsd).containsEntry("first-seed", 7_010_000).containsEntry("held-back", 6);
    for (var measure : List.of("fsd", "ksd", "pr", "diversity", "nearest")) {
      var figures = section(section(root, "measures"), measure);
      assertThat(figures).containsEntry("seed", 7).containsKey("seconds");
      assertThat(section(figures, "extractor").get("sha256").toString()).matches("[0-9a-f]{64}");
      assertThat(section(figures, "extractor")).containsKey("resize");
    }
    var geometry = section(section(root, "measures"), "geometry");
    assertThat(geometry).containsEntry("repetitions", 20).containsEntry("landmarks", 64);
    assertThat(section(root, "model").get("hash").toString()).matches("[0-9a-f]{10}");
    assertThat(section(root, "data")).containsEntry("trained-on", 18).containsEntry("pictures", 24);
    assertThat(root).containsEntry("seed", 7).containsKeys("seconds", "threads", "device");
    assertThat(Files.readString(report)).doesNotContain("FID");
    assertThat(ImageDecoder.read(grid).width()).isEqualTo(3 * 66 + 2);
    assertThat(ImageDecoder.read(nearest).width()).isEqualTo(8 * 66 + 2);
  }

  @Test
  void theSameCommandGivesTheSameFigures() {
    var first = folder.resolve("first.json");
    var second = folder.resolve("second.json");
    var other = folder.resolve("other.json");
    for (var file : List.of(first, second)) {
      evaluate("--data", data, "--weights", weights, "--count", 5, "--seeds", 2, "--out", file);
    }
    evaluate(
        "--data",
        data,
        "--weights",
        weights,
        "--count",
        5,
        "--seeds",
        2,
        "--seed",
        1,
        "--out",
        other);
    assertThat(distance(second)).isEqualTo(distance(first));
    assertThat(distance(other)).isNotEqualTo(distance(first));
  }

  private static Object distance(Path report) {
    return section(section(Settings.readJson(report), "measures"), "fsd").get("distance");
  }

  @Test
  void coloursNeedNeitherDataNorWeights() throws IOException {
    var report = folder.resolve("colours.json");
    var grid = folder.resolve("colours.png");
    Object[] words = {"--measures", "colours", "--seeds", 2, "--out", report, "--grid", grid};
    var session = evaluate(words);
    assertThat(session.status()).isEqualTo(ExitStatus.OK);
    assertThat(session.out()).contains("of 20 drawings").doesNotContain("FSD", "extractor");
    assertThat(section(section(Settings.readJson(report), "measures"), "colours"))
        .containsEntry("sentence", "this flower has {} petals.")
        .containsKey("agreement");
    var again = evaluate(words);
    assertThat(again.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(again.err()).contains(report + ": exists already; --force replaces it");
    Files.delete(report);
    assertThat(evaluate(words).err()).contains(grid + ": exists already");
    assertThat(report).doesNotExist();
    assertThat(evaluate(join(words, "--force")).status()).isEqualTo(ExitStatus.OK);
    assertThat(report).isNotEmptyFile();
  }

  @Test
  void whatWasTrainedOnWithBadPicturesAllowedIsMeasuredSo() throws IOException {
    var bad = Files.createDirectories(folder.resolve("bad"));
    var lines = new ArrayList<String>();
    for (int i = 0; i < 24; i++) {
      var name = "%02d.png".formatted(i);
      if (i < 3) {
        Files.writeString(bad.resolve(name), "no picture");
      } else {
        Files.copy(data.resolve(name), bad.resolve(name));
      }
      lines.add("{\"file_name\": \"%s\", \"text\": \"a red flower.\"}".formatted(name));
    }
    Files.write(bad.resolve("metadata.jsonl"), lines);
    var report = folder.resolve("bad.json");
    Object[] words = {"--data", bad, "--measures", "geometry", "--repetitions", 2, "--count", 4};
    var refused = evaluate(join(words, "--out", report));
    assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(refused.err()).contains("3 of 24 samples are broken", "allow-bad");
    for (int time = 0; time < 2; time++) {
      var allowed =
          evaluate(join(words, "--out", folder.resolve("bad" + time + ".json"), "--allow-bad"));
      assertThat(allowed.status()).as(allowed.err()).isEqualTo(ExitStatus.OK);
    }
    assertThat(report).doesNotExist();
  }

  private static Object[] join(Object[] words, Object... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray();
  }

  @Test
  void whatIsMissingIsNamedBeforeAnythingIsComputed() {
    var without = evaluate("--data", data, "--measures", "fsd");
    assertThat(without.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(without.err()).contains("fsd needs --weights FILE", "never downloads");
    assertThat(evaluate("--weights", weights).err()).contains("fsd needs --data DIR");
    assertThat(evaluate("--data", data, "--measures", "fid").err())
        .contains("fid needs --inception FILE", "2015-12-05");
    assertThat(evaluate("--data", data, "--measures", "r-precision").err())
        .contains("r-precision needs --evaluator RUN", "joint-embedding", "--evaluator own");
    assertThat(evaluate("--data", data, "--measures", "is").err())
        .contains("is needs --inception FILE", "--evaluator RUN");
    var evaluator =
        evaluate("--data", data, "--measures", "text-match", "--count", 5, "--evaluator", "own");
    assertThat(evaluator.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(evaluator.err()).contains("picture-encoder.json: no such file");
    var missing = evaluate("--data", data, "--weights", folder.resolve("no.safetensors"));
    assertThat(missing.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(missing.err())
        .contains("no.safetensors: no such file", "SqueezeNet 1.1", "never downloads");
    var model =
        Session.of("evaluate", folder.resolve("nobody").toString(), "--measures", "colours");
    assertThat(model.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(model.err()).contains("nobody: no such folder");
    assertThat(Session.of("evaluate").status()).isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void whatCannotBeMeasuredIsRefused() throws IOException {
    assertThat(evaluate("--measures", "beauty").err())
        .contains("'beauty'", "fid, kid, is, fsd, ksd, pr, r-precision");
    assertThat(evaluate("--measures", "nearest", "--crop", "0,0,2,1").err())
        .contains("--crop: 0.0,0.0,2.0,1.0");
    assertThat(evaluate("--measures", "colours", "--sentence", "a bird").err())
        .contains("--sentence: a bird");
    assertThat(evaluate("--measures", "colours", "--count", "1").status())
        .isEqualTo(ExitStatus.USAGE);
    var many = evaluate("--data", data, "--weights", weights, "--count", 7);
    assertThat(many.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(many.err()).contains("6 of the 24 pictures are held back", "at least the 7");
    assertThat(evaluate("--data", data, "--weights", model.resolve("config.json")).status())
        .isEqualTo(ExitStatus.FAILED);
    var bare = Files.createDirectories(folder.resolve("bare/one"));
    Png.write(bare.resolve("a.png"), noise(1));
    var captionless = evaluate("--data", bare.getParent(), "--weights", weights, "--count", 2);
    assertThat(captionless.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(captionless.err()).contains("no captions");
    assertThat(evaluate("--measures", "fsd", "--grid", "x.png").status())
        .isEqualTo(ExitStatus.USAGE);
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.metric.Measure;
import dev.limn.testkit.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every measure in one report, through every network: Inception at its full size, with random
/// weights.
final class ReportFactsTest {
  private static final int COUNT = 6;

  @TempDir static Path folder;
  private static Path data;
  private static Path model;
  private static Path inception;
  private static Path squeezeNet;
  private static Path judge;
  private static Path attributes;

  @BeforeAll
  static void make() throws IOException {
    data = SmallTraining.squares(folder.resolve("squares"), 2 * COUNT, 64, true);
    String[] captions = {"a red square", "this square is blue, green."};
    model = TinyModel.ofFamily("reed", folder.resolve("model"), captions);
    inception = folder.resolve("inception.safetensors");
    MadeWeights.inception(inception);
    squeezeNet = folder.resolve("squeezenet.safetensors");
    MadeWeights.squeezeNet(squeezeNet);
    attributes = Files.writeString(folder.resolve("a.yaml"), "colour: [red, green, blue]\n");
    var line = new ArrayList<>(List.of("train", "--family=joint-embedding", "--data=" + data));
    line.addAll(List.of("--out=" + folder.resolve("runs"), "--name=judge", "--hold-back=2"));
    line.addAll(List.of("--threads=1", "-o=steps=4", "-o=batch=4", "-o=embedding=4"));
    line.addAll(List.of("-o=hidden=4", "-o=width=6"));
    var session = Session.of(line.toArray(String[]::new));
    assertThat(session.status()).as(session.err()).isZero();
    judge = folder.resolve("runs/00000-judge");
  }

  private static Session evaluate(Path report, int count, String... more) {
    var line = new ArrayList<>(List.of("evaluate", model.toString(), "--data=" + data));
    line.addAll(List.of("--hold-back=2", "--threads=1", "--device=cpu", "--seed=5"));
    line.addAll(List.of("--count=" + count, "--inception=" + inception, "--out=" + report));
    line.addAll(Arrays.asList(more));
    return Session.of(line.toArray(String[]::new));
  }

  @SuppressWarnings("unchecked") // sections of a report
  private static Map<String, Object> section(Map<String, Object> map, String key) {
    return (Map<String, Object>) map.get(key);
  }

  private static double number(Map<String, Object> figures, String name) {
    return ((Number) figures.get(name)).doubleValue();
  }

  /// What a measure has to tell beside its figures, its seed and how long it took.
  private static List<String> dependsOn(Measure measure) {
    var sets = Stream.of("drawings", "held-back", "first-seed");
    return switch (measure) {
      case FID, FSD -> with(sets, "distance", "extractor");
      case KID, KSD -> with(sets, "distance", "deviation", "subsets", "subset", "extractor");
      case IS -> with(sets, "score", "deviation", "splits", "real", "classes", "extractor");
      case PR -> with(sets, "precision", "recall", "neighbour", "extractor");
      case R_PRECISION ->
          with(
              sets, "precision", "deviation", "splits", "real", "others", "extractor", "evaluator");
      case TEXT_MATCH -> with(sets, "match", "deviation", "real", "extractor", "evaluator");
      case DIVERSITY ->
          List.of("share-of-real", "sentences", "drawings-each", "held-back", "extractor");
      case NEAREST -> with(sets, "share-of-real", "among", "compared", "shown", "extractor");
      case GEOMETRY -> with(sets, "score", "landmarks", "gamma", "repetitions", "points");
      case COLOURS -> List.of("agreement", "sentence", "drawings-each", "first-seed", "agreed");
      case ATTRIBUTES -> with(sets, "agreement", "real", "each", "classifier", "classifier-sha256");
    };
  }

  private static List<String> with(Stream<String> sets, String... more) {
    return Stream.concat(sets, Stream.of(more)).toList();
  }

  @Test
  void everyMeasureTellsWhatItDependsOn() throws Exception {
    var report = folder.resolve("report.json");
    String all = Stream.of(Measure.values()).map(Measure::label).collect(Collectors.joining(","));
    var session =
        evaluate(
            report,
            COUNT,
            "--measures=" + all,
            "--weights=" + squeezeNet,
            "--evaluator=" + judge,
            "--attributes=" + attributes,
            "--attribute-steps=4",
            "--repetitions=10",
            "--seeds=2",
            "--nearest=" + folder.resolve("nearest.png"));
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
    var root = Settings.readJson(report);
    assertThat(root).containsKeys("limn", "model", "seed", "device", "threads", "data", "seconds");
    assertThat(section(root, "data")).containsKeys("pictures", "held-back", "split", "content");
    var measures = section(root, "measures");
    assertThat(measures.keySet()).containsExactlyInAnyOrder(all.split(","));
    for (var measure : Measure.values()) {
      var figures = section(measures, measure.label());
      assertThat(figures)
          .as(measure.label())
          .containsKeys(dependsOn(measure).toArray(String[]::new))
          .containsEntry("seed", 5);
      assertThat(number(figures, "seconds")).as(measure.label()).isNotNegative();
      measure.figures().forEach(name -> assertThat(number(figures, name)).as(name).isFinite());
      if (figures.containsKey("drawings")) {
        assertThat(figures).containsEntry("drawings", COUNT).containsEntry("held-back", COUNT);
      }
      assertThat(figures.containsKey("extractor"))
          .as(measure.label())
          .isEqualTo(Stream.of(Measure.Need.values()).anyMatch(need -> network(measure, need)));
      if (figures.containsKey("extractor")) {
        var extractor = section(figures, "extractor");
        assertThat(extractor).containsKeys("name", "features", "file", "sha256", "resize");
        assertThat(extractor.get("sha256").toString()).matches("[0-9a-f]{64}");
        assertThat(extractor.get("resize").toString()).as(measure.label()).isNotBlank();
      }
    }
    for (var label : List.of("fid", "kid", "is", "pr")) {
      assertThat(section(section(measures, label), "extractor"))
          .containsEntry("name", "Inception v3 of 2015-12-05, pool 3")
          .containsEntry("features", 2048)
          .containsEntry("file", "inception.safetensors")
          .containsEntry("sha256", sum(inception))
          .containsEntry(
              "resize", "bilinear to 299×299 as TensorFlow 1's graph does, not antialiased");
    }
    assertThat(section(section(measures, "fsd"), "extractor"))
        .containsEntry("sha256", sum(squeezeNet));
    String reader = section(measures, "attributes").get("classifier-sha256").toString();
    assertThat(reader).matches("[0-9a-f]{64}");
    assertThat(session.out()).contains("SHA-256 " + reader);
    assertThat(number(section(measures, "fid"), "distance")).isPositive();
    assertThat(number(section(measures, "kid"), "deviation")).isNotNegative();
    assertThat(section(measures, "is")).containsEntry("classes", 1008);
    assertThat(section(measures, "is")).containsEntry("splits", COUNT / 2);
    // of two drawings a split
    assertThat(number(section(measures, "is"), "score")).isGreaterThan(1).isLessThanOrEqualTo(2);
    assertThat(number(section(measures, "is"), "real")).isGreaterThan(1).isLessThanOrEqualTo(2);
    for (var share : List.of("precision", "recall")) {
      assertThat(number(section(measures, "pr"), share)).isBetween(0.0, 1.0);
    }
    assertThat(session.out()).contains("FID", "KID", "IS", "precision", sum(inception));
  }

  private static boolean network(Measure measure, Measure.Need need) {
    return need != Measure.Need.PICTURES && measure.needs(need);
  }

  private static String sum(Path file) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void picturesComeIntoInceptionInEachOfItsWays() {
    var distances = new HashMap<String, Double>();
    var inputs =
        Map.of(
            "tensorflow",
            "as TensorFlow 1's graph does",
            "pytorch-fid",
            "as pytorch-fid",
            "clean-fid",
            "as clean-fid");
    inputs.forEach(
        (input, words) -> {
          var report = folder.resolve(input + ".json");
          var session = evaluate(report, 2, "--measures=kid", "--inception-input=" + input);
          assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
          var kid = section(section(Settings.readJson(report), "measures"), "kid");
          assertThat(section(kid, "extractor").get("resize").toString()).contains(words);
          distances.put(input, number(kid, "distance"));
        });
    assertThat(distances.values()).doesNotHaveDuplicates().allMatch(Double::isFinite);
    var wrong = evaluate(folder.resolve("x.json"), 2, "--measures=kid", "--inception-input=keras");
    assertThat(wrong.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(wrong.err()).contains("'keras'; expected one of tensorflow, pytorch-fid, clean-fid");
  }
}

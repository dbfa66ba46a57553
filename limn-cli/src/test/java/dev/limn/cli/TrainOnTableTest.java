package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tables of numbers: trained on, listed, drawn.
final class TrainOnTableTest {
  @TempDir Path folder;

  private Path points(int rows) throws IOException {
    var random = new Random(3);
    var text = new StringBuilder("height,weight\n");
    for (int i = 0; i < rows; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f%n",
              170 + 10 * random.nextGaussian(),
              70 + 5 * random.nextGaussian()));
    }
    Path file = folder.resolve("people.csv");
    Files.writeString(file, text);
    return file;
  }

  private Session train(Path data, String... more) {
    var all =
        new ArrayList<>(
            List.of(
                "train",
                "--data=" + data,
                "--out=" + folder.resolve("runs"),
                "--batch=8",
                "--threads=1",
                "--device=cpu",
                "--kimg=0.08",
                "--tick=0.04",
                "--preview=0.04",
                "--save=0.08",
                "-o=generator-width=4",
                "-o=discriminator-width=4"));
    all.addAll(List.of(more));
    return Session.of(all.toArray(String[]::new));
  }

  private static void holds(Session session) {
    assertThat(session.status()).as(session.err()).isZero();
  }

  @Test
  void aTableBecomesAModelThatDrawsRowsOfItsUnits() throws IOException {
    Session session = train(points(40), "--hold-back=4");
    holds(session);
    Path run = folder.resolve("runs/00000-mlp-people");
    assertThat(session.out()).contains("limn draw --model " + run.resolve("model") + " --count");
    assertThat(run.resolve("fakes000000.040.png")).exists();
    assertThat(run.resolve("fakes000000.080.png")).exists();
    assertThat(run.resolve("stats.jsonl")).isNotEmptyFile();
    assertThat(Files.readString(run.resolve("log.txt")))
        .contains("30 rows of 2 columns to learn from, 10 held back")
        .contains("Fréchet distance to the held-back rows at 0.1 kimg");

    Path out = folder.resolve("drawn.csv");
    String[] draw = {
      "draw", "--model", run.toString(), "--count", "50", "--seed", "3", "--out", out.toString()
    };
    Session drawn = Session.of(draw);
    holds(drawn);
    assertThat(drawn.out().strip()).isEqualTo(out.toString());
    var lines = Files.readAllLines(out);
    assertThat(lines).hasSize(51).startsWith("height,weight");
    double height = Double.parseDouble(lines.get(1).split(",")[0]);
    assertThat(height).isBetween(100.0, 240.0);
    assertThat(Session.of(draw).err()).contains("exists already; --force replaces it");

    Path config = run.resolve("model/config.json");
    var renamed =
        Files.readString(config).replaceFirst("\"name\" *: *\"[^\"]*\"", "\"name\": \"../../x\"");
    assertThat(renamed).contains("../../x");
    Files.writeString(config, renamed);
    draw[draw.length - 1] = folder.resolve("rows").toString();
    assertThat(Session.of(draw).out().strip())
        .isEqualTo(folder.resolve("rows/.._.._x-seed3.csv").toString());

    assertThat(Session.of("models", "--runs", folder.resolve("runs").toString()).out())
        .contains("mlp")
        .contains("numbers");
    assertThat(Session.of("draw", "--model", run.toString(), "--grid", "2x2").err())
        .contains("--grid is for pictures; the model draws rows of numbers");
    assertThat(Session.of("draw", "--model", run.toString(), "a", "bird").err())
        .contains("rows of numbers, from noise alone");
  }

  @Test
  void aRunOnATableGoesOnAndNoticesOtherData() throws IOException {
    Path data = points(40);
    holds(train(data));
    Path run = folder.resolve("runs/00000-mlp-people");
    holds(Session.of("train", "--resume", run.toString(), "--kimg", "0.12"));
    assertThat(Files.readString(run.resolve("log.txt"))).contains("continuing at 0.1 kimg");
    points(41);
    assertThat(Session.of("train", "--resume", run.toString()).err())
        .contains("the data has changed since the run began (40 rows then, 41 now");
  }

  @ParameterizedTest
  @CsvSource({"wgan,gradient-penalty: 0.1", "unrolled,unrolling: 5"})
  void familiesOfTheLessonsLearnFromTables(String family, String setting) throws IOException {
    holds(train(points(20), "--family=" + family));
    assertThat(Files.readString(folder.resolve("runs/00000-mlp-people/config.yaml")))
        .contains("family: \"mlp\"")
        .contains(setting);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch=21 | batch 21; expected at most 20, the rows to learn from in",
        "noise=0 | noise is 0; expected at least 1",
        "adversarial.discriminator-steps=0 | discriminator-steps (k) is 0; expected at least 1",
        "generator-depth=2 | unknown setting 'generator-depth'",
      })
  void settingsThatCannotBeAreRefused(String setting, String message) throws IOException {
    Session session = train(points(20), "-o=" + setting);
    assertThat(session.status()).isNotZero();
    assertThat(session.err()).contains(message);
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void familyAndDataMustGoTogether() throws IOException {
    Path table = points(20);
    assertThat(train(table, "--family=dcgan").err())
        .contains("family dcgan draws pictures;")
        .contains("is a table, which mlp, unrolled, wgan learn from");
    assertThat(train(folder, "--family=unrolled").err())
        .contains("family unrolled learns from a table of numbers;");
    assertThat(train(folder, "--family=semi-supervised").err())
        .contains("limn reproduce semi-supervised --data DIR");
    assertThat(train(folder.resolve("none.csv")).err()).contains("none.csv: no such file");
  }

  @Test
  void aFinishedRunWritesAModelThatIsMissing() throws IOException {
    holds(train(points(40)));
    Path run = folder.resolve("runs/00000-mlp-people");
    Path model = run.resolve("model");
    byte[] weights = Files.readAllBytes(model.resolve("generator.safetensors"));
    String config = Files.readString(model.resolve("config.json"));
    remove(model);
    holds(Session.of("train", "--resume", run.toString()));
    assertThat(model.resolve("generator.safetensors")).hasBinaryContent(weights);
    assertThat(model.resolve("config.json")).hasContent(config);

    remove(model);
    Files.writeString(model, "in the way");
    Session failed = Session.of("train", "--resume", run.toString());
    assertThat(failed.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(failed.err()).contains("the training is finished, but its model was not written");
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Test
  void aDryRunOfARunThatGoesOnPrintsWhatWouldBeUsed() throws IOException {
    holds(train(points(40)));
    Path run = folder.resolve("runs/00000-mlp-people");
    String before = Files.readString(run.resolve("config.yaml"));
    Session session =
        Session.of("train", "--resume", run.toString(), "--kimg=5", "--threads=3", "--dry-run");
    holds(session);
    assertThat(session.out()).contains("kimg: 5.0", "threads: 3");
    assertThat(run.resolve("config.yaml")).hasContent(before);
    assertThat(Files.readString(run.resolve("log.txt"))).doesNotContain("continuing");
  }

  @Test
  void aMeasureThatCannotBeTakenEndsNothing() throws IOException {
    var text = new StringBuilder("height,weight\n");
    for (int i = 0; i < 40; i++) {
      // what is held back is beyond what deviations of the others can be told in
      text.append(i % 4 == 3 ? "1e35" : "1.00000" + i % 10).append(',').append(i).append('\n');
    }
    Path data = Files.writeString(folder.resolve("people.csv"), text);
    holds(train(data, "--hold-back=4"));
    Path run = folder.resolve("runs/00000-mlp-people");
    assertThat(Files.readString(run.resolve("log.txt"))).contains("not measured: ");
    assertThat(Files.readString(run.resolve("model/config.json"))).doesNotContain("frechet");
  }

  @Test
  void aTableWithALongNameGivesARunAShorterOne() throws IOException {
    Path data = Files.move(points(20), folder.resolve("p".repeat(70) + ".csv"));
    holds(train(data));
    assertThat(folder.resolve("runs/00000-mlp-" + "p".repeat(60))).isDirectory();
    holds(train(data, "--name=short"));
    assertThat(folder.resolve("runs/00001-short")).isDirectory();
  }

  @Test
  void aRunGoesOnWhereDigitsAreOthers() throws IOException {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.of("ar", "EG"));
    try {
      holds(train(points(40)));
      Path run = folder.resolve("runs/00000-mlp-people");
      holds(Session.of("train", "--resume", run.toString(), "--kimg=0.12"));
      assertThat(Files.readString(run.resolve("log.txt"))).contains("continuing at 0.1 kimg");
      assertThat(run.resolve("checkpoints/000080")).isDirectory();
    } finally {
      Locale.setDefault(before);
    }
  }
}

package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.data.Sha256;
import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import dev.limn.image.Png;
import dev.limn.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `limn train` of text encoders, and what other verbs make of them.
final class TrainEncodersTest {
  private static final List<String> COLOURS = List.of("red", "green", "blue");

  @TempDir static Path shared;
  private static Path data;
  private static Path text;

  @TempDir Path folder;

  @BeforeAll
  static void make() throws IOException {
    data = Files.createDirectories(shared.resolve("squares"));
    var random = new Random(5);
    var lines = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      var rgb = new byte[64 * 64 * 3];
      random.nextBytes(rgb);
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) ((rgb[p] & 63) + (p % 3 == i % 3 ? 180 : 20));
      }
      String colour = COLOURS.get(i % 3);
      Png.write(data.resolve("%03d.png".formatted(i)), new Image(64, 64, rgb));
      String captions = "a %s square\nthis square is %s.\n".formatted(colour, colour);
      Files.writeString(data.resolve("%03d.txt".formatted(i)), captions);
      lines.append(captions);
    }
    text = Files.writeString(shared.resolve("text.txt"), lines);
  }

  private Session train(Path from, String... more) {
    var all = new ArrayList<>(List.of("train", "--data", from.toString(), "--device=cpu"));
    all.addAll(List.of("--threads=1", "--out", folder.resolve("runs").toString()));
    all.addAll(Arrays.asList(more));
    return Session.of(all.toArray(String[]::new));
  }

  private Session reed(String... more) {
    var all =
        new ArrayList<>(
            List.of(
                "--family=reed",
                "--kimg=0.02",
                "--batch=4",
                "-o=generator-width=2",
                "-o=discriminator-width=2",
                "-o=precision=float32"));
    all.addAll(Arrays.asList(more));
    return train(data, all.toArray(String[]::new));
  }

  @Test
  void skipThoughtLearnsFromATextFileAndServesEveryFamily() throws IOException {
    Session session =
        train(
            text,
            "--family=skip-thought",
            "-o=steps=12",
            "--batch=4",
            "-o=embedding=4",
            "-o=hidden=6",
            "-o=kind=combined");
    assertThat(session.status()).as(session.err()).isZero();
    Path run = folder.resolve("runs/00000-skip-thought-text");
    assertThat(session.out()).contains("text encoder: " + run.resolve("text-encoder"));
    assertThat(Files.readString(run.resolve("log.txt")))
        .contains("data: a text file; 24 sentences to learn from, 0 held back")
        .contains("perplexity")
        .contains("nearest to \"a red square\":");

    everyFamilyDrawsWith(run, "a red square");

    Session found =
        Session.of(
            "nearest",
            "--text-encoder=" + run,
            "--data=" + data,
            "--count=2",
            "a red square",
            "a purple square");
    assertThat(found.status()).as(found.err()).isZero();
    assertThat(found.out().lines()).hasSize(6);
    assertThat(found.out()).startsWith("a red square").containsPattern("  -?\\d\\.\\d\\d  ");
    assertThat(found.err()).contains("never saw the word purple");

    Files.writeString(text, Files.readString(text) + "one more line\n");
    Session done = Session.of("train", "--resume", run.toString());
    assertThat(done.status()).as("it has ended: " + done.err()).isZero();
  }

  @Test
  void damsmLearnsFromPicturesAndServesEveryFamily() throws IOException {
    Session session =
        train(
            data,
            "--family=damsm",
            "-o=steps=4",
            "--batch=4",
            "-o=embedding=4",
            "-o=width=6",
            "-o=precision=float32");
    assertThat(session.status()).as(session.err()).isZero();
    everyFamilyDrawsWith(folder.resolve("runs/00000-damsm-squares"), "this square is blue");
  }

  /// Trains two steps of each family that draws sentences, and draws one.
  private void everyFamilyDrawsWith(Path encoder, String sentence) throws IOException {
    for (String family : List.of("reed", "df-gan", "stackgan")) {
      var all = new ArrayList<>(List.of("--family=" + family, "--name=" + family));
      all.addAll(
          List.of("--text-encoder=" + encoder, "--kimg=0.008", "--batch=4", "--preset=small"));
      all.addAll(List.of("-o=generator-width=2", "-o=discriminator-width=2"));
      all.add("-o=precision=float32");
      if (family.equals("stackgan")) {
        all.addAll(List.of("-o=conditioning=4", "-o=text-features=4"));
      }
      Session used = train(data, all.toArray(String[]::new));
      assertThat(used.status()).as(used.err()).isZero();
      Path run = RunDirectory.newest(folder.resolve("runs")).orElseThrow().root();
      Path model = run.resolve("model");
      assertThat(Settings.readJson(model.resolve("config.json"))).containsEntry("family", family);
      assertThat(Files.readString(run.resolve("log.txt")))
          .contains("text encoder: " + encoder)
          .doesNotContain("learning text");
      for (String file : List.of("text-encoder.json", "vocab.txt")) {
        assertThat(model.resolve(file))
            .hasSameBinaryContentAs(encoder.resolve("text-encoder").resolve(file));
      }
      Path picture = folder.resolve(family + ".png");
      Session drawn =
          Session.of("draw", sentence, "--model=" + run, "--seed=3", "--out=" + picture);
      assertThat(drawn.status()).as(drawn.err()).isZero();
      assertThat(drawn.err()).doesNotContain("never saw");
      assertThat(ImageDecoder.read(picture).width()).isEqualTo(64);
      assertThat(Png.metadata(picture)).containsEntry("prompt", sentence);
    }
  }

  @Test
  void aFamilyTrainsTheEncoderThatIsAskedFor() throws IOException {
    Session session =
        reed(
            "-o=encoder=skip-thought",
            "-o=encoder.steps=4",
            "-o=encoder.batch=4",
            "-o=encoder.embedding=4",
            "-o=encoder.hidden=6");
    assertThat(session.status()).as(session.err()).isZero();
    Path model = folder.resolve("runs/00000-reed-squares-64/model");
    assertThat(Files.readString(model.resolve("text-encoder.json"))).contains("skip-thought");
    Session damsm =
        reed(
            "-o=encoder=damsm",
            "-o=encoder.steps=4",
            "-o=encoder.batch=4",
            "-o=encoder.embedding=4",
            "-o=encoder.width=6",
            "-o=encoder.precision=float32");
    assertThat(damsm.status()).as(damsm.err()).isZero();
    assertThat(folder.resolve("runs/00001-reed-squares-64/text-encoder/picture-encoder.json"))
        .exists();
  }

  @Test
  void theTwoHalvesAreLearntApart() throws IOException {
    for (var half : List.of("a", "b")) {
      Session session =
          train(
              data,
              "--family=damsm",
              "--half=" + half,
              "-o=steps=3",
              "--batch=3",
              "-o=embedding=4",
              "-o=width=6",
              "-o=precision=float32");
      assertThat(session.status()).as(session.err()).isZero();
    }
    for (var run : List.of("00000-damsm-squares", "00001-damsm-squares")) {
      assertThat(Files.readString(folder.resolve("runs").resolve(run).resolve("log.txt")))
          .contains("6 pictures to learn from")
          .contains("learning text, damsm: 3 steps");
    }
    Session wrong = train(data, "--family=damsm", "--half=c", "--dry-run");
    assertThat(wrong.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(wrong.err()).contains("half: c; expected a or b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--family=skip-thought -o=kind=three|kind: three; expected one of uni, bi, combined",
        "--family=skip-thought -o=encoder=word-gru|encoder word-gru in family skip-thought",
        "--family=joint-embedding -o=encoder=damsm|encoder damsm is trained with --family damsm",
        "--family=damsm --preset=huge|preset 'huge' of a text encoder; expected small or paper",
        "--family=damsm -o=features=inception|features of damsm is inception",
        "-o=encoder=bert|encoder of the joint embedding is bert",
      })
  void aWrongValueIsNamed(String options, String message) {
    Session session = train(data, (options + " --dry-run").split(" "));
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains(message);
  }

  @Test
  void thePapersNumbersHaveAPreset() {
    Session session = train(data, "--family=skip-thought", "--preset=paper", "--dry-run");
    assertThat(session.out()).contains("kind: \"combined\"", "hidden: 2400", "embedding: 620");
    Session damsm = train(data, "--family=damsm", "--preset=paper", "--dry-run");
    assertThat(damsm.out()).contains("gamma3: 10.0", "gradient-clip: 0.25", "decay: \"epochs\"");
  }

  @Test
  void textThatIsNoneIsRefusedBeforeARunIsMade() throws IOException {
    Path bad = folder.resolve("bad.txt");
    Files.writeString(bad, "");
    refused(bad, "bad.txt: no sentence in it");
    Files.writeString(bad, "One sentence.");
    refused(bad, "bad.txt: 1 sentences, and none with one before and one behind");
    Files.write(bad, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
    refused(bad, "bad.txt: not text");
    refused(folder.resolve("nowhere"), "nowhere: no such file or folder");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  private void refused(Path from, String message) {
    Session session = train(from, "--family=skip-thought");
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains(message);
  }

  @Test
  void anEncoderOfAnotherWidthThanTheModelsIsRefused() throws IOException {
    assertThat(
            train(text, "--family=skip-thought", "-o=steps=2", "--batch=4", "-o=hidden=6").status())
        .isZero();
    Path run = folder.resolve("runs/00000-skip-thought-text");
    assertThat(reed("--text-encoder=" + run, "--name=mine").status()).isZero();
    Path encoder = folder.resolve("runs/00001-mine/model/text-encoder.json");
    Files.writeString(
        encoder, Files.readString(encoder).replace("\"hidden\" : 6", "\"hidden\" : 8"));
    Session drawn = Session.of("draw", "--model", encoder.getParent().toString(), "a red square");
    assertThat(drawn.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(drawn.err()).contains("text-encoder.safetensors");

    assertThat(
            train(text, "--family=skip-thought", "-o=steps=2", "--batch=4", "-o=hidden=8").status())
        .isZero();
    Path other = folder.resolve("runs/00002-skip-thought-text/text-encoder");
    for (String file : List.of("text-encoder.json", "text-encoder.safetensors", "vocab.txt")) {
      Files.copy(
          other.resolve(file), encoder.resolveSibling(file), StandardCopyOption.REPLACE_EXISTING);
    }
    drawn = Session.of("draw", "--model", encoder.getParent().toString(), "a red square");
    assertThat(drawn.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(drawn.err())
        .containsPattern("the text encoder gives \\d+ numbers; config.json says");
  }

  @Test
  void theEncoderOfALargerFamilyLearnsFromPicturesOfItsOwnSize() throws IOException {
    var encoders = new ArrayList<String>();
    for (String side : List.of("64", "128")) {
      Session session =
          train(
              data,
              "--family=df-gan",
              "--name=of" + side,
              "--kimg=0.004",
              "--batch=4",
              "-o=resolution=" + side,
              "-o=generator-width=2",
              "-o=discriminator-width=2",
              "-o=contrast=0",
              "-o=encoder.steps=4",
              "-o=encoder.batch=4",
              "-o=encoder.embedding=4",
              "-o=encoder.hidden=4",
              "-o=encoder.width=4");
      assertThat(session.status()).as(session.err()).isZero();
      Path run = folder.resolve("runs/0000%d-of%s".formatted(encoders.size(), side));
      encoders.add(Sha256.of(run.resolve("text-encoder/text-encoder.safetensors")));
    }
    assertThat(encoders.getLast()).isEqualTo(encoders.getFirst());
  }
}

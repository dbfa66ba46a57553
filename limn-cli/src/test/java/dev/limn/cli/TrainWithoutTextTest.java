package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Image;
import dev.limn.image.Png;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Families that draw from noise alone, or classes: trained, listed, drawn with.
final class TrainWithoutTextTest {
  private static final int PICTURES = 12;

  @TempDir Path folder;

  private Session train(Path data, String... more) {
    return train("dcgan", data, more);
  }

  private Session train(String family, Path data, String... more) {
    var all =
        new ArrayList<>(
            List.of(
                "train",
                "--family=" + family,
                "--preset=fashion",
                "--data=" + data,
                "--out=" + folder.resolve("runs"),
                "--batch=4",
                "--threads=1",
                "--device=cpu",
                "--kimg=0.04",
                "--tick=0.02",
                "--preview=0.02",
                "--save=0.04",
                "-o=generator-width=2",
                "-o=discriminator-width=2"));
    all.addAll(List.of(more));
    return Session.of(all.toArray(String[]::new));
  }

  private Path pictures() throws IOException {
    Path root = Files.createDirectories(folder.resolve("plain"));
    var random = new Random(5);
    for (int i = 0; i < PICTURES; i++) {
      var rgb = new byte[40 * 30 * 3];
      random.nextBytes(rgb);
      Png.write(root.resolve(i + ".png"), new Image(40, 30, rgb));
    }
    return root;
  }

  /// MNIST's files, with names of classes.
  private Path idx() throws IOException {
    Path root = Files.createDirectories(folder.resolve("idx"));
    var random = new Random(5);
    var images = new ByteArrayOutputStream();
    var labels = new ByteArrayOutputStream();
    try (var i = new DataOutputStream(images);
        var l = new DataOutputStream(labels)) {
      for (int value : new int[] {0x803, PICTURES, 28, 28}) {
        i.writeInt(value);
      }
      l.writeInt(0x801);
      l.writeInt(PICTURES);
      for (int n = 0; n < PICTURES; n++) {
        var pixels = new byte[28 * 28];
        random.nextBytes(pixels);
        i.write(pixels);
        l.write(n % 2);
      }
    }
    Files.write(root.resolve("train-images-idx3-ubyte"), images.toByteArray());
    Files.write(root.resolve("train-labels-idx1-ubyte"), labels.toByteArray());
    Files.writeString(root.resolve("classes.txt"), "Coat\nAnkle boot\n");
    return root;
  }

  private static void holds(Session session) {
    assertThat(session.status()).as(session.err()).isZero();
  }

  @Test
  void picturesWithoutCaptionsBecomeAModelThatDrawsFromSeeds() throws IOException {
    Session session = train(pictures());
    holds(session);
    Path run = folder.resolve("runs/00000-dcgan-plain-28");
    assertThat(session.out()).contains("limn draw --model " + run.resolve("model") + " --grid 8x8");
    assertThat(run.resolve("fakes000000.020.png")).exists();
    assertThat(run.resolve("fakes000000.040.png")).exists();
    assertThat(run.resolve("text-encoder")).doesNotExist();
    assertThat(Files.readString(run.resolve("config.yaml"))).contains("encoder: {}");

    Path out = folder.resolve("out");
    Session drawn =
        Session.of("draw", "--model", run.toString(), "--out", out.toString(), "--seeds", "3,5");
    holds(drawn);
    assertThat(drawn.out().lines().map(Path::of)).hasSize(2).allMatch(Files::isRegularFile);
    Path first = Path.of(drawn.out().lines().findFirst().orElseThrow());
    assertThat(Png.metadata(first)).containsEntry("prompt", "").containsEntry("seed", "3");
    Session info = Session.of("info", first.toString());
    assertThat(info.out()).contains("limn draw --model DIR --seed 3");

    Session refused = Session.of("draw", "--model", run.toString(), "a", "red", "bird");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.err()).contains("draws from noise alone; expected no sentence");
    assertThat(Session.of("models", "--runs", folder.resolve("runs").toString()).out())
        .contains("dcgan")
        .contains("none");
  }

  @Test
  void classesBecomeAModelThatDrawsThemByName() throws IOException {
    Session session = train(idx(), "-o=labels=embedding", "-o=label-width=3");
    holds(session);
    Path run = folder.resolve("runs/00000-dcgan-idx-28");
    assertThat(session.out()).contains(run.resolve("model") + " \"Coat\"");
    Path out = folder.resolve("boot.png");
    holds(
        Session.of(
            "draw", "--model", run.toString(), "--class", "ankle boot", "--out", out.toString()));
    assertThat(Png.metadata(out)).containsEntry("prompt", "ankle boot");
    holds(
        Session.of(
            "draw", "--model", run.toString(), "coat", "--out", folder.resolve("c").toString()));

    Session unknown = Session.of("draw", "--model", run.toString(), "--class", "hat");
    assertThat(unknown.status()).isNotZero();
    assertThat(unknown.err()).contains("class \"hat\"; model").contains("knows Coat, Ankle boot");
    Session none = Session.of("draw", "--model", run.toString());
    assertThat(none.err()).contains("a class is missing").contains("Coat, Ankle boot");
    Session both = Session.of("draw", "--model", run.toString(), "--class", "coat", "coat");
    assertThat(both.err()).contains("--class and a sentence");
  }

  @Test
  void theWassersteinAndTheConditionalFamilyAreDcgansWithOtherDefaults() throws IOException {
    holds(train("wgan", pictures()));
    Path wgan = folder.resolve("runs/00000-wgan-plain-28");
    assertThat(Files.readString(wgan.resolve("config.yaml")))
        .contains("loss: \"wasserstein\"")
        .contains("gradient-penalty: 10.0")
        .contains("batch-norm: false");
    holds(
        Session.of(
            "draw", "--model", wgan.toString(), "--out", folder.resolve("w.png").toString()));
    holds(train("conditional", idx()));
    Path conditional = folder.resolve("runs/00001-conditional-idx-28");
    assertThat(Files.readString(conditional.resolve("config.yaml")))
        .contains("labels: \"embedding\"");
    Path coat = folder.resolve("c.png");
    holds(
        Session.of(
            "draw", "--model", conditional.toString(), "--class=coat", "--out", coat.toString()));
  }

  @Test
  void aRunWithoutTextGoesOn() throws IOException {
    holds(train(pictures()));
    Path run = folder.resolve("runs/00000-dcgan-plain-28");
    Session longer = Session.of("train", "--resume", run.toString(), "--kimg", "0.06");
    holds(longer);
    assertThat(Files.readString(run.resolve("log.txt"))).contains("continuing at 0.0 kimg");
  }

  @Test
  void whatCannotBeLearntIsRefused() throws IOException {
    Path plain = pictures();
    Session classes = train(plain, "-o=labels=one_hot");
    assertThat(classes.status()).isNotZero();
    assertThat(classes.err()).contains("12 of 12 pictures without one").contains("labels=none");
    Session batch = train(plain, "-o=batch=13", "--name=large");
    assertThat(batch.status()).isNotZero();
    assertThat(batch.err()).contains("batch 13; expected at most 12, the pictures");
    Session micro = train(plain, "--micro-batch=2", "--name=micro");
    assertThat(micro.status()).isNotZero();
    assertThat(micro.err()).contains("micro-batch 2; dcgan computes a batch at once");
    Session encoder = train(plain, "-o=encoder.steps=5");
    assertThat(encoder.status()).isNotZero();
    assertThat(encoder.err()).contains("settings of a text encoder");
    Session captions = Session.of("train", "--data", plain.toString());
    assertThat(captions.err()).contains("has a caption");
  }

  @Test
  void aFinishedRunWritesAModelThatIsStale() throws IOException {
    holds(train(pictures()));
    Path model = folder.resolve("runs/00000-dcgan-plain-28/model");
    Path weights = model.resolve("generator.safetensors");
    byte[] last = Files.readAllBytes(weights);
    Files.write(weights, new byte[] {1, 2, 3});
    holds(Session.of("train", "--resume", model.getParent().toString()));
    assertThat(weights).hasBinaryContent(last);
  }
}

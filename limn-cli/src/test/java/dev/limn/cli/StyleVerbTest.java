package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.config.Settings;
import dev.limn.draw.Limn;
import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import dev.limn.image.Png;
import dev.limn.testkit.TinyModel;
import dev.limn.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `limn train --family style-encoder`, and what is drawn with it.
class StyleVerbTest {
  private static final List<String> SMALL =
      List.of(
          "--batch=4",
          "--threads=1",
          "--device=cpu",
          "--tick=0.008",
          "--preview=0.008",
          "--save=0.008",
          "-o=width=2",
          "-o=precision=float32");

  @TempDir static Path shared;
  private static Path data;
  private static Path model;

  @TempDir Path folder;

  @BeforeAll
  static void make() throws IOException {
    data = Files.createDirectories(shared.resolve("squares"));
    var random = new Random(5);
    for (int i = 0; i < 8; i++) {
      byte[] rgb = new byte[48 * 48 * 3];
      random.nextBytes(rgb);
      Png.write(data.resolve(i + ".png"), new Image(48, 48, rgb));
      Files.writeString(data.resolve(i + ".txt"), i % 2 == 0 ? "a red bird\n" : "a bird\n");
    }
    model = TinyModel.write(shared.resolve("tiny"), 4, "a red bird", "a bird");
  }

  private Session train(String... more) {
    var all = new ArrayList<>(List.of("train", "--family", "style-encoder"));
    all.addAll(List.of("--data", data.toString(), "--out", folder.resolve("runs").toString()));
    all.addAll(SMALL);
    all.addAll(Arrays.asList(more));
    return Session.of(all.toArray(String[]::new));
  }

  private static void ok(Session session) {
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"df-gan", "stackgan"})
  void everyFamilyThatDrawsSentencesHasStyles(String family) throws IOException {
    var other = TinyModel.ofFamily(family, folder.resolve("other"), "a red bird", "a bird");
    ok(train("--generator", other.toString(), "--kimg=0.008"));
    var trained = folder.resolve("runs/00000-style-encoder-other/model");
    var facts = Settings.readJson(trained.resolve("style-encoder.json"));
    var training = (Map<?, ?>) facts.get("training");
    for (var figure : List.of("correlation", "verification-auc")) {
      assertThat((double) training.get(figure)).as(figure).isBetween(-1.0, 1.0);
    }
    try (var limn = Limn.open(trained)) {
      // of a StackGAN: the noise, and what both stages' conditions are drawn with
      int width = limn.style(data.resolve("0.png")).noise().length;
      assertThat(width).isEqualTo(family.equals("stackgan") ? 100 + 2 * 4 : 100);
      assertThat(facts).containsEntry("noise", width);
    }
    assertThat(drawn(trained, 1)).as("another style").isNotEqualTo(drawn(trained, 0));
    assertThat(drawn(trained, 0)).as("the same again").isEqualTo(drawn(trained, 0));
  }

  /// A hash of the picture that is drawn in a style.
  private int drawn(Path model, int style) throws IOException {
    var file = folder.resolve("drawing.png");
    var line = new ArrayList<>(List.of("draw", "a red bird", "--model", model.toString()));
    line.addAll(List.of("--style", data.resolve(style + ".png").toString()));
    line.addAll(List.of("--force", "--out", file.toString()));
    ok(Session.of(line.toArray(String[]::new)));
    Image image = ImageDecoder.read(file);
    assertThat(image.width()).isEqualTo(64);
    return Arrays.hashCode(image.rgb());
  }

  @Test
  void itIsTrainedForAModelAndDrawnWith() throws IOException {
    var session = train("--generator", model.toString(), "--kimg=0.016");
    ok(session);
    var trained = folder.resolve("runs/00000-style-encoder-tiny/model");
    assertThat(session.out()).contains("model: " + trained).contains("--style PICTURE");
    assertThat(trained.resolveSibling("log.txt"))
        .content()
        .contains("style encoder: correlation with the noise");
    assertThat(Files.readAllBytes(trained.resolve("generator.safetensors")))
        .isEqualTo(Files.readAllBytes(model.resolve("generator.safetensors")));
    assertThat(Files.readString(trained.resolve("style-encoder.json")))
        .contains("\"correlation\"")
        .contains("\"verification-auc\"");
    assertThat(trained.resolveSibling("fakes_init.png")).exists();

    var sheet = folder.resolve("sheet.png");
    ok(
        Session.of(
            "draw",
            "--caption",
            "a red bird",
            "--caption",
            "a bird",
            "--model",
            trained.toString(),
            "--styles",
            data.toString(),
            "--out",
            sheet.toString()));
    assertThat(ImageDecoder.read(sheet).width()).isEqualTo(8 * 66 + 2);
    assertThat(Png.metadata(sheet).get("styles").lines()).hasSize(8);

    var note = Files.writeString(folder.resolve("note.jpg"), "no picture");
    refused(trained, note, "note.jpg: not a picture; expected a PNG, JPEG, WebP, GIF, BMP or TIFF");
    refused(trained, folder.resolve("none.png"), "none.png: no such file; expected a picture");
    refused(trained, data, "squares: not a file; expected a picture");
  }

  private void refused(Path model, Path style, String message) {
    var drawing = folder.resolve("drawing.png").toString();
    var session =
        Session.of(
            "draw",
            "a red bird",
            "--model",
            model.toString(),
            "--style",
            style.toString(),
            "--out",
            drawing);
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains(message);
    assertThat(folder.resolve("drawing.png")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "model"})
  void withoutDataItLearnsFromThoseOfItsModelsRun(String inside) throws IOException {
    Path run = Files.createDirectories(folder.resolve("elsewhere/00000-tiny"));
    TinyModel.write(run.resolve("model"), 4, "a red bird", "a bird");
    var config = "data: %s\nformat: sidecar\nhold-back: 4\nfamily: reed\nkimg: 3\n".formatted(data);
    Files.writeString(run.resolve("config.yaml"), config);
    var generator = "--generator=" + run.resolve(inside);
    var all = new ArrayList<>(List.of("train", "--family=style-encoder", generator));
    all.addAll(List.of("--kimg=0.008", "--out=" + folder.resolve("runs")));
    all.addAll(SMALL);
    var session = Session.of(all.toArray(String[]::new));
    ok(session);
    assertThat(session.err())
        .contains("no --data: the style encoder learns from " + data + ", as its model did");
    Path trained = RunDirectory.newest(folder.resolve("runs")).orElseThrow().root();
    assertThat(trained.resolve("config.yaml"))
        .content()
        .contains("data: \"" + data, "format: \"sidecar\"", "hold-back: 4", "kimg: 0.008");
    assertThat(trained.resolve("log.txt")).content().contains("6 pictures to learn from, 2 held");

    all.addAll(List.of("--hold-back=2", "--dry-run"));
    var other = Session.of(all.toArray(String[]::new));
    ok(other);
    assertThat(other.out()).contains("hold-back: 2", "format: \"sidecar\"");
    Path own = Files.createDirectories(folder.resolve("own"));
    for (int name = 0; name < 8; name++) {
      Files.copy(data.resolve(name + ".png"), own.resolve(name + ".png"));
      Files.copy(data.resolve(name + ".txt"), own.resolve(name + ".txt"));
    }
    all.add("--data=" + own);
    var given = Session.of(all.toArray(String[]::new));
    ok(given);
    assertThat(given.out()).contains("data: \"" + own, "format: \"auto\"");
    assertThat(given.err()).doesNotContain("no --data");
  }

  @Test
  void aModelOfNoRunNeedsData() {
    var session = Session.of("train", "--family=style-encoder", "--generator=" + model);
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err())
        .contains("--data DIR is missing")
        .contains("--generator " + model + " lies in no training run whose data could be taken");
  }

  @Test
  void interruptedItContinuesBitForBit() throws IOException {
    ok(train("--generator", model.toString(), "--kimg=0.016", "--name", "whole", "-o=decay=0"));
    ok(train("--generator", model.toString(), "--kimg=0.008", "--name", "flat", "-o=decay=0"));
    var flat = folder.resolve("runs/00001-flat");
    ok(Session.of("train", "--resume", flat.toString(), "--kimg=0.016", "--device=cpu"));
    var weights = "model/style-encoder.safetensors";
    Path whole = folder.resolve("runs/00000-whole");
    byte[] last = Files.readAllBytes(whole.resolve(weights));
    assertThat(Files.readAllBytes(flat.resolve(weights))).isEqualTo(last);
    Files.delete(whole.resolve(weights));
    ok(Session.of("train", "--resume", whole.toString(), "--device=cpu"));
    assertThat(whole.resolve(weights)).as("finished, and written again").hasBinaryContent(last);
  }

  @Test
  void whatCannotBeInvertedIsRefused() {
    assertThat(train().err()).contains("generator: missing; expected the folder of a model");
    assertThat(train("--generator", folder.resolve("none").toString()).err())
        .contains("none: no such folder");
    assertThat(train("--generator", model.toString(), "--preset", "huge").err())
        .contains("known are small and paper");
    assertThat(train("--generator", model.toString(), "-o", "encoder.steps=3").err())
        .contains("reads sentences as its generator does");
    assertThat(
            Session.of(
                    "train",
                    "--data",
                    data.toString(),
                    "--generator",
                    model.toString(),
                    "--out",
                    folder.toString())
                .err())
        .contains("expected none with family df-gan");
    assertThat(folder.resolve("runs")).doesNotExist();
  }
}

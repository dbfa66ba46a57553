package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.testkit.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoTest {
  private static final Pattern WORD = Pattern.compile("'((?:[^']|'\\\\'')*)'|(\\S+)");

  @TempDir Path temp;

  /// Splits a line as a shell does, as far as [ReplayCommand] needs it.
  private static List<String> split(String command) {
    return WORD.matcher(command)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1).replace("'\\''", "'"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a red bird",
        "a bird's red wings --seed 3 --truncation 0.7 --scale 2",
        "a bird --grid 2x2",
        "a bird --grid 2x1 --seeds 8,3",
        "--from red --to wings --steps 3 --seed 2",
        "--from red --to wings --steps 3 --from-seed 2 --to-seed 5",
        "a red bird --from-seed 3 --to-seed 9 --steps 3 --linear",
        "a small red bird --ablate --count 2 --seed 4",
        "a bird --variations 3 --strength 0.4 --seed 5 --scale 2",
        "a bird --variation-seed 9 --strength 0.5 --truncation 0.8",
        "--caption red --caption wings --seeds 4,2",
        "a bird --style PHOTO",
        "--caption red --caption wings --styles PHOTO PHOTO",
        "--scale 2 -- -red bird",
        "--grid 2x1 --seeds 8,3 -- --seeds of red",
        "--from=-red --to=-wings --steps 3",
      })
  void theCommandItTellsDrawsTheSameFileAgain(String words) throws IOException {
    var model = TinyModel.writeStyleEncoder(TinyModel.write(temp.resolve("tiny")));
    var photo = temp.resolve("photo.png");
    Png.write(photo, new Image(2, 1, new byte[] {0, 10, 20, 90, 100, 120}));
    var first = temp.resolve("first.png");
    var second = temp.resolve("second.png");
    run(words.replace("PHOTO", photo.toString()).split(" "), model, first);

    var info = info(first);
    assertThat(info).contains("DIR is the folder of the model 'tiny'.");
    run(again(info, "DIR"), model, second);
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
  }

  private static String info(Path picture) {
    var info = Session.of("info", picture.toString());
    assertThat(info.status()).as(info.err()).isEqualTo(ExitStatus.OK);
    return info.out();
  }

  /// The words of the command that is told, without `limn draw` and the model.
  private static String[] again(String info, String model) {
    var again =
        split(
            info.lines()
                .filter(line -> line.startsWith("again"))
                .findFirst()
                .orElseThrow()
                .substring(5)
                .strip());
    assertThat(again).startsWith("limn", "draw").containsSequence("--model", model);
    int at = again.indexOf("--model");
    var rest = new ArrayList<>(again.subList(2, at));
    rest.addAll(again.subList(at + 2, again.size()));
    return rest.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a red bird --stage 1",
        "a red bird --stage 1 --grid 2x1 --seed 3",
        "--from red --to bird --steps 3 --stage 1",
        "a red bird --variations 2 --strength 0.4 --stage 1",
        "a red bird --stage 2",
        "a red bird",
      })
  void theStageThatWasDrawnIsDrawnAgain(String words) throws IOException {
    var model = TinyModel.ofFamily("stackgan", temp.resolve("staged"), "a red bird", "a bird");
    var first = temp.resolve("first.png");
    var second = temp.resolve("second.png");
    run(words.split(" "), model, first);
    run(again(info(first), "DIR"), model, second);
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
  }

  @Test
  void aModelThatShipsIsNamedUnlessItIsAnotherOneOfThatName() throws IOException {
    var home = temp.resolve("home");
    var model = TinyModel.write(home.resolve("models/flowers"), 4, "a red bird");
    var picture = temp.resolve("picture.png");
    String before = System.getProperty("limn.home");
    System.setProperty("limn.home", home.toString());
    try {
      run(new String[] {"a red bird"}, model, picture);
      String info = info(picture);
      assertThat(info).doesNotContain("DIR");
      var same = temp.resolve("same.png");
      run(again(info, "flowers"), Path.of("flowers"), same);
      assertThat(Files.readAllBytes(same)).isEqualTo(Files.readAllBytes(picture));

      TinyModel.write(model, 6, "a red bird");
      var other = temp.resolve("other.png");
      run(new String[] {"a red bird"}, model, other);
      String later = info(picture);
      again(later, "DIR");
      assertThat(later)
          .contains("DIR is the folder of the model 'flowers'.")
          .contains("not the one that comes with Limn under this name, whose hash is ")
          .contains("whose hash is " + Png.metadata(other).get("model hash"));
    } finally {
      if (before == null) {
        System.clearProperty("limn.home");
      } else {
        System.setProperty("limn.home", before);
      }
    }
  }

  @Test
  void aModelThatShipsWithoutAStyleEncoderIsNotTheOneThatDrewAStyle() {
    var home = temp.resolve("home");
    TinyModel.write(home.resolve("models/flowers"));
    var styled = TinyModel.writeStyleEncoder(TinyModel.write(temp.resolve("flowers")));
    var photo = temp.resolve("photo.png");
    Png.write(photo, new Image(1, 1, new byte[3]));
    String before = System.getProperty("limn.home");
    System.setProperty("limn.home", home.toString());
    try {
      for (String words : List.of("a red bird --style ", "--caption red --styles ")) {
        var picture = temp.resolve(words.hashCode() + ".png");
        run((words + photo).split(" "), styled, picture);
        String info = info(picture);
        again(info, "DIR");
        assertThat(info)
            .contains("DIR is the folder of the model 'flowers'.")
            .contains("comes with Limn under this name has no style encoder")
            .doesNotContain("whose hash");
      }
    } finally {
      if (before == null) {
        System.clearProperty("limn.home");
      } else {
        System.setProperty("limn.home", before);
      }
    }
  }

  private static void run(String[] words, Path model, Path out) {
    var all = new ArrayList<>(List.of("draw"));
    all.addAll(List.of("--model", model.toString(), "--out", out.toString()));
    all.addAll(Arrays.asList(words));
    var session = Session.of(all.toArray(String[]::new));
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
  }

  @Test
  void otherPicturesAndOtherFilesAreRefused() throws IOException {
    var image = new Image(1, 1, new byte[3]);
    var plain = temp.resolve("plain.png");
    Png.write(plain, image);
    assertThat(Session.of("info", plain.toString()).err()).contains("says nothing about");
    var other = temp.resolve("other.png");
    Png.write(other, image, Map.of("Software", "a camera"));
    var session = Session.of("info", other.toString());
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("was not drawn by Limn; it holds Software");

    var text = Files.writeString(temp.resolve("text.png"), "no picture");
    assertThat(Session.of("info", text.toString()).err()).contains("text.png is not a PNG file");
    var missing = Session.of("info", temp.resolve("missing.png").toString());
    assertThat(missing.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(missing.err()).contains("missing.png", "there is no such file");
    assertThat(Session.of("info").status()).isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void textFromAFileCannotCommandShellOrTerminal() {
    var evil = temp.resolve("evil.png");
    Png.write(
        evil,
        new Image(1, 1, new byte[3]),
        Map.of("prompt", "'; rm -rf ~; '\u001b[2J", "seed", "$(reboot)", "model", "`x`"));
    var out = Session.of("info", evil.toString()).out();
    assertThat(out)
        .doesNotContain("\u001b")
        .contains("''\\''; rm -rf ~; '\\''")
        .contains("--seed '$(reboot)'");
  }
}

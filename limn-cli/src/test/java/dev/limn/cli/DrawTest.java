package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limn.image.Image;
import dev.limn.image.ImageDecoder;
import dev.limn.image.Png;
import dev.limn.image.Sheet;
import dev.limn.testkit.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawTest {
  @TempDir static Path home;
  @TempDir Path temp;
  private String before;

  @BeforeAll
  static void shipTwoModels() {
    TinyModel.write(
        home.resolve("models/birds"), 4, "a red bird", "a bird with black wings", "a bird");
    TinyModel.write(
        home.resolve("models/flowers"), 4, "a red flower", "a flower with petals", "a flower");
  }

  @BeforeEach
  void install() {
    before = System.getProperty("limn.home");
    System.setProperty("limn.home", home.toString());
  }

  @AfterEach
  void uninstall() {
    if (before == null) {
      System.clearProperty("limn.home");
    } else {
      System.setProperty("limn.home", before);
    }
  }

  private Session draw(String... args) {
    var all = new ArrayList<>(List.of("draw"));
    all.addAll(List.of(args));
    if (!all.contains("--out")) {
      all.addAll(List.of("--out", temp.resolve("out").toString()));
    }
    return Session.of(all.toArray(String[]::new));
  }

  private static List<Path> files(Session session) {
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.OK);
    return session.out().lines().map(Path::of).toList();
  }

  private static Image picture(Path file) {
    try {
      return ImageDecoder.read(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSentenceBecomesAPictureNamedAfterIt() {
    var session = draw("a red bird with black wings");
    var file = temp.resolve("out/a-red-bird-with-black-wings-seed0.png");
    assertThat(files(session)).containsExactly(file);
    assertThat(session.err()).isEqualTo("limn: model birds knows 6 of the 6 words\n");
    assertThat(picture(file).width()).isEqualTo(64);
    assertThat(Png.metadata(file))
        .containsEntry("prompt", "a red bird with black wings")
        .containsEntry("model", "birds")
        .containsEntry("seed", "0");
  }

  @Test
  void theVocabularyChoosesTheModelAndAnOptionOverrulesIt() {
    assertThat(draw("a", "red", "flower").err()).contains("model flowers knows 3 of the 3 words");
    var session = draw("a red flower", "--model", "birds");
    assertThat(Png.metadata(files(session).getFirst())).containsEntry("model", "birds");
    assertThat(session.err()).isEqualTo("limn: warning: the model never saw the word flower\n");
    var path = home.resolve("models/flowers").toString();
    assertThat(Png.metadata(files(draw("a bird", "--model", path)).getFirst()))
        .containsEntry("model", "flowers");
  }

  @Test
  void wordsItNeverSawAreWarnedOf() {
    assertThat(draw("a gilded bird with a monocle").err())
        .contains("warning: the model never saw the words gilded, monocle");
    assertThat(draw("xyzzy").err())
        .contains("never saw the word xyzzy")
        .contains("the picture does not depend on it");
  }

  @Test
  void theSameSeedIsTheSameFileAndNamesAreNeverTakenTwice() throws IOException {
    var first = files(draw("a bird", "--seed", "7")).getFirst();
    var second = files(draw("a bird", "--seed", "7")).getFirst();
    assertThat(second).hasFileName("a-bird-seed7-2.png").isNotEqualTo(first);
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
    var other = files(draw("a bird", "--seed", "8")).getFirst();
    assertThat(picture(other).rgb()).isNotEqualTo(picture(first).rgb());
  }

  @Test
  void countAndSeedsDrawSeveral() {
    var counted = files(draw("a bird", "--seed", "3", "--count", "3"));
    assertThat(counted)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("a-bird-seed3.png", "a-bird-seed4.png", "a-bird-seed5.png");
    var listed = files(draw("a bird", "--seeds", "9,4-5", "--out", temp.resolve("l").toString()));
    assertThat(listed)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("a-bird-seed9.png", "a-bird-seed4.png", "a-bird-seed5.png");
    assertThat(picture(listed.get(1)).rgb()).isEqualTo(picture(counted.get(1)).rgb());
    var named = files(draw("a bird", "--count", "2", "--out", temp.resolve("x.png").toString()));
    assertThat(named).containsExactly(temp.resolve("x-0.png"), temp.resolve("x-1.png"));
  }

  @Test
  void aGridHoldsTheSinglePictures() {
    var sheet = files(draw("a bird", "--grid", "3x2", "--scale", "2")).getFirst();
    assertThat(sheet).hasFileName("a-bird-3x2-seed0.png");
    var singles = files(draw("a bird", "--count", "6")).stream().map(DrawTest::picture).toList();
    var expected = Sheet.grid(singles, 3, new Sheet.Style(0, 0xFFFFFF, 2));
    assertThat(picture(sheet).rgb()).isEqualTo(expected.rgb());
    assertThat(Png.metadata(sheet)).containsEntry("grid", "3x2").containsEntry("seeds", "0-5");
  }

  @Test
  void moreThanAGridFullMakesPages() {
    var pages = files(draw("a bird", "--grid", "2x1", "--seeds", "0-2"));
    assertThat(pages).hasSize(2);
    assertThat(picture(pages.get(1)).width()).isEqualTo(128);
    assertThat(Png.metadata(pages.get(1))).containsEntry("seeds", "2");
  }

  @Test
  void scaleMakesSquaresOfPixels() {
    var plain = picture(files(draw("a bird")).getFirst());
    var large = picture(files(draw("a bird", "--scale", "4")).getFirst());
    assertThat(large.rgb()).isEqualTo(Sheet.enlarge(plain, 4).rgb());
  }

  @Test
  void theWayBeginsAndEndsWithThePlainDrawings() throws IOException {
    var out = temp.resolve("way.png");
    var way =
        files(
            draw(
                "--from",
                "a red bird",
                "--to",
                "a bird with black wings",
                "--steps",
                "4",
                "--seed",
                "5",
                "--out",
                out.toString()));
    assertThat(way).containsExactly(out, temp.resolve("way.gif"));
    var strip = picture(out);
    assertThat(strip.width()).isEqualTo(4 * 64);
    var from = picture(files(draw("a red bird", "--seed", "5")).getFirst());
    var to = picture(files(draw("a bird with black wings", "--seed", "5")).getFirst());
    assertThat(part(strip, 0)).isEqualTo(from.rgb());
    assertThat(part(strip, 3)).isEqualTo(to.rgb());
    assertThat(part(strip, 1)).isNotEqualTo(from.rgb());
    assertThat(Files.readAllBytes(way.get(1))).startsWith("GIF89a".getBytes());
    assertThat(Png.metadata(out)).containsEntry("steps", "4").doesNotContainKey("beta");
  }

  private static byte[] part(Image strip, int index) {
    return dev.limn.image.Resampler.crop(strip, index * 64, 0, 64, 64).rgb();
  }

  @Test
  void theSheetHasARowASentenceAndAColumnASeed() throws IOException {
    var captions =
        Files.writeString(temp.resolve("captions.txt"), "\uFEFFa red bird\n\n a bird \n");
    var sheet = files(draw("--sheet", captions.toString(), "--seeds", "3,1")).getFirst();
    assertThat(sheet).hasFileName("a-red-bird-sheet-seed3.png");
    assertThat(picture(sheet).width()).isEqualTo(2 * 64 + 3 * 2);
    assertThat(Png.metadata(sheet))
        .containsEntry("captions", "a red bird\na bird")
        .containsEntry("seeds", "3,1");
    var single = picture(files(draw("a bird", "--seed", "1")).getFirst());
    int below = picture(sheet).height() - 64 - 2;
    assertThat(dev.limn.image.Resampler.crop(picture(sheet), 68, below, 64, 64).rgb())
        .isEqualTo(single.rgb());
    Files.writeString(captions, "\n");
    assertThat(draw("--sheet", captions.toString()).err()).contains("holds no sentence");
    assertThat(draw("--sheet", temp.resolve("no.txt").toString()).err()).contains("no.txt");
  }

  @Test
  void changesOfWordsAreToldAndVariationsLaidOut() {
    var ablation = draw("a red monocle", "--ablate");
    assertThat(ablation.err()).contains("without red: ").contains("without monocle: 0.0 %");
    assertThat(picture(files(ablation).getFirst()).width()).isEqualTo(4 * 66 + 2);
    var sheet = files(draw("a bird", "--variations", "4")).getFirst();
    assertThat(picture(sheet).width()).isEqualTo(3 * 66 + 2);
    assertThat(Png.metadata(sheet)).containsEntry("strength", "0.3");
  }

  @Test
  void aModelWithoutStyleEncoderSaysHowToMakeOne() {
    var photo = files(draw("a bird")).getFirst();
    var session = draw("a bird", "--style", photo.toString());
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("has no style encoder").contains("--family style-encoder");
  }

  @Test
  void metadataIsLeftOutWhenAsked() {
    for (var more : List.of("--seed=1", "--grid=2x1", "--variations=2")) {
      var file = files(draw("a bird", "--no-metadata", more)).getFirst();
      assertThat(Png.metadata(file)).isEmpty();
      assertThat(picture(file).width()).isPositive();
    }
  }

  @Test
  void aFileThatExistsIsReplacedOnlyByForce() throws IOException {
    var file = Files.writeString(temp.resolve("mine.png"), "not to be lost");
    var refused = draw("a bird", "--out", file.toString());
    assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(refused.err()).contains("mine.png: exists already; --force replaces it");
    assertThat(file).hasContent("not to be lost");
    assertThat(files(draw("a bird", "--out", file.toString(), "--force"))).containsExactly(file);
    assertThat(picture(file).width()).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                    | a sentence is missing
          '  '                                  | no word
          a bird --seed -1                      | seed -1
          a bird --seed 4294967296              | 4294967296
          a bird --count 0                      | 0 pictures
          a bird --count 20000                  | 20000 pictures
          a bird --seeds 5-2                    | goes backwards
          a bird --seeds 1,,2                   | '1,,2'
          a bird --seeds 0-99999                | more than 10,000
          a bird --seeds 1 --seed 2             | one of them
          --caption red --seeds 1 --seed 2      | --seeds and --seed: expected one of them
          a bird --seeds 1 --count 2            | one of them
          a bird --grid 4                       | COLUMNSxROWS
          a bird --grid 0x2                     | 1 to 100
          a bird --grid 4x999                   | 1 to 100
          a bird --scale 0                      | --scale 0
          a bird --scale 65                     | --scale 65
          a bird --scale big                    | big
          a bird --truncation 3                 | truncation 3.0
          a bird --truncation NaN               | truncation NaN
          a bird --steps 4                      | --steps is for
          a bird --out x.jpg                    | x.jpg: expected a folder
          a bird --from a --to b                | one or the other
          --from a                              | belong together
          --from a --to b --steps 1             | --steps 1
          --from a --to b --grid 2x2            | do not go with
          a bird --from-seed 1                  | --from-seed and --to-seed belong together
          a bird --from-seed 1 --to-seed -2     | seed -2
          a bird --linear                       | --linear is for
          a bird --strength 0.5                 | --strength is for
          a bird --variations 2 --strength 2    | --strength 2.0
          a bird --variations 0                 | --variations 0
          a bird --variations 2 --ablate        | one of them at a time
          a bird --ablate --seeds 1             | --seeds does not go
          a bird --style x.png --count 2        | --count does not go
          a bird --caption b                    | one or the other
          a bird --class b --variations 2       | --class and a sentence
          a bird --class b                      | --class and a sentence
          --ablate                              | a sentence is missing
          --from a --to ?                       | no word
          a bird --device tpu                   | --device 'tpu'
          a bird --threads 0                    | --threads 0
          """)
  void whatIsWrongOnTheCommandLineIsSaid(String args, String complaint) {
    var words =
        args.isEmpty() ? new String[0] : args.isBlank() ? new String[] {args} : args.split(" ");
    var session = draw(words);
    assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains(complaint);
    assertThat(session.out()).isEmpty();
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void aSentenceOfTwoThousandCharactersIsRefused() {
    var session = draw("bird ".repeat(400));
    assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(session.err()).contains("2,000 characters; expected at most 1,000");
  }

  @Test
  void aMissingOrBrokenModelIsNamed() throws IOException {
    var missing = draw("a bird", "--model", temp.resolve("nowhere").toString());
    assertThat(missing.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(missing.err()).contains("nowhere: no such folder");

    var model = TinyModel.write(temp.resolve("broken"));
    Files.writeString(model.resolve("config.json"), "{");
    var broken = draw("a bird", "--model", model.toString());
    assertThat(broken.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(broken.err()).contains("config.json");
    assertThat(broken.out()).isEmpty();
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void withoutShippedModelsItSaysWhatToDo() {
    System.setProperty("limn.home", temp.toString());
    var session = draw("a bird");
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err())
        .contains("models: no models there")
        .contains("--model DIR")
        .contains("limn train");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(temp.resolve("file"), "");
    var session = draw("a bird", "--out", temp.resolve("file/folder").toString());
    assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(session.err()).contains("folder: cannot be written to");
  }
}

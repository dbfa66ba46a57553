package dev.limn.cli;

import dev.limn.draw.DrawException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of `limn draw` that explore what a model knows: between seeds, around a seed,
/// without a word, many sentences at once, in the style of a picture.
final class ExploreOptions {
  private static final int MOST_CAPTIONS = 200;
  private static final int MOST_STYLES = 100;
  private static final int MOST_VARIATIONS = 255;
  private static final double USUAL_STRENGTH = 0.3;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--from-seed",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description = "Draw the way from this seed's noise to another's, as a strip and as a GIF.")
  Optional<Long> fromSeed;

  @Option(
      names = "--to-seed",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description = "Where the noise ends.")
  Optional<Long> toSeed;

  @Option(
      names = "--linear",
      description = "Let the noise go straight rather than along the great circle.")
  boolean linear;

  @Option(
      names = "--variations",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description = "The drawing and N near relatives on a sheet: towards the seeds that follow.")
  Optional<Integer> variations;

  @Option(
      names = "--variation-seed",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description = "One near relative alone: towards this seed.")
  Optional<Long> variationSeed;

  @Option(
      names = "--strength",
      paramLabel = "X",
      defaultValue = Option.NULL_VALUE,
      description = "How far variations go, 0 to 1 (default: 0.3).")
  Optional<Double> strength;

  @Option(
      names = "--ablate",
      description = "Leave out each word in turn, and show how much the drawing changes.")
  boolean ablate;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.txt",
      defaultValue = Option.NULL_VALUE,
      description = "A sheet with a row for each line of the file and a column for each seed.")
  Optional<Path> sheet;

  @Option(
      names = "--caption",
      paramLabel = "SENTENCE",
      description = "A row of such a sheet; may be repeated.")
  List<String> captions = List.of();

  @Option(
      names = "--style",
      paramLabel = "PICTURE",
      defaultValue = Option.NULL_VALUE,
      description =
          "Draw in the style of a picture: its background, pose and light, as the model's style"
              + " encoder reads them.")
  Optional<Path> style;

  @Option(
      names = "--styles",
      paramLabel = "DIR|PICTURE",
      arity = "1..*",
      description =
          "A sheet with a column for each of these pictures' styles; rows are the sentence, or those"
              + " of --caption and --sheet.")
  List<Path> styles = List.of();

  /// The names of those given that exclude each other.
  List<String> modes() {
    var modes = new ArrayList<String>();
    if (fromSeed.isPresent() || toSeed.isPresent()) {
      modes.add("--from-seed and --to-seed");
    }
    variations.ifPresent(_ -> modes.add("--variations"));
    variationSeed.ifPresent(_ -> modes.add("--variation-seed"));
    if (ablate) {
      modes.add("--ablate");
    }
    style.ifPresent(_ -> modes.add("--style"));
    if (!styles.isEmpty()) {
      modes.add("--styles");
    } else if (sheets()) {
      modes.add(sheet.isPresent() ? "--sheet" : "--caption");
    }
    return modes;
  }

  double strength() {
    return strength.orElse(USUAL_STRENGTH);
  }

  /// What goes with what, among these options.
  void check() {
    var modes = modes();
    require(modes.size() < 2, String.join(", ", modes) + ": expected one of them at a time");
    require(
        strength.isEmpty() || variations.isPresent() || variationSeed.isPresent(),
        "--strength is for --variations and --variation-seed");
    require(!linear || fromSeed.isPresent(), "--linear is for --from-seed and --to-seed");
    require(strength() >= 0 && strength() <= 1, "--strength " + strength() + "; expected 0 to 1");
    int relatives = variations.orElse(1);
    require(
        relatives >= 1 && relatives <= MOST_VARIATIONS,
        "--variations " + relatives + "; expected 1 to " + MOST_VARIATIONS);
  }

  /// What goes with a sheet or a single picture that is not a seed's own.
  ///
  /// @param sentence whether one was given
  void check(boolean sentence) {
    String mode = modes().getFirst();
    var given = command.commandLine().getParseResult();
    boolean sheet = mode.equals("--sheet") || mode.equals("--caption");
    for (var option : List.of("--steps", "--grid", "--seeds", "--count")) {
      boolean goes =
          switch (option) {
            case "--seeds" -> sheet;
            case "--count" -> sheet || mode.equals("--ablate");
            default -> false;
          };
      require(goes || !given.hasMatchedOption(option), option + " does not go with " + mode);
    }
    require(
        !sheets() || !sentence,
        "a sentence beside --sheet or --caption: expected one or the other");
    require(sheets() || sentence, "a sentence is missing, like \"a red bird\"");
  }

  private void require(boolean holds, String complaint) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), complaint);
    }
  }

  boolean sheets() {
    return sheet.isPresent() || !captions.isEmpty();
  }

  /// The lines of `--sheet`, then those of `--caption`.
  ///
  /// @throws DrawException when the file cannot be read or holds no sentence
  List<String> sentences() {
    var all = new ArrayList<String>();
    if (sheet.isPresent()) {
      Path file = sheet.get();
      try {
        String text = Files.readString(file);
        (text.startsWith("\uFEFF") ? text.substring(1) : text)
            .lines()
            .map(String::strip)
            .forEach(all::add);
      } catch (MalformedInputException e) {
        throw new DrawException(file + ": is not text in UTF-8; expected a sentence a line", e);
      } catch (IOException e) {
        throw new DrawException(file + ": cannot be read: " + Failures.sentence(e), e);
      }
      all.removeIf(String::isEmpty);
      if (all.isEmpty()) {
        throw new DrawException(file + ": holds no sentence; expected one a line");
      }
    }
    all.addAll(captions);
    if (all.size() > MOST_CAPTIONS) {
      throw new DrawException(all.size() + " sentences; expected at most " + MOST_CAPTIONS);
    }
    return all;
  }

  /// The pictures of `--styles`; of folders, those in it, by name.
  ///
  /// @throws DrawException when a folder has none
  List<Path> stylePictures() {
    var all = new ArrayList<Path>();
    for (Path path : styles) {
      if (!Files.isDirectory(path)) {
        all.add(path);
        continue;
      }
      try (var listed = Files.list(path)) {
        var found =
            listed
                .filter(
                    file ->
                        file.toString()
                            .toLowerCase(Locale.ROOT)
                            .matches(".*\\.(png|jpe?g|gif|bmp|webp)"))
                .sorted()
                .toList();
        if (found.isEmpty()) {
          throw new DrawException(path + ": no pictures there; expected some as styles");
        }
        all.addAll(found);
      } catch (IOException e) {
        throw new DrawException(path + ": cannot be read: " + Failures.sentence(e), e);
      }
    }
    if (all.size() > MOST_STYLES) {
      throw new DrawException(all.size() + " styles; expected at most " + MOST_STYLES);
    }
    return all;
  }
}

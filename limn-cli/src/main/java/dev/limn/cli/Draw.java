package dev.limn.cli;

import dev.limn.draw.DrawException;
import dev.limn.draw.Limn;
import dev.limn.draw.Mixing;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.Prompt;
import dev.limn.draw.VectorModel;
import dev.limn.model.Condition;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn draw "SENTENCE"`: pictures, a grid of pictures, or the way from one sentence to another.
///
/// Files are named on standard output, one a line; everything else it has to say goes to standard
/// error.
@Command(
    name = "draw",
    description = {"Draw pictures from a sentence, of a class, or from noise alone.", ""},
    footer = {
      "",
      "Examples:",
      "  limn draw \"a small yellow bird with black wings\"",
      "  limn draw \"a purple flower\" --grid 4x2 --scale 2 --out purple.png",
      "  limn draw --from \"a blue bird\" --to \"a red bird\" --steps 8",
      "  limn draw \"a red flower\" --from-seed 3 --to-seed 9",
      "  limn draw \"a red flower\" --variations 8 --strength 0.3",
      "  limn draw \"a small red flower\" --ablate --count 4",
      "  limn draw --sheet captions.txt --seeds 0-7",
      "  limn draw \"a red flower\" --style photo.jpg",
      "  limn draw --caption \"a red flower\" --caption \"a white flower\" --styles photos",
      "  limn draw --model runs/dcgan-faces --grid 8x8",
      "  limn draw --model runs/dcgan-fashion --class sneaker --count 4",
      "  limn draw --model runs/mlp-points --count 5000 --out points.csv"
    })
final class Draw implements Runnable {
  private static final int USUAL_STEPS = 8;
  private static final int MOST_STEPS = 256;
  private static final int USUAL_COLUMNS = 4;

  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions device;
  @Mixin private ExploreOptions explore;

  @Parameters(
      arity = "0..*",
      paramLabel = "SENTENCE",
      description = "What to draw; more than one word may stand without quotes.")
  private List<String> words = List.of();

  @Option(
      names = "--class",
      paramLabel = "NAME",
      defaultValue = Option.NULL_VALUE,
      description = "The class to draw, with a model that draws classes; instead of a sentence.")
  private Optional<String> kind;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = Option.NULL_VALUE,
      description =
          "A model's folder, a training run's, or the name of a model that comes with Limn"
              + " (default: the one among these that knows the sentence best).")
  private Optional<Path> model;

  @Option(
      names = "--stage",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description =
          "With a model that draws in two stages: 1 draws the sketches, 2 what is made of them"
              + " (default: the model's last).")
  private Optional<Integer> stage;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "The first picture's seed; the same seed is the same picture.")
  private long seed;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description =
          "How many pictures, of the seeds from --seed on (default: 1, or a grid full); or rows of a"
              + " table (default: 1000).")
  private Optional<Integer> count;

  @Option(
      names = "--seeds",
      paramLabel = "LIST",
      defaultValue = Option.NULL_VALUE,
      converter = Seeds.Reader.class,
      description = "A picture for each of these seeds, instead: 0-31 or 1,5,7-9.")
  private Optional<Seeds> seeds;

  @Option(
      names = "--grid",
      paramLabel = "CxR",
      defaultValue = Option.NULL_VALUE,
      converter = GridShape.Reader.class,
      description = "Put the pictures on sheets of C columns and R rows.")
  private Optional<GridShape> grid;

  @Option(
      names = "--truncation",
      paramLabel = "X",
      defaultValue = "1",
      description = "Factor of the noise, 0 to 2: less is more typical and less varied.")
  private double truncation;

  @Option(
      names = "--scale",
      paramLabel = "N",
      defaultValue = "1",
      description = "Enlarge by a whole number, 1 to 64; pixels become squares.")
  private int scale;

  @Option(
      names = "--from",
      paramLabel = "SENTENCE",
      defaultValue = Option.NULL_VALUE,
      description = "Draw the way from this sentence to another, as a strip and as a GIF.")
  private Optional<String> from;

  @Option(
      names = "--to",
      paramLabel = "SENTENCE",
      defaultValue = Option.NULL_VALUE,
      description = "Where the way ends.")
  private Optional<String> to;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = Option.NULL_VALUE,
      description = "Pictures on the way, both ends among them, 2 to 256 (default: 8).")
  private Optional<Integer> steps;

  @Option(
      names = "--out",
      paramLabel = "FILE.png|DIR",
      defaultValue = Option.NULL_VALUE,
      description =
          "A PNG file, or a folder for names made from the sentence (default: out). Several"
              + " pictures in FILE.png are FILE-SEED.png. Rows go to a .csv or .tsv file. A - is standard"
              + " output, for one picture.")
  private Optional<Path> out;

  @Option(names = "--no-metadata", description = "Write files that do not say how they were made.")
  private boolean plain;

  @Option(
      names = "--strict",
      description = "Refuse a sentence with words that the model never saw, instead of warning.")
  private boolean strict;

  @Option(names = "--force", description = "Let --out FILE.png replace a file.")
  private boolean force;

  @Override
  public void run() {
    if (model.map(ShippedModels::named).filter(VectorModel::is).isPresent()) {
      require(
          explore.modes().isEmpty(), explore.modes() + " is for pictures; the model draws rows");
      require(words.isEmpty(), "a sentence; the model draws rows of numbers, from noise alone");
      VectorWriting.run(
          ShippedModels.named(model.get()), count, seed, out, force, device, spec.commandLine());
      return;
    }
    require(words.isEmpty() || kind.isEmpty(), "--class and a sentence: expected one of them");
    var modes = explore.modes();
    explore.check();
    boolean ways = from.isPresent() || to.isPresent() || explore.fromSeed.isPresent();
    if (ways || explore.toSeed.isPresent()) {
      way();
    } else if (modes.isEmpty()) {
      pictures();
    } else {
      explore();
    }
  }

  /// One sheet, or one picture that is not a seed's own.
  private void explore() {
    String mode = explore.modes().getFirst();
    boolean rows = explore.sheets();
    explore.check(!words.isEmpty() || kind.isPresent());
    checkSeeds();
    checkScale();
    List<Prompt> prompts =
        rows ? explore.sentences().stream().map(this::prompt).toList() : List.of(prompt());
    var outlet = outlet();
    try (var limn = open(String.join(" ", prompts.stream().map(Prompt::text).toList()))) {
      var writing = new PictureWriting(limn, outlet, scale, !plain, strict, spec.commandLine());
      prompts.forEach(prompt -> writing.warnOf(prompt.text()));
      var exploring = new Exploring(limn, writing, scale);
      var only = prompts.getFirst();
      switch (mode) {
        case "--variations" ->
            exploring.variations(only, explore.variations.get(), explore.strength());
        case "--variation-seed" ->
            writing.single(limn.variation(only, explore.variationSeed.get(), explore.strength()));
        case "--ablate" -> exploring.ablation(checked(only, count.orElse(1)));
        case "--style" -> exploring.styled(only, explore.style.get());
        case "--styles" -> exploring.styles(prompts, explore.stylePictures());
        default -> {
          int columns = count.orElse(USUAL_COLUMNS);
          exploring.sheet(
              prompts, seeds.orElseGet(() -> Seeds.from(seed, checked(only, columns).count())));
        }
      }
    }
  }

  private void pictures() {
    require(
        !words.isEmpty() || kind.isPresent() || fromNoise(),
        "a sentence is missing, like \"a red bird\"; or --from and --to");
    require(steps.isEmpty(), "--steps is for --from and --to");
    checkSeeds();
    checkScale();
    var prompt = prompt();
    int wanted = count.or(() -> grid.map(GridShape::places)).orElse(1);
    var all = seeds.orElseGet(() -> Seeds.from(seed, checked(prompt, wanted).count()));
    var outlet = outlet();
    int files = grid.map(shape -> shape.pages(all.all().size())).orElse(all.all().size());
    require(
        !outlet.standard() || files == 1,
        "--out - is for one picture, not " + files + "; --grid CxR puts them on one sheet");
    try (var limn = open(prompt.text())) {
      var writing = new PictureWriting(limn, outlet, scale, !plain, strict, spec.commandLine());
      writing.warnOf(prompt.text());
      if (grid.isPresent()) {
        writing.sheets(prompt, all, grid.get());
      } else {
        writing.singles(prompt, all);
      }
    }
  }

  private void way() {
    require(from.isPresent() == to.isPresent(), "--from and --to belong together");
    require(
        explore.fromSeed.isPresent() == explore.toSeed.isPresent(),
        "--from-seed and --to-seed belong together");
    require(
        from.isEmpty() || explore.fromSeed.isPresent() || explore.modes().isEmpty(),
        String.join(", ", explore.modes()) + " beside --from and --to: expected one or the other");
    boolean fixed = from.isEmpty();
    require(
        fixed || words.isEmpty() && kind.isEmpty(),
        "a sentence beside --from and --to: expected one or the other");
    require(
        !fixed || !words.isEmpty() || kind.isPresent() || fromNoise(),
        "a sentence is missing, like \"a red bird\"; or --from and --to");
    require(
        explore.fromSeed.isEmpty()
            || !spec.commandLine().getParseResult().hasMatchedOption("--seed"),
        "--seed does not go with --from-seed and --to-seed");
    require(
        grid.isEmpty() && seeds.isEmpty() && count.isEmpty(),
        "--grid, --seeds and --count do not go with --from and --to");
    int pictures = steps.orElse(USUAL_STEPS);
    require(
        pictures >= 2 && pictures <= MOST_STEPS,
        "--steps " + pictures + "; expected 2 to " + MOST_STEPS);
    checkScale();
    var start = at(fixed ? prompt() : prompt(from.get()), explore.fromSeed);
    var end = at(fixed ? prompt() : prompt(to.get()), explore.toSeed);
    var outlet = outlet();
    try (var limn = open(start.text() + " " + end.text())) {
      var writing = new PictureWriting(limn, outlet, scale, !plain, strict, spec.commandLine());
      writing.warnOf(start.text());
      writing.warnOf(end.text());
      writing.way(start, end, pictures, explore.linear ? Mixing.LINEAR : Mixing.SPHERICAL);
    }
  }

  private Prompt at(Prompt prompt, Optional<Long> other) {
    try {
      return other.map(prompt::withSeed).orElse(prompt);
    } catch (DrawException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /// Whether the model that was named draws without a sentence.
  private boolean fromNoise() {
    return model
        .map(ShippedModels::named)
        .map(folder -> ModelBundle.describe(ModelBundle.locate(folder)).condition())
        .filter(condition -> condition != Condition.TEXT)
        .isPresent();
  }

  private Limn open(String sentence) {
    Path directory;
    if (model.isPresent()) {
      directory = ShippedModels.named(model.get());
    } else {
      var choice = ShippedModels.best(sentence);
      directory = choice.model();
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "limn: model %s knows %d of the %d words%n",
              choice.name(),
              choice.known(),
              choice.words());
      spec.commandLine().getErr().flush();
    }
    Map<String, Integer> changes = stage.map(number -> Map.of("stage", number)).orElse(Map.of());
    return Limn.open(directory, device.prepare(), changes);
  }

  private Prompt prompt() {
    if (words.isEmpty() && kind.isEmpty()) {
      try {
        return new Prompt("", seed, 1, truncation);
      } catch (DrawException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }
    return prompt(kind.orElseGet(() -> String.join(" ", words)));
  }

  private Prompt prompt(String sentence) {
    try {
      return Prompt.of(sentence).withSeed(seed).withTruncation(truncation);
    } catch (DrawException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Prompt checked(Prompt prompt, int pictures) {
    try {
      return prompt.withCount(pictures);
    } catch (DrawException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private OutputFiles outlet() {
    try {
      var outlet = OutputFiles.of(out, force);
      if (outlet.standard()) {
        StandardOutput.requireNoTerminal();
      }
      return outlet;
    } catch (DrawException e) {
      throw new ParameterException(spec.commandLine(), "--out " + e.getMessage(), e);
    }
  }

  private void checkSeeds() {
    require(seeds.isEmpty() || count.isEmpty(), "--seeds and --count: expected one of them");
    require(
        seeds.isEmpty() || !spec.commandLine().getParseResult().hasMatchedOption("--seed"),
        "--seeds and --seed: expected one of them");
  }

  private void checkScale() {
    require(scale >= 1 && scale <= 64, "--scale " + scale + "; expected 1 to 64");
  }

  private void require(boolean holds, String complaint) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), complaint);
    }
  }
}

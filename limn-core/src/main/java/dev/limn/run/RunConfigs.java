package dev.limn.run;

import dev.limn.config.Settings;
import dev.limn.console.ShellWords;
import dev.limn.console.Suggestions;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.VectorModel;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.text.training.EncoderFamily;
import dev.limn.text.training.TextConfig;
import dev.limn.torch.Cores;
import dev.limn.train.TrainException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Makes a [RunConfig] from what was said and what was not.
public final class RunConfigs {
  /// The seed of a training when nothing else is said.
  public static final int SEED = 1;

  /// Thousands of pictures between figures when nothing else is said.
  public static final int TICK_KIMG = 1;

  /// Thousands of pictures between previews when nothing else is said.
  public static final int PREVIEW_KIMG = 10;

  /// Thousands of pictures between checkpoints when nothing else is said.
  public static final int SAVE_KIMG = 5;

  /// Thousands of rows between figures when nothing else is said.
  public static final int TABLE_TICK_KIMG = 5;

  /// Thousands of rows between previews, and between checkpoints, when nothing else is said.
  public static final int TABLE_SAVE_KIMG = 50;

  private static final String SETTINGS = "settings";
  private static final String EVALUATION = "evaluation";
  private static final int LONGEST = 60;
  private static final String FILE = "config.yaml";

  /// The model of a stage lies so deep in its run, and the run itself is the first.
  private static final int DEEPEST = 3;

  /// The keys of a `config.yaml` that say which pictures are learned from.
  private static final Set<String> OF_DATA =
      Set.of(
          "data",
          "format",
          "image-column",
          "caption-column",
          "charset",
          "splits",
          "side",
          "allow-bad",
          "hold-back",
          "half");

  private RunConfigs() {}

  /// A complete configuration: defaults, over them a file, over that what was said.
  ///
  /// @param file a `config.yaml`, whole or in part
  /// @param said keys of a `config.yaml`'s top level
  /// @param settings of the family, by their own keys; of the text encoder, as `encoder.key`
  /// @throws ModelException naming the key or value that is wrong
  public static RunConfig of(
      Optional<Path> file, Map<String, ?> said, Map<String, String> settings) {
    var chosen = chosen(file, said);
    var all = new LinkedHashMap<String, Object>(defaults());
    requireKnown(file, chosen, all.keySet());
    all.putAll(chosen);
    if (!chosen.containsKey("family")) {
      settings.keySet().stream()
          .flatMap(key -> FamilyChoice.having(key).stream())
          .findFirst()
          .ifPresent(name -> all.put("family", name));
    }
    Family<?> family = FamilyChoice.settle(all, chosen);
    if (chosen.containsKey(EVALUATION) && !measurable(family)) {
      throw new ModelException(
          "evaluation: nothing to measure; expected a family that draws pictures from a folder of"
              + " them");
    }
    var own = section(all, SETTINGS);
    var encoder = section(all, "encoder");
    boolean ofText = family instanceof EncoderFamily<?>;
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(EncoderSection.PREFIX)) {
            encoder.put(key.substring(EncoderSection.PREFIX.length()), value);
          } else if (ofText || key.equals("encoder")) {
            encoder.put(key, value);
          } else {
            own.put(key, value);
          }
        });
    encoder.putIfAbsent("seed", all.get("seed"));
    if (family instanceof EncoderFamily<?> encoders) {
      completeEncoder(encoders, all, encoder, settings, said.containsKey("kimg"));
    } else {
      complete(family, all, own, encoder, settings, chosen.containsKey("kimg"));
    }
    return Settings.of(all, RunConfig.class);
  }

  /// What a file says, and over it what was said.
  private static Map<String, Object> chosen(Optional<Path> file, Map<String, ?> said) {
    var chosen = new LinkedHashMap<String, Object>(file.map(Settings::readYaml).orElse(Map.of()));
    requireValues(file, chosen);
    var evaluation = section(chosen, EVALUATION);
    chosen.putAll(said);
    evaluation.putAll(section(chosen, EVALUATION));
    if (evaluation.isEmpty()) {
      chosen.remove(EVALUATION);
    } else {
      chosen.put(EVALUATION, Settings.toMap(EvaluationPlan.of(evaluation)));
    }
    return chosen;
  }

  private static boolean measurable(Family<?> family) {
    // an inversion refuses measures itself, with the reason
    return family.inputs().contains(Family.Input.MEASURES)
        || family.inputs().contains(Family.Input.GENERATOR);
  }

  private static void requireKnown(
      Optional<Path> file, Map<String, Object> chosen, Set<String> defaults) {
    var known = new TreeSet<>(defaults);
    known.addAll(List.of("data", SETTINGS, "encoder"));
    for (String key : chosen.keySet()) {
      if (!known.contains(key)) {
        throw new ModelException(
            file.map(path -> path + ": ").orElse("")
                + "unknown key '"
                + key
                + "'"
                + Suggestions.hint(key, known)
                + "; known are "
                + String.join(", ", known));
      }
    }
  }

  /// Of a family of text encoders: its settings stand in the section `encoder`.
  private static <C extends Record & TextConfig> void completeEncoder(
      EncoderFamily<C> family,
      Map<String, Object> all,
      Map<String, Object> encoder,
      Map<String, String> settings,
      boolean length) {
    String preset = String.valueOf(all.get("preset"));
    if (!preset.isEmpty() && !family.presets().containsKey(preset)) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "preset '%s' of a text encoder; expected %s",
              preset,
              String.join(" or ", family.presets().keySet())));
    }
    EncoderSection.settle(family, encoder);
    boolean paper = preset.equals("paper");
    var passes = EncoderSection.passes(encoder, settings, length, paper);
    TextConfig text = EncoderSection.encoder(family, preset, encoder);
    if (length) {
      long steps = Math.round(((Number) all.get("kimg")).doubleValue() * 1000 / text.batch());
      text = text.withSteps(Math.clamp(steps, 1, 1_000_000_000));
    }
    all.put(SETTINGS, Map.of());
    all.put("encoder", EncoderSection.section(text, passes));
  }

  /// Of any other family.
  private static <C extends Record> void complete(
      Family<C> family,
      Map<String, Object> all,
      Map<String, Object> own,
      Map<String, Object> encoder,
      Map<String, String> settings,
      boolean length) {
    if (all.get("preset").equals("")) {
      all.put("preset", family.presets().keySet().iterator().next());
    }
    String preset = String.valueOf(all.get("preset"));
    C config = family.config(preset, own);
    all.put(SETTINGS, Settings.toMap(config));
    if (!length) {
      all.put("kimg", family.kimg(preset));
    }
    if (family.needs(config) instanceof DataNeeds.Pictures pictures
        && pictures.annotation() == Condition.TEXT) {
      var encoders =
          EncoderFamily.training(Optional.ofNullable(encoder.get("encoder")).map(String::valueOf));
      var passes = EncoderSection.passes(encoder, settings, false, false);
      all.put(
          "encoder", EncoderSection.section(EncoderSection.encoder(encoders, "", encoder), passes));
      return;
    }
    if (!encoder.keySet().equals(Set.of("seed"))) {
      throw new ModelException(
          "settings of a text encoder, "
              + encoder.keySet()
              + "; family "
              + family.name()
              + (family.needs(config) instanceof DataNeeds.Drawings
                  ? " reads sentences as its generator does"
                  : " does not draw sentences here and has none"));
    }
    all.put("encoder", Map.of());
  }

  /// Of a section in which nothing stands nothing is said; other keys have a value.
  private static void requireValues(Optional<Path> file, Map<String, Object> chosen) {
    List.of(SETTINGS, "encoder", EVALUATION).forEach(key -> chosen.remove(key, null));
    chosen.forEach(
        (key, value) -> {
          if (value == null) {
            throw new ModelException(
                String.format(
                    Locale.ROOT,
                    "%s: '%s' has no value; expected one, or no such line",
                    file.orElseThrow(),
                    key));
          }
        });
  }

  private static Map<String, Object> defaults() {
    var map = new LinkedHashMap<String, Object>();
    map.put("format", "auto");
    map.put("allow-bad", false);
    map.put("hold-back", 0);
    map.put("family", Family.DEFAULT);
    map.put("preset", "");
    map.putAll(RunConfig.ADDED);
    map.put("kimg", Family.USUAL_KIMG);
    map.put("seed", SEED);
    map.put("device", "auto");
    map.put("threads", Cores.usable());
    map.put("tick-kimg", TICK_KIMG);
    map.put("preview-kimg", PREVIEW_KIMG);
    map.put("save-kimg", SAVE_KIMG);
    return map;
  }

  private static Map<String, Object> section(Map<String, Object> all, String key) {
    var section = new LinkedHashMap<String, Object>();
    switch (all.get(key)) {
      case null -> {}
      case Map<?, ?> map -> map.forEach((name, value) -> section.put(String.valueOf(name), value));
      case Object other ->
          throw new ModelException(key + ": " + other + "; expected keys and values");
    }
    return section;
  }

  /// The folder that a configuration file names.
  public static Optional<Path> data(Path file) {
    return Optional.ofNullable(Settings.readYaml(file).get("data"))
        .map(value -> Path.of(String.valueOf(value)));
  }

  /// What a model learned from: which pictures, as its run's `config.yaml` says. The folder is the
  /// run's or lies in it, as the model of a stage does.
  ///
  /// @return empty when it belongs to no run
  /// @throws dev.limn.config.ConfigException when the run's configuration cannot be read
  public static Map<String, Object> learnedFrom(Path model) {
    var known = new LinkedHashMap<>(ofRun(model));
    known.keySet().retainAll(OF_DATA);
    return known;
  }

  /// The run that a folder is, or lies in, as the model of a stage does.
  public static Optional<Path> runFolder(Path folder) {
    Path place = folder.toAbsolutePath().normalize();
    for (int i = 0; place != null && i < DEEPEST; i++) {
      if (Files.isRegularFile(place.resolve(FILE))) {
        return Optional.of(place);
      }
      place = place.getParent();
    }
    return Optional.empty();
  }

  /// The `config.yaml` of the run that a folder is, or lies in, if it says what data it is about.
  ///
  /// @return empty when it belongs to no run
  /// @throws dev.limn.config.ConfigException when the run's configuration cannot be read
  static Map<String, Object> ofRun(Path folder) {
    return runFolder(folder)
        .map(run -> Settings.readYaml(run.resolve(FILE)))
        .filter(run -> run.containsKey("data"))
        .orElse(Map.of());
  }

  /// Keys that say where a run is computed and where its text encoder was taken from, not what
  /// comes out.
  private static final Set<String> PLACES = Set.of("device", "threads", "text-encoder");

  /// @param file of the first one
  /// @throws TrainException naming the file, and what two configurations say differently, other
  ///   than places
  static void requireSame(Path file, RunConfig there, RunConfig asked) {
    for (var other : Settings.differences(there, asked, PLACES)) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "%s: %s is %s, asked for is %s; only device and threads may differ",
              file,
              other.key(),
              other.there(),
              other.asked()));
    }
  }

  /// As a `config.yaml`.
  public static String yaml(RunConfig config) {
    return Settings.yaml(Settings.toMap(config));
  }

  /// What a run is called when nobody says: family, data, side of the pictures.
  public static String name(RunConfig config) {
    return config.family() + "-" + Course.of(config).subject();
  }

  /// A folder's name, or that of a table or text without its ending, as part of a run's.
  static String plain(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "data" : last.toString();
    name = name.replaceAll("(?i)[.](txt|csv|tsv)$", "").replaceAll("[^A-Za-z0-9._+-]", "_");
    return name.substring(0, Math.min(name.length(), LONGEST));
  }

  /// The length of a training, for people.
  public static String length(RunConfig config) {
    return Course.of(config).length();
  }

  /// The command that draws with a model, to be pasted: a sentence that it should draw well, or a
  /// class, or neither.
  public static String command(Path model) {
    var description = ModelBundle.describe(model);
    var examples = description.examples();
    var command = ShellWords.of("limn", "draw", "--model", ShellWords.path(model));
    return switch (description.condition()) {
      case TEXT, CLASSES -> {
        var example = examples.isEmpty() ? "…" : examples.getFirst();
        yield command
            + (example.startsWith("-") ? " -- " : " ") // no option
            + ShellWords.sentence(example);
      }
      case PICTURE -> command;
      case NOTHING -> command + (VectorModel.is(model) ? " --count 1000" : " --grid 8x8");
    };
  }
}

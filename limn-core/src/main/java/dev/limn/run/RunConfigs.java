package dev.limn.run;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.console.ShellWords;
import dev.limn.console.Suggestions;
import dev.limn.draw.ModelBundle;
import dev.limn.draw.VectorModel;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.model.style.StyleConfig;
import dev.limn.text.damsm.DamsmConfig;
import dev.limn.text.damsm.DamsmTower;
import dev.limn.text.joint.CharCnnRnn;
import dev.limn.text.joint.JointEmbeddingConfig;
import dev.limn.text.skipthought.SkipThought;
import dev.limn.text.skipthought.SkipThoughtConfig;
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

  private static final String ENCODER = "encoder.";
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
    var all = new LinkedHashMap<String, Object>(defaults());
    var known = new TreeSet<>(all.keySet());
    known.addAll(List.of("data", SETTINGS, "encoder"));
    var chosen = new LinkedHashMap<String, Object>(file.map(Settings::readYaml).orElse(Map.of()));
    requireValues(file, chosen);
    var evaluation = section(chosen, EVALUATION);
    chosen.putAll(said);
    evaluation.putAll(section(chosen, EVALUATION));
    if (!evaluation.isEmpty()) {
      chosen.put(EVALUATION, Settings.toMap(EvaluationPlan.of(evaluation)));
    }
    all.putAll(chosen);
    if (!chosen.containsKey("family") && settings.containsKey("mode")) {
      all.put("family", RunConfig.OF_MODES);
    }
    for (String key : all.keySet()) {
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
    Tables.settle(all, chosen);
    boolean textOnly = RunConfig.TEXT_FAMILIES.contains(String.valueOf(all.get("family")));
    if (!evaluation.isEmpty() && (textOnly || Tables.is(all.get("data")))) {
      throw new ModelException(
          "evaluation: nothing to measure; expected a family that draws pictures from a folder of"
              + " them");
    }
    var own = section(all, SETTINGS);
    var encoder = section(all, "encoder");
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(ENCODER)) {
            encoder.put(key.substring(ENCODER.length()), value);
          } else if (textOnly || key.equals("encoder")) {
            encoder.put(key, value);
          } else {
            own.put(key, value);
          }
        });
    encoder.putIfAbsent("seed", all.get("seed"));
    boolean styles = all.get("family").equals(RunConfig.STYLE_ENCODER);
    if (styles) {
      var base = StyleConfig.preset(String.valueOf(all.get("preset")));
      all.put("preset", all.get("preset").equals("") ? "small" : all.get("preset"));
      all.put(SETTINGS, Settings.toMap(Settings.with(base, StyleConfig.class, own)));
    } else if (textOnly) {
      requirePreset(String.valueOf(all.get("preset")));
      all.put(SETTINGS, Map.of());
    } else {
      String family = String.valueOf(all.get("family"));
      if (all.get("preset").equals("")) {
        all.put("preset", Tables.presets(family).getFirst());
      }
      String preset = String.valueOf(all.get("preset"));
      all.put(SETTINGS, Tables.settings(family, preset, own));
      if (!chosen.containsKey("kimg") && !Tables.is(all.get("data"))) {
        all.put("kimg", Family.named(family).kimg(preset));
      }
    }
    if (styles || !textOnly && !needsText(all)) {
      if (!encoder.keySet().equals(Set.of("seed"))) {
        throw new ModelException(
            "settings of a text encoder, "
                + encoder.keySet()
                + "; family "
                + all.get("family")
                + (styles
                    ? " reads sentences as its generator does"
                    : " does not draw sentences here and has none"));
      }
      all.put("encoder", Map.of());
      return Settings.of(all, RunConfig.class);
    }
    if (textOnly) {
      settle(String.valueOf(all.get("family")), encoder);
    }
    boolean ownLength = encoder.containsKey("steps") || textOnly && said.containsKey("kimg");
    // steps that are said on the command line overrule the passes of a file
    boolean saidNow = settings.containsKey("steps") || settings.containsKey(ENCODER + "steps");
    Object passes = encoder.remove(EncoderLength.KEY);
    if (saidNow
        && !settings.containsKey(EncoderLength.KEY)
        && !settings.containsKey(ENCODER + EncoderLength.KEY)) {
      passes = null;
    }
    TextConfig text = encoder(encoder, textOnly && all.get("preset").equals("paper"));
    if (textOnly && said.containsKey("kimg")) {
      long steps = Math.round(((Number) all.get("kimg")).doubleValue() * 1000 / text.batch());
      text = text.withSteps(Math.clamp(steps, 1, 1_000_000_000));
    }
    boolean paper =
        textOnly && all.get("preset").equals("paper")
            || text.encoder().equals(CharCnnRnn.ARCHITECTURE);
    var section = Settings.toMap((Record) text);
    section.put(EncoderLength.KEY, EncoderLength.passes(passes, ownLength || paper));
    all.put("encoder", section);
    return Settings.of(all, RunConfig.class);
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

  private static boolean needsText(Map<String, Object> all) {
    if (Tables.is(all.get("data"))) {
      return false;
    }
    Family family = Family.named(String.valueOf(all.get("family")));
    return family.condition(section(all, SETTINGS)) == Family.Condition.TEXT;
  }

  private static Map<String, Object> defaults() {
    var map = new LinkedHashMap<String, Object>();
    map.put("format", "auto");
    map.put("allow-bad", false);
    map.put("hold-back", 0);
    map.put("family", RunConfig.DEFAULT_FAMILY);
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

  private static void requirePreset(String preset) {
    if (!List.of("", "small", "paper").contains(preset)) {
      throw new ModelException(
          "preset '" + preset + "' of a text encoder; expected small or paper");
    }
  }

  /// What a family of text encoders trains, which its settings must not contradict.
  private static void settle(String family, Map<String, Object> encoder) {
    Object wanted = encoder.get("encoder");
    if (!family.equals(RunConfig.TEXT_ONLY)) {
      if (wanted != null && !wanted.equals(family)) {
        throw new ModelException(
            "encoder " + wanted + " in family " + family + "; expected " + family + ", or none");
      }
      encoder.put("encoder", family);
    } else if (wanted != null && RunConfig.TEXT_FAMILIES.contains(wanted)) {
      throw new ModelException("encoder " + wanted + " is trained with --family " + wanted);
    }
  }

  /// The settings of a text encoder's training as a run has them, complete; what was not known to
  /// the version that wrote them is the default of its kind, but for what that version did not do.
  static TextConfig encoder(Map<String, Object> settings) {
    var complete = new LinkedHashMap<>(EncoderLength.settings(settings));
    TokenizerSettings.complete(complete);
    if (settings.containsKey("margin")) { // a joint embedding
      complete.putIfAbsent("naming", 0);
    }
    return encoder(complete, false);
  }

  private static TextConfig encoder(Map<String, Object> overrides, boolean paper) {
    try {
      return switch (String.valueOf(overrides.get("encoder"))) {
        case SkipThought.ARCHITECTURE ->
            Settings.with(
                paper ? SkipThoughtConfig.paper() : SkipThoughtConfig.small(),
                SkipThoughtConfig.class,
                overrides);
        case DamsmTower.ARCHITECTURE ->
            Settings.with(
                paper ? DamsmConfig.paper() : DamsmConfig.small(), DamsmConfig.class, overrides);
        case CharCnnRnn.ARCHITECTURE ->
            Settings.with(JointEmbeddingConfig.paper(), JointEmbeddingConfig.class, overrides);
        case String kind ->
            Settings.with(
                paper && kind.equals("null")
                    ? JointEmbeddingConfig.paper()
                    : JointEmbeddingConfig.words(),
                JointEmbeddingConfig.class,
                overrides);
      };
    } catch (ConfigException e) {
      throw new ModelException("text encoder: " + e.getMessage(), e);
    }
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
    if (config.styleOnly()) {
      return config.family() + "-" + plain(Path.of(config.generator()));
    }
    String side =
        config.textOnly() || config.ofNumbers()
            ? ""
            : "-" + Family.named(config.family()).feed(config.settings()).resolution();
    return config.family() + "-" + plain(Path.of(config.data())) + side;
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
    if (config.textOnly()) {
      TextConfig encoder = encoder(config.encoder());
      String what = config.family().replace('-', ' ');
      boolean bounded = EncoderLength.passes(config.encoder().get(EncoderLength.KEY), true) > 0;
      return String.format(
          Locale.ROOT, "%s%,d steps of %s", bounded ? "at most " : "", encoder.steps(), what);
    }
    return String.format(
        Locale.ROOT,
        "%,d %s",
        Math.round(config.kimg() * 1000),
        config.ofNumbers() ? "rows" : "pictures");
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
      case NOTHING -> command + (VectorModel.is(model) ? " --count 1000" : " --grid 8x8");
    };
  }
}

package dev.limn.cli;

import dev.limn.config.Settings;
import dev.limn.model.Family;
import dev.limn.model.dfgan.DfGanFamily;
import dev.limn.run.EvaluationPlan;
import dev.limn.run.PrecisionSettings;
import dev.limn.run.RunConfig;
import dev.limn.run.RunConfigs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What a training is made of: everything that ends up in `config.yaml`.
///
/// All are optional but the data; what is not said comes from `--config` or from the family's
/// preset.
final class TrainOptions {
  /// What may be said with `--resume`.
  private static final Set<String> FREE =
      Set.of(
          "--data",
          "--device",
          "--threads",
          "--kimg",
          "--out",
          "--name",
          "--resume",
          "--dry-run",
          "--debug");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final Map<String, Object> top = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Object> evaluation = new LinkedHashMap<>();

  @Option(
      names = "--data",
      paramLabel = "DIR|FILE.csv",
      defaultValue = Option.NULL_VALUE,
      description =
          "The folder with the pictures and their captions or classes, if any; or a table of"
              + " numbers, a row a line. For family skip-thought also a text file, or a folder of"
              + " them.")
  private Optional<Path> data;

  @Option(
      names = "--config",
      paramLabel = "FILE.yaml",
      defaultValue = Option.NULL_VALUE,
      description = "Start from the settings of this file, such as another run's config.yaml.")
  private Optional<Path> file;

  @Option(
      names = "--family",
      paramLabel = "NAME",
      description =
          "What is trained: df-gan, the default; reed; stackgan; dcgan, wgan and conditional, which"
              + " need no captions; joint-embedding, skip-thought or damsm, which train a text"
              + " encoder alone; or style-encoder, which reads styles off pictures for the model of"
              + " --generator. From a table: mlp, the default, wgan or unrolled.")
  void family(String value) {
    top.put("family", value);
  }

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "The family's starting point: small, the default, or paper; of stackgan paper, the default,"
              + " or small; of dcgan and conditional also fashion and faces; of wgan gp, clip and"
              + " fashion; of mlp plain, gp, clip and unrolled.")
  void preset(String value) {
    top.put("preset", value);
  }

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Which of the paper's systems: gan, cls, int or int_cls, the default.")
  void mode(String value) {
    settings.put("mode", value.replace('-', '_'));
  }

  @Option(
      names = "--kimg",
      paramLabel = "N",
      description =
          "The length of the training in thousands of pictures (default: "
              + DfGanFamily.SMALL_KIMG
              + " for df-gan's preset small, "
              + Family.USUAL_KIMG
              + " for others; of text encoders as many as their steps take).")
  void kimg(double value) {
    top.put("kimg", value);
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of everything (default: " + RunConfigs.SEED + ").")
  void seed(long value) {
    top.put("seed", value);
  }

  @Option(names = "--batch", paramLabel = "N", description = "Pictures a step.")
  void batch(int value) {
    settings.put("batch", Integer.toString(value));
  }

  @Option(
      names = "--micro-batch",
      paramLabel = "N",
      description =
          "Compute so many pictures at a time and add up their gradients, to need less memory."
              + " Batch norm then sees only so many at once.")
  void microBatch(int value) {
    top.put("micro-batch", value);
  }

  @Option(
      names = "--hold-back",
      paramLabel = "N",
      description = "Keep every Nth picture out of training, to measure with; 0 for none.")
  void holdBack(int value) {
    top.put("hold-back", value);
  }

  @Option(
      names = "--half",
      paramLabel = "a|b",
      description =
          "Learn only from every other picture, so that two encoders, one for drawing and one for"
              + " judging, have none in common.")
  void half(String value) {
    top.put("half", value);
  }

  @Mixin private ReadingOptions reading;

  @Option(
      names = "--allow-bad",
      description = "Go on although more than 5 %% of the samples are broken.")
  void allowBad(boolean value) {
    top.put("allow-bad", value);
  }

  @Option(
      names = "--text-encoder",
      paramLabel = "DIR",
      description = "Use the trained text encoder of this model or run instead of training one.")
  void textEncoder(Path value) {
    top.put("text-encoder", value.toAbsolutePath().normalize().toString());
  }

  @Option(
      names = "--from",
      paramLabel = "RUN",
      description =
          "Start from the weights of this training run of the same family, where their shapes agree:"
              + " to go on with other pictures, or at a larger resolution.")
  void from(Path value) {
    top.put("from", value.toAbsolutePath().normalize().toString());
  }

  @Option(
      names = "--generator",
      paramLabel = "DIR",
      description =
          "The model, or its training run, that a style encoder is trained for; without --data on the"
              + " run's data.")
  void generator(Path value) {
    top.put("generator", ShippedModels.named(value).toAbsolutePath().normalize().toString());
  }

  @Option(
      names = "--tick",
      paramLabel = "KIMG",
      description =
          "Thousands of pictures between figures (default: "
              + RunConfigs.TICK_KIMG
              + ", of a table "
              + RunConfigs.TABLE_TICK_KIMG
              + ").")
  void tick(double value) {
    top.put("tick-kimg", value);
  }

  @Option(
      names = "--preview",
      paramLabel = "KIMG",
      description =
          "Thousands of pictures between previews (default: "
              + RunConfigs.PREVIEW_KIMG
              + ", of a table "
              + RunConfigs.TABLE_SAVE_KIMG
              + ").")
  void preview(double value) {
    top.put("preview-kimg", value);
  }

  @Option(
      names = "--save",
      paramLabel = "KIMG",
      description =
          "Thousands of pictures between checkpoints (default: "
              + RunConfigs.SAVE_KIMG
              + ", of a table "
              + RunConfigs.TABLE_SAVE_KIMG
              + ").")
  void save(double value) {
    top.put("save-kimg", value);
  }

  @Option(
      names = "--evaluate-kimg",
      paramLabel = "KIMG",
      description =
          "Measure every so many thousand pictures, and at the end (default: never; "
              + EvaluationPlan.KIMG
              + " when another option of measures is there).")
  void evaluateKimg(double value) {
    evaluation.put("kimg", value);
  }

  @Option(
      names = "--measures",
      paramLabel = "LIST",
      description =
          "What is measured, as limn evaluate has it (default: "
              + EvaluationPlan.MEASURES
              + "). The figures go to"
              + " stats.jsonl and TensorBoard; those that compare pictures need --hold-back.")
  void measures(String value) {
    evaluation.put("measures", value);
  }

  @Option(
      names = "--evaluate-count",
      paramLabel = "N",
      description =
          "Drawings, and held-back pictures, of each measure (default: "
              + EvaluationPlan.COUNT
              + ").")
  void evaluateCount(int value) {
    evaluation.put("count", value);
  }

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "SqueezeNet 1.1's weights, for measures.")
  void weights(Path value) {
    evaluation.put("weights", absolute(value));
  }

  @Option(
      names = "--inception",
      paramLabel = "FILE",
      description = "Inception v3's weights of 2015-12-05, for measures.")
  void inception(Path value) {
    evaluation.put("inception", absolute(value));
  }

  @Option(
      names = "--evaluator",
      paramLabel = "RUN|own",
      description = "A run of the family damsm or joint-embedding, for measures; or own.")
  void evaluator(Path value) {
    evaluation.put("evaluator", value.toString().equals("own") ? "own" : absolute(value));
  }

  @Option(
      names = "--attributes",
      paramLabel = "FILE.yaml",
      description = "Attributes and the words that captions name them by, for measures.")
  void attributes(Path value) {
    evaluation.put("attributes", absolute(value));
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  @Option(
      names = {"-o", "--set"},
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the family, such as learning-rate=1e-4, or of the text encoder, such as"
              + " encoder.steps=1000. May be repeated; --dry-run shows all keys.")
  void set(Map<String, String> values) {
    settings.putAll(values);
  }

  Optional<Path> data() {
    return data.or(() -> file.flatMap(RunConfigs::data));
  }

  /// The model of a style encoder, if one was named.
  Optional<Path> generator() {
    return Optional.ofNullable(top.get("generator"))
        .or(() -> file.map(path -> Settings.readYaml(path).get("generator")))
        .map(String::valueOf)
        .filter(Predicate.not(String::isBlank))
        .map(Path::of);
  }

  /// Takes the data of the run that made the [#generator()], and how it was read, unless said.
  ///
  /// @return the data; empty where the model belongs to no run
  Optional<Path> dataOfGenerator() {
    reading.given().forEach(top::putIfAbsent);
    var known = generator().map(RunConfigs::learnedFrom).orElse(Map.of());
    Set<String> said = file.map(path -> Settings.readYaml(path).keySet()).orElse(Set.of());
    known.forEach(
        (key, value) -> {
          if (!said.contains(key)) {
            top.putIfAbsent(key, value);
          }
        });
    return Optional.ofNullable(known.get("data")).map(value -> Path.of(value.toString()));
  }

  /// Whether the file of `--config` is wrong by itself.
  boolean fileIsWrong(Path folder) {
    if (file.isEmpty()) {
      return false;
    }
    try {
      RunConfigs.of(file, Map.of("data", folder.toString()), Map.of());
      return false;
    } catch (RuntimeException _) {
      return true;
    }
  }

  /// Whether somebody chose the batch, here or in a file.
  boolean batchSaid() {
    return settings.containsKey("batch")
        || file.map(path -> Settings.readYaml(path).get("settings"))
            .filter(own -> own instanceof Map<?, ?> map && map.containsKey("batch"))
            .isPresent();
  }

  /// The length, if it was said.
  OptionalDouble kimg() {
    return top.get("kimg") instanceof Double value
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  /// The first option of these on the command line, if any.
  Optional<String> given() {
    var matched = command.commandLine().getParseResult();
    return matched.matchedOptions().stream()
        .filter(option -> option.userObject() != null && !FREE.contains(option.longestName()))
        .filter(option -> !option.longestName().equals("--set") || precisions().isEmpty())
        .map(OptionSpec::longestName)
        .findFirst();
  }

  /// What `-o` says, if it says nothing but precisions.
  Map<String, String> precisions() {
    return settings.keySet().stream().allMatch(PrecisionSettings::isKey) ? settings : Map.of();
  }

  /// What an option of another place means, unless a family is named.
  void familyUnlessNamed(String name) {
    top.putIfAbsent("family", name);
  }

  /// All of it together, checked.
  RunConfig config(Path folder, String device, Optional<Integer> threads) {
    reading.given().forEach(top::putIfAbsent);
    top.put("data", folder.toAbsolutePath().normalize().toString());
    if (!device.equals("auto")) {
      top.put("device", device);
    }
    threads.ifPresent(count -> top.put("threads", count));
    if (!evaluation.isEmpty()) {
      top.put("evaluation", evaluation);
    }
    return RunConfigs.of(file, top, settings);
  }
}

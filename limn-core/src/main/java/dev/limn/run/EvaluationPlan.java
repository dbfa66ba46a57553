package dev.limn.run;

import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.metric.ColourAgreement;
import dev.limn.metric.EvaluationConfig;
import dev.limn.metric.Measure;
import dev.limn.metric.MetricException;
import dev.limn.metric.MetricNetworks;
import dev.limn.model.ModelException;
import dev.limn.vision.InceptionFeatures.Input;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What is measured while a model is trained: the section `evaluation` of a `config.yaml`.
///
/// Drawings are always made of the same captions and noise, so that figures of one run, and of runs
/// on the same data, can be compared. Measuring draws no random number of the training.
///
/// @param kimg thousands of pictures between measures
/// @param measures their names, with commas
/// @param count drawings, and held-back pictures; fewer where fewer are held back
/// @param seeds drawings of each colour, and of each sentence of the diversity
/// @param seed of captions and noise
/// @param sentence of the colours
/// @param repetitions of the Geometry Score
/// @param attributeSteps steps of the classifier that reads attributes
/// @param weights file of SqueezeNet's weights; empty for none
/// @param inception file of Inception's weights; empty for none
/// @param inceptionInput how pictures come into Inception
/// @param evaluator a run of `damsm` or `joint-embedding`; `own` for that of the training; empty
///   for none
/// @param attributes a file with attributes; empty for those of the data
public record EvaluationPlan(
    double kimg,
    String measures,
    int count,
    int seeds,
    long seed,
    String sentence,
    int repetitions,
    int attributeSteps,
    String weights,
    String inception,
    String inceptionInput,
    String evaluator,
    String attributes) {
  /// Thousands of pictures between measures when nothing else is said.
  public static final int KIMG = 10;

  /// What is measured when nothing else is said: what needs neither pictures nor networks.
  public static final String MEASURES = "colours";

  /// Drawings when nothing else is said; fewer than [EvaluationConfig#COUNT], as it is done often.
  public static final int COUNT = 500;

  /// Repetitions of the Geometry Score when nothing else is said; fewer, too.
  private static final int REPETITIONS = 100;

  private static final EvaluationPlan DEFAULT =
      new EvaluationPlan(
          KIMG,
          MEASURES,
          COUNT,
          EvaluationConfig.SEEDS,
          EvaluationConfig.SEED,
          ColourAgreement.SENTENCE,
          REPETITIONS,
          EvaluationConfig.ATTRIBUTE_STEPS,
          "",
          "",
          "tensorflow",
          "",
          "");

  private static final String OWN = "own";

  public EvaluationPlan {
    if (!(kimg > 0)) {
      throw new IllegalArgumentException("evaluation.kimg: " + kimg + "; expected above 0");
    }
  }

  /// From what was said; what was not is the default.
  ///
  /// @throws ModelException or [MetricException] naming the key or value that is wrong
  static EvaluationPlan of(Map<String, ?> said) {
    EvaluationPlan plan;
    try {
      plan = Settings.with(DEFAULT, EvaluationPlan.class, said);
    } catch (ConfigException e) {
      throw new ModelException("evaluation: " + e.getMessage(), e);
    }
    var sources = plan.sources(Path.of("."));
    for (var measure : plan.config(0, plan.count()).measures()) {
      sources
          .missing(measure, true)
          .ifPresent(
              need -> {
                throw new MetricException(measure.label() + " needs " + need.option());
              });
    }
    return plan;
  }

  /// As [dev.limn.metric.Evaluation] takes it.
  ///
  /// @param holdBack as in training
  /// @param most pictures that are held back
  EvaluationConfig config(int holdBack, int most) {
    return new EvaluationConfig(
        Measure.all(measures),
        Math.min(count, most),
        seeds,
        seed,
        holdBack,
        sentence,
        repetitions,
        attributeSteps,
        EvaluationConfig.Crop.WHOLE);
  }

  /// Whether pictures are compared.
  boolean needsPictures() {
    return config(0, count).measures().stream()
        .anyMatch(measure -> measure.needs(Measure.Need.PICTURES));
  }

  /// The networks that are needed.
  ///
  /// @param own the run, which has encoders of its own
  MetricNetworks.Sources sources(Path own) {
    return new MetricNetworks.Sources(
        file(weights),
        file(inception),
        input(),
        file(evaluator).map(path -> evaluator.equals(OWN) ? own : path),
        file(attributes));
  }

  /// @throws MetricException naming a file or run that is named here and not there
  void requireFiles() {
    for (String name : List.of(weights, inception, evaluator, attributes)) {
      if (!name.isEmpty() && !name.equals(OWN) && !Files.exists(Path.of(name))) {
        throw new MetricException("evaluation: " + name + ": no such file or folder");
      }
    }
  }

  private Input input() {
    return Arrays.stream(Input.values())
        .filter(input -> label(input).equals(inceptionInput))
        .findFirst()
        .orElseThrow(
            () ->
                new MetricException(
                    "inception-input: "
                        + inceptionInput
                        + "; expected "
                        + String.join(
                            ", ",
                            Arrays.stream(Input.values()).map(EvaluationPlan::label).toList())));
  }

  private static String label(Input input) {
    return input.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<Path> file(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
  }
}

package dev.limn.run;

import static dev.limn.config.Checks.require;

import dev.limn.config.Settings;
import dev.limn.data.DatasetOptions;
import dev.limn.model.Condition;
import dev.limn.model.Configured;
import dev.limn.model.DataNeeds;
import dev.limn.model.Family;
import dev.limn.model.ModelFamily;
import dev.limn.text.training.EncoderFamily;
import dev.limn.train.step.MicroBatches;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Everything that a training run depends on besides the data: the content of its `config.yaml`.
///
/// @param data the folder of pictures, or the table of numbers; for a family that learns from
///   sentences alone also a text file, or a folder of them
/// @param format a data format's name, or `auto`
/// @param imageColumn of a table, the column that names the pictures; empty to find out
/// @param captionColumn of a table, the column that holds the captions; empty to find out
/// @param charset of texts that are not UTF-8 and do not say it; empty refuses them
/// @param splits `auto`, or `none` to learn from folders called validation and test, too
/// @param side `both`, or `a` or `b` for one picture of each pair
/// @param allowBad trains even if more than one file in twenty is broken
/// @param holdBack every so manieth picture is kept out of training; 0 for none
/// @param family its name, see [Family#all]
/// @param preset the starting point of its settings
/// @param settings of the family, complete; empty for a family of text encoders
/// @param encoder settings of the text encoder's training, complete; empty for families without
///   text
/// @param textEncoder a folder with a trained text encoder to use instead of training one; empty
///   for none
/// @param from the training run whose weights the training starts from, where their names and
///   shapes are the same; empty for random ones
/// @param generator the folder of the model that a style encoder is trained for; empty for every
///   other family
/// @param half `a` or `b` to learn only from every other training picture, so that two runs have
///   none in common; empty for all
/// @param microBatch pictures that are computed at a time, to save memory; 0 for the whole batch
/// @param kimg length of the training in thousands of pictures
/// @param seed of everything
/// @param device where it is computed
/// @param threads of each operation; resuming is bit-exact only with the same number
/// @param tickKimg between figures
/// @param previewKimg between previews
/// @param saveKimg between checkpoints
/// @param evaluation what is measured during training, as [EvaluationPlan] has it; empty for
///   nothing
public record RunConfig(
    String data,
    String format,
    String imageColumn,
    String captionColumn,
    String charset,
    String splits,
    String side,
    boolean allowBad,
    int holdBack,
    String family,
    String preset,
    Map<String, Object> settings,
    Map<String, Object> encoder,
    String textEncoder,
    String from,
    String generator,
    String half,
    int microBatch,
    double kimg,
    long seed,
    String device,
    int threads,
    double tickKimg,
    double previewKimg,
    double saveKimg,
    Map<String, Object> evaluation) {
  /// Keys that configurations of earlier versions lack, with what they mean there.
  static final Map<String, Object> ADDED =
      Map.ofEntries(
          Map.entry("text-encoder", ""),
          Map.entry("from", ""),
          Map.entry("generator", ""),
          Map.entry("half", ""),
          Map.entry("micro-batch", 0),
          Map.entry("evaluation", Map.of()),
          Map.entry("image-column", ""),
          Map.entry("caption-column", ""),
          Map.entry("charset", ""),
          Map.entry("splits", "auto"),
          Map.entry("side", "both"));

  public RunConfig {
    require(!data.isBlank(), "data", data, "a folder");
    DatasetOptions.of(
        format, imageColumn, captionColumn, charset, splits, side); // says what is wrong
    Family<?> of = Family.named(family);
    boolean inverts = of.inputs().contains(Family.Input.GENERATOR);
    require(
        from.isEmpty() || of.inputs().contains(Family.Input.WEIGHTS),
        "from",
        from,
        "none with family " + family);
    require(
        generator.isEmpty() != inverts,
        "generator",
        generator.isEmpty() ? "missing" : generator,
        inverts ? "the folder of a model that draws sentences" : "none with family " + family);
    require(
        evaluation.isEmpty() || of.inputs().contains(Family.Input.MEASURES),
        "evaluation",
        evaluation,
        "none with family " + family + ", of which no drawing can be measured");
    require(half.matches("a?|b"), "half", half, "a or b, or nothing for all");
    require(microBatch >= 0, "micro-batch", microBatch, "0, or a divisor of the batch");
    if (microBatch != 0
        && of instanceof ModelFamily<?> models
        && models.configured(settings).needs().pictures() instanceof DataNeeds.Pictures pictures
        && pictures.annotation() == Condition.TEXT) {
      // says so before the text encoder has been trained
      new MicroBatches(pictures.feed().batch(), microBatch);
    }
    require(holdBack == 0 || holdBack >= 2, "hold-back", holdBack, "0, or at least 2");
    require(kimg > 0 && kimg <= 1e7, "kimg", kimg, "above 0");
    require(threads >= 1, "threads", threads, "at least 1");
    require(tickKimg > 0, "tick-kimg", tickKimg, "above 0");
    require(previewKimg > 0, "preview-kimg", previewKimg, "above 0");
    require(saveKimg > 0, "save-kimg", saveKimg, "above 0");
    settings = new LinkedHashMap<>(settings);
    encoder = new LinkedHashMap<>(encoder);
    evaluation = new LinkedHashMap<>(evaluation);
  }

  /// What the weights of the family depend on: two configurations of the same essence may continue
  /// each other's checkpoints. The length is no part of it, so that a run can be lengthened.
  String essence() {
    return family
        + " "
        + Settings.json(new TreeMap<>(settings))
        + seed
        + " "
        + holdBack
        + (microBatch == 0 ? "" : " micro-batch " + microBatch)
        + (half.isEmpty() ? "" : " half " + half)
        + (from.isEmpty() ? "" : " from " + from);
  }

  /// What the weights of the text encoder depend on.
  String encoderEssence() {
    return Settings.json(new TreeMap<>(encoder))
        + holdBack
        + (half.isEmpty() ? "" : " half " + half);
  }

  /// How the data are read.
  DatasetOptions reading() {
    return DatasetOptions.of(format, imageColumn, captionColumn, charset, splits, side);
  }

  /// What is measured during training, if anything.
  Optional<EvaluationPlan> plan() {
    return evaluation.isEmpty() ? Optional.empty() : Optional.of(EvaluationPlan.of(evaluation));
  }

  /// The family with its config, whichever section of the file that stands in.
  ///
  /// @throws dev.limn.model.ModelException when the settings do not fit the family
  Configured<?> configured() {
    return Family.named(family)
        .configured(ofEncoder() ? EncoderSection.encoderSettings(encoder) : settings);
  }

  /// Whether it trains a text encoder and nothing else, so that the family's settings stand in the
  /// section `encoder`.
  public boolean ofEncoder() {
    return Family.named(family) instanceof EncoderFamily<?>;
  }

  /// The same on another device, with another number of threads.
  public RunConfig on(String otherDevice, int otherThreads) {
    return with(settings, encoder, textEncoder, kimg, otherDevice, otherThreads);
  }

  /// The same with another length.
  RunConfig of(double otherKimg) {
    return with(settings, encoder, textEncoder, otherKimg, device, threads);
  }

  /// The same with its data in another place.
  public RunConfig at(Path folder) {
    return new RunConfig(
        folder.toAbsolutePath().normalize().toString(),
        format,
        imageColumn,
        captionColumn,
        charset,
        splits,
        side,
        allowBad,
        holdBack,
        family,
        preset,
        settings,
        encoder,
        textEncoder,
        from,
        generator,
        half,
        microBatch,
        kimg,
        seed,
        device,
        threads,
        tickKimg,
        previewKimg,
        saveKimg,
        evaluation);
  }

  /// The same with other settings of the family.
  public RunConfig with(Map<String, Object> otherSettings, String otherTextEncoder) {
    return with(otherSettings, encoder, otherTextEncoder, kimg, device, threads);
  }

  /// The same with other settings of the family and of the text encoder.
  RunConfig withSections(Map<String, Object> otherSettings, Map<String, Object> otherEncoder) {
    return with(otherSettings, otherEncoder, textEncoder, kimg, device, threads);
  }

  private RunConfig with(
      Map<String, Object> otherSettings,
      Map<String, Object> otherEncoder,
      String otherTextEncoder,
      double otherKimg,
      String otherDevice,
      int otherThreads) {
    return new RunConfig(
        data,
        format,
        imageColumn,
        captionColumn,
        charset,
        splits,
        side,
        allowBad,
        holdBack,
        family,
        preset,
        otherSettings,
        otherEncoder,
        otherTextEncoder,
        from,
        generator,
        half,
        microBatch,
        otherKimg,
        seed,
        otherDevice,
        otherThreads,
        tickKimg,
        previewKimg,
        saveKimg,
        evaluation);
  }
}

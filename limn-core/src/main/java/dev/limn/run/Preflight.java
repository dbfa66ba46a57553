package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.data.Sample;
import dev.limn.model.Family;
import dev.limn.train.TrainException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What a run needs that can be told before its directory is made: data of the right kind, and
/// everything that its configuration names.
final class Preflight {
  private Preflight() {}

  /// @param batchSaid whether somebody chose the batch, which is then not made smaller
  /// @return how to train
  /// @throws RuntimeException naming what is missing or does not fit, and what was expected
  static BatchFit check(RunConfig config, boolean batchSaid) {
    var fit = new BatchFit(config, Optional.empty());
    if (config.ofNumbers()) {
      VectorStage.open(config);
    } else if (config.sentencesOnly()) {
      TextStages.corpus(config);
    } else {
      fit = BatchFit.of(config, data(config), batchSaid);
    }
    if (config.styleOnly()) {
      StyleStage.requireGenerator(config);
    }
    config.plan().ifPresent(EvaluationPlan::requireFiles);
    if (!config.from().isEmpty()) {
      WarmStart.requireFamily(Path.of(config.from()), config.family());
    }
    boolean drawsText = config.condition() == Family.Condition.TEXT;
    if (drawsText && !config.textOnly() && !config.styleOnly()) {
      StageOrder.requireFoundation(config);
      TextStages.requireNamed(config);
    }
    return fit;
  }

  /// The data of pictures, which have the captions or classes that are to be learnt.
  ///
  /// @throws RuntimeException when there is none, or they have not
  static Dataset data(RunConfig config) {
    Dataset dataset = Dataset.open(Path.of(config.data()), config.reading());
    requireConditions(dataset, config);
    return dataset;
  }

  private static void requireConditions(Dataset dataset, RunConfig config) {
    switch (config.condition()) {
      case TEXT -> requireCaptions(dataset);
      case CLASSES -> requireClasses(dataset);
      case NOTHING -> {} // any picture will do
    }
  }

  private static void requireClasses(Dataset dataset) {
    long without =
        dataset.samples().stream().filter(sample -> sample.label() == Sample.NO_LABEL).count();
    if (without > 0 || dataset.classNames().size() < 2) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "%s: %,d %s, and %,d of %,d pictures without one. To learn classes, put the"
                  + " pictures of each into a folder of its own; labels=none learns without",
              dataset.root(),
              dataset.classNames().size(),
              dataset.classNames().size() == 1 ? "class" : "classes",
              without,
              dataset.size()));
    }
  }

  private static void requireCaptions(Dataset dataset) {
    if (dataset.samples().stream().allMatch(sample -> sample.captions().isEmpty())) {
      throw new TrainException(
          String.format(
              Locale.ROOT,
              "%s: %s; none of its %,d pictures has a caption. Limn learns from pictures with"
                  + " sentences: put a text file beside each picture (a.png, a.txt), or a metadata.jsonl with"
                  + " lines like {\"file_name\": \"a.png\", \"text\": \"a red bird\"}",
              dataset.root(),
              dataset.detection(),
              dataset.size()));
    }
  }
}

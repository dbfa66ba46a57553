package dev.limn.run;

import dev.limn.data.Dataset;
import dev.limn.data.Sample;
import dev.limn.model.Condition;
import dev.limn.train.TrainException;
import java.nio.file.Path;
import java.util.Locale;

/// What a run needs that can be told before its directory is made: data of the right kind, and
/// everything that its configuration names.
final class Preflight {
  private Preflight() {}

  /// @param batchSaid whether somebody chose the batch, which is then not made smaller
  /// @return how to train
  /// @throws RuntimeException naming what is missing or does not fit, and what was expected
  static BatchFit check(RunConfig config, boolean batchSaid) {
    Course course = Course.of(config);
    BatchFit fit = course.fitted(batchSaid);
    course.check();
    config.plan().ifPresent(EvaluationPlan::requireFiles);
    if (!config.from().isEmpty()) {
      WarmStart.requireFamily(Path.of(config.from()), config.family());
    }
    return fit;
  }

  /// The data of a run's pictures.
  ///
  /// @throws RuntimeException when there is none
  static Dataset data(RunConfig config) {
    return Dataset.open(Path.of(config.data()), config.reading());
  }

  /// The data of a run's pictures, each with what has to be known of it.
  ///
  /// @throws RuntimeException when there is none, or they have not
  static Dataset data(RunConfig config, Condition annotation) {
    Dataset dataset = data(config);
    switch (annotation) {
      case TEXT -> requireCaptions(dataset);
      case CLASSES -> requireClasses(dataset);
      case NOTHING, PICTURE -> {} // any picture will do
    }
    return dataset;
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

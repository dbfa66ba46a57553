package dev.limn.run;

import dev.limn.LimnException;
import dev.limn.draw.ModelBundle;
import dev.limn.model.Model;
import dev.limn.model.ModelException;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Stage;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.train.CheckpointStore;
import dev.limn.train.RunDirectory;
import dev.limn.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The stages of a family in a run, one after the other, each on the model of the one before.
final class StageOrder<C extends Record> {
  private final RunDirectory run;
  private final ModelFamily<C> family;
  private final C config;

  StageOrder(RunDirectory run, ModelFamily<C> family, C config) {
    this.run = run;
    this.family = family;
    this.config = config;
  }

  /// What there is to do in a stage.
  ///
  /// @param total pictures
  /// @param before the model that it builds on
  /// @param model where its own is written
  /// @param checkpoints where they lie
  record Task<C extends Record>(
      Stage<C> stage, long total, Optional<Path> before, Path model, Path checkpoints) {
    boolean last() {
      return stage.name().isEmpty();
    }
  }

  /// Does what is not done yet.
  ///
  /// @param whole pictures of all stages
  /// @param model where the last one's is written
  Trainer.End each(long whole, Path model, Function<Task<C>, Trainer.End> training) {
    Optional<Path> before = family.foundation(config);
    List<Stage<C>> stages = family.stages(config);
    long given = 0;
    for (int i = 0; i < stages.size(); i++) {
      Stage<C> stage = stages.get(i);
      boolean last = i == stages.size() - 1;
      long total = Math.max(1, last ? whole - given : Math.round(whole * stage.share()));
      Path own = last ? model : run.root().resolve(stage.drawings()).resolve("model");
      // what a later stage has begun to build on stays as it is
      if (last || seen(checkpoints(stages.get(i + 1))).isEmpty()) {
        var task = new Task<>(stage, total, before, own, checkpoints(stage));
        if (training.apply(task) == Trainer.End.INTERRUPTED) {
          return Trainer.End.INTERRUPTED;
        }
      }
      before = Optional.of(own);
      // of a run that was lengthened since, less than is planned now
      given += seen(checkpoints(stage)).orElse(total);
    }
    return Trainer.End.FINISHED;
  }

  /// Whether the last stage has seen all its pictures, and its model is that of the end.
  ///
  /// @param whole pictures of all stages
  /// @param model where the last one's is written
  boolean finished(long whole, Path model) {
    List<Stage<C>> stages = family.stages(config);
    long given = 0;
    for (Stage<C> stage : stages.subList(0, stages.size() - 1)) {
      given += seen(checkpoints(stage)).orElse(0L);
    }
    Optional<Long> last = seen(checkpoints(stages.getLast()));
    if (last.isEmpty() || last.get() < Math.max(1, whole - given)) {
      return false;
    }
    return Files.isDirectory(model)
        && ModelBundle.describe(model).training().get("kimg") instanceof Number kimg
        && kimg.doubleValue() == last.get() / 1000.0;
  }

  private Path checkpoints(Stage<C> stage) {
    return stage.name().isEmpty()
        ? run.checkpoints()
        : run.root().resolve("checkpoints-" + stage.name());
  }

  /// The pictures that a stage has seen by its newest checkpoint.
  private static Optional<Long> seen(Path checkpoints) {
    return CheckpointStore.newestValid(checkpoints).checkpoint().map(Trainer::seen);
  }

  /// The learner of a stage, with the model that it builds on unless it has gone on from there.
  ModelLearner learner(
      Task<C> task, Function<Optional<Model>, Training<C>> training, Device device) {
    Optional<Path> needed = task.before().filter(_ -> seen(task.checkpoints()).isEmpty());
    if (needed.isEmpty()) {
      return family.learner(training.apply(Optional.empty()));
    }
    try (var before = needed(() -> ModelBundle.open(ModelBundle.locate(needed.get()), device))) {
      return family.learner(training.apply(Optional.of(before.model())));
    }
  }

  /// @throws ModelException when the first stage that the config names is not there, or its model
  ///   is of another family
  static <C extends Record> void requireFoundation(ModelFamily<C> family, C config) {
    Optional<Path> before = family.foundation(config);
    if (before.isEmpty()) {
      return;
    }
    Path folder = needed(() -> ModelBundle.locate(before.get()));
    String other = needed(() -> ModelBundle.describe(folder)).family();
    if (!other.equals(family.name())) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: a model of family %s; expected one of %s as the first stage",
              folder,
              other,
              family.name()));
    }
  }

  private static <T> T needed(Supplier<T> model) {
    try {
      return model.get();
    } catch (LimnException e) {
      throw new ModelException("the model of the stage before is needed: " + e.getMessage(), e);
    }
  }
}

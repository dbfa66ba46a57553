package dev.limn.run;

import dev.limn.model.Configured;
import dev.limn.model.InversionFamily;
import dev.limn.model.ModelException;
import dev.limn.model.ModelFamily;
import dev.limn.model.RowFamily;
import dev.limn.torch.Device;
import dev.limn.train.RunDirectory;
import dev.limn.train.TrainException;
import dev.limn.train.Trainer;
import java.util.List;
import java.util.Locale;

/// What a run does, by what its family makes: a model of pictures or of rows, a text encoder, or
/// what belongs beside a model that is there.
interface Course {
  /// A run as it is computed now.
  ///
  /// @param device where
  /// @param stages trains, and says what happens
  record Session(Device device, StageTraining stages) {
    RunDirectory run() {
      return stages.run();
    }

    void say(String line) {
      stages.say(line);
    }
  }

  /// How the data is learned from: with a smaller batch for fewer pictures than that, unless it was
  /// chosen.
  ///
  /// @param batchSaid whether somebody chose the batch
  /// @throws RuntimeException when the data cannot be learned from
  BatchFit fitted(boolean batchSaid);

  /// What else can be told before a directory is made.
  ///
  /// @throws RuntimeException naming what is missing or does not fit, and what was expected
  void check();

  /// What a run is called behind its family's name.
  String subject();

  /// The length of the training, for people.
  String length();

  /// Trains from the newest checkpoint to the end, or until it is stopped.
  Trainer.End run(Session session);

  /// Whether what it makes is there as it is after the last step, so that [#run] would change
  /// nothing.
  boolean finished(RunDirectory run);

  /// What a person should know when it is finished, a line each.
  List<String> results(RunDirectory run);

  /// @throws TrainException when its length is fixed once it has begun
  default void requireVariableLength(RunDirectory run) {}

  /// That of a run.
  ///
  /// @throws ModelException when its family is of no kind that can be trained here
  static Course of(RunConfig config) {
    return config.ofEncoder()
        ? new EncoderCourse<>(config, EncoderSection.encoderOf(config.encoder()))
        : of(config, config.configured());
  }

  private static <C extends Record> Course of(RunConfig config, Configured<C> configured) {
    C own = configured.config();
    return switch (configured.family()) {
      case ModelFamily<C> family -> new ModelCourse<>(config, family, own);
      case RowFamily<C> family -> new RowCourse<>(config, family, own);
      case InversionFamily<C> family -> new InversionCourse<>(config, family, own);
      default ->
          throw new ModelException(
              String.format(
                      Locale.ROOT,
                      "family %s makes nothing that a run trains; expected one that draws, translates or",
                      config.family())
                  + " reads sentences");
    };
  }

  /// Pictures, or rows, of a whole training.
  static long total(RunConfig config) {
    return Math.max(1, Math.round(config.kimg() * 1000));
  }

  /// Pictures, or rows, between two events.
  static long interval(double kimg) {
    return Math.max(1, Math.round(kimg * 1000));
  }

  /// When a training shows, previews and saves.
  static Trainer.Plan plan(RunConfig config, long total) {
    return new Trainer.Plan(
        total,
        interval(config.tickKimg()),
        interval(config.previewKimg()),
        interval(config.saveKimg()));
  }
}

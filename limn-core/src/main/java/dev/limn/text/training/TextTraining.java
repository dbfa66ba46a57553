package dev.limn.text.training;

import dev.limn.text.TextEncoder;
import dev.limn.train.Learner;
import dev.limn.train.StepReport;
import dev.limn.vision.PictureEncoder;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The training of a text encoder, start to end: stages that are learned one after the other, each
/// with a [Learner].
///
/// ```java
/// try (var training = SkipThoughtConfig.small().training(cache, parts, device)) {
///   TextEncoder encoder = training.run((stage, report) -> {});
/// }
/// ```
///
/// To resume, begin the stage that was interrupted, without those before it, and restore its
/// learner: a learner's state holds all it needs from earlier stages.
public interface TextTraining extends AutoCloseable {
  /// One stage.
  ///
  /// @param name such as `classifier` or `joint-embedding`
  /// @param steps how many its learner takes
  /// @param batch pictures, or sentences, a step
  record Stage(String name, long steps, int batch) {
    /// Pictures that the stage sees.
    public long pictures() {
      return steps * batch;
    }
  }

  /// Whether a learner is to measure held-back data after so many steps: six times in a training,
  /// or after each step of a shorter one, and at its end.
  static boolean measures(long steps, long total) {
    return steps % Math.max(1, total / 6) == 0 || steps == total;
  }

  /// The stages in order.
  List<Stage> stages();

  /// The learner of a stage, made now if it was not. It belongs to this training, which closes it.
  ///
  /// @throws TextException when the stage is none of these, or weights cannot be read
  Learner begin(Stage stage);

  /// The text encoder as it is now; finished after the last step of the last stage. Close it.
  ///
  /// @throws TextException before the last stage was begun
  TextEncoder encoder();

  /// The picture side as it is now, where there is one. Close it.
  ///
  /// @throws TextException before the last stage was begun
  Optional<PictureEncoder> pictureSide();

  /// What was learnt, for people, a line each; measured on held-back data where there is some.
  ///
  /// @throws TextException before the last stage was begun
  List<String> findings();

  /// Takes all steps of all stages, without checkpoints.
  ///
  /// @param reports hears of every step
  /// @return the encoder; close it
  default TextEncoder run(BiConsumer<Stage, StepReport> reports) {
    for (Stage stage : stages()) {
      Learner learner = begin(stage);
      for (long step = 0; step < stage.steps(); step++) {
        reports.accept(stage, learner.step());
      }
    }
    return encoder();
  }

  @Override
  void close();
}

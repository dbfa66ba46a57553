package dev.limn.text;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.torch.Device;
import dev.limn.train.Learner;
import dev.limn.train.StepReport;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The training of a text encoder, start to end: stages that are learned one after the other, each
/// with a [Learner].
///
/// ```java
/// try (var training = TextTraining.of(cache, parts, SkipThoughtConfig.small(), device)) {
///   TextEncoder encoder = training.run((stage, report) -> {});
/// }
/// ```
///
/// To resume, begin the stage that was interrupted, without those before it, and restore its
/// learner: a learner's state holds all it needs from earlier stages.
public sealed interface TextTraining extends AutoCloseable
    permits TextEncoderTraining, SkipThoughtTraining, DamsmTraining {
  /// A training on the captions, and maybe the pictures, of a data set.
  ///
  /// @throws TextException when there are no captions, or the data does not fit the configuration
  static TextTraining of(
      PackedCache cache, SplitRule.Parts parts, TextConfig config, Device device) {
    return switch (config) {
      case JointEmbeddingConfig joint -> new TextEncoderTraining(cache, parts, joint, device);
      case DamsmConfig damsm -> new DamsmTraining(cache, parts, damsm, device);
      case SkipThoughtConfig skip -> {
        var train = Corpus.of(cache, parts.train());
        var heldBack =
            parts.heldBack().length == 0
                ? new Corpus(List.of(), train.origin())
                : Corpus.of(cache, parts.heldBack());
        yield new SkipThoughtTraining(new Corpus.Parts(train, heldBack), skip, device);
      }
    };
  }

  /// The stages in order.
  List<TextEncoderTraining.Stage> stages();

  /// The learner of a stage, made now if it was not. It belongs to this training, which closes it.
  ///
  /// @throws TextException when the stage is none of these, or weights cannot be read
  Learner begin(TextEncoderTraining.Stage stage);

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
  default TextEncoder run(BiConsumer<TextEncoderTraining.Stage, StepReport> reports) {
    for (TextEncoderTraining.Stage stage : stages()) {
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

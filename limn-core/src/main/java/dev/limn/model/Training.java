package dev.limn.model;

import dev.limn.image.Image;
import dev.limn.torch.Device;
import dev.limn.train.Examples;
import dev.limn.train.PictureExamples;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// What a [ModelFamily]'s learner is made from.
///
/// @param conditionWidth width of the text features; the number of classes, whose rows are one-hot;
///   or 0 without a condition
/// @param seed of weights and noise
/// @param totalPictures the length of the training
/// @param microBatch pictures that are computed at a time, their gradients added up to those of a
///   batch; 0 for the whole batch
/// @param examples the data as the family's [DataNeeds] say, a batch at a time; the learner closes
///   them
/// @param preview makes a preview with the model as it is
/// @param before the model of the [Stage] before this one, or the [ModelFamily#foundation]; the
///   caller closes it
public record Training<C extends Record>(
    C config,
    int conditionWidth,
    long seed,
    long totalPictures,
    int microBatch,
    Device device,
    Examples<?> examples,
    Function<Model, Optional<Image>> preview,
    Optional<Model> before) {
  /// The data of a family that learns from single pictures.
  ///
  /// @throws ModelException when they are of another kind
  public PictureExamples pictures() {
    if (examples instanceof PictureExamples pictures) {
      return pictures;
    }
    throw new ModelException(
        String.format(Locale.ROOT, "batches of %s; expected pictures", name(examples.type())));
  }

  /// The data by what a batch is, such as [dev.limn.train.PairedBatch].
  ///
  /// @throws ModelException when they are of another kind
  @SuppressWarnings("unchecked") // examples say of what type their batches are
  public <B> Examples<B> examples(Class<B> type) {
    if (examples.type() != type) {
      throw new ModelException(
          String.format(
              Locale.ROOT, "batches of %s; expected %s", name(examples.type()), name(type)));
    }
    return (Examples<B>) examples;
  }

  private static String name(Class<?> type) {
    return type.getSimpleName();
  }

  /// Refuses micro-batches, for a family that computes a batch at once.
  ///
  /// @param family its name
  /// @throws ModelException when they are asked for
  public void requireWholeBatch(String family) {
    if (microBatch != 0) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "micro-batch %d; %s computes a batch at once: expected 0, and a smaller batch to save"
                  + " memory",
              microBatch,
              family));
    }
  }
}

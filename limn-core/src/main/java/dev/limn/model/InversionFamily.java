package dev.limn.model;

import dev.limn.image.Image;
import dev.limn.torch.Device;
import dev.limn.train.PictureExamples;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A family of networks that belong to a generator that is there and read the noise off its
/// drawings.
public interface InversionFamily<C extends Record> extends Family<C> {
  @Override
  DataNeeds.Drawings needs(C config);

  @Override
  default Set<Input> inputs() {
    return Set.of(Input.GENERATOR);
  }

  /// What a learner is made from.
  ///
  /// @param total pictures of the whole training
  /// @param examples whose conditions are drawn; the learner closes them
  /// @param generator to read; the caller closes it
  /// @param preview makes a preview with the network as it is
  record Task<C extends Record>(
      C config,
      long seed,
      long total,
      Device device,
      PictureExamples examples,
      Generator generator,
      Function<Inversion, Optional<Image>> preview) {}

  /// A learner.
  InversionLearner learner(Task<C> task);

  /// How people ask for what was learned when they draw, behind the command that draws.
  String drawingOption();
}

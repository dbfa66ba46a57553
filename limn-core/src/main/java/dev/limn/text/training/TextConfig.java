package dev.limn.text.training;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.torch.Device;

/// The numbers of the training of some kind of text encoder.
public interface TextConfig {
  /// The architecture of the encoder, such as `word-gru`.
  String encoder();

  /// Side to which pictures are cropped, where there are pictures.
  int resolution();

  /// Pairs, or sentences, a step of the last stage.
  int batch();

  /// Steps of the last stage.
  int steps();

  /// The same with another number of steps of the last stage.
  TextConfig withSteps(int other);

  /// A training by these numbers on the captions, and maybe the pictures, of a data set. Close it.
  ///
  /// @throws dev.limn.text.TextException when there are no captions, or the data does not fit
  TextTraining training(PackedCache cache, SplitRule.Parts parts, Device device);

  /// The same, but no stage longer than so many passes over the data, or than [#LEAST_STEPS] where
  /// these are more.
  ///
  /// @param samples pictures, or sentences, to learn from
  TextConfig withMostPasses(int passes, int samples);

  /// So many steps the smallest data are worth.
  int LEAST_STEPS = 200;

  /// The steps of a stage under such a limit.
  static int within(int steps, int batch, int passes, int samples) {
    long most = Math.max(LEAST_STEPS, Math.ceilDiv((long) passes * samples, batch));
    return (int) Math.min(steps, most);
  }
}

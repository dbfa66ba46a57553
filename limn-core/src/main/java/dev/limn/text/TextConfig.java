package dev.limn.text;

/// The numbers of the training of some kind of text encoder.
public sealed interface TextConfig permits JointEmbeddingConfig, SkipThoughtConfig, DamsmConfig {
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
}

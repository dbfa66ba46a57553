package dev.limn.model;

/// What a model's pictures depend on besides noise.
public enum Condition {
  /// Sentences, through a text encoder.
  TEXT,
  /// The class of a picture.
  CLASSES,
  /// Noise alone.
  NOTHING,
  /// A picture: the model translates it, see [Translator].
  PICTURE
}

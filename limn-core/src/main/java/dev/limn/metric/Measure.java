package dev.limn.metric;

/// What an [Evaluation] can measure.
public enum Measure {
  /// The Fréchet SqueezeNet distance of drawings to held-back pictures: [FrechetDistance].
  FSD(true, true),
  /// The kernel SqueezeNet distance of the same: [KernelDistance].
  KSD(true, true),
  /// Whether drawings have the colour that their sentence names: [ColourAgreement].
  COLOURS(false, false),
  /// How far drawings of one sentence lie apart: [Spread#within].
  DIVERSITY(true, true),
  /// Which training pictures are nearest to drawings: [Spread#nearest].
  NEIGHBOURS(true, true);

  private final boolean data;
  private final boolean features;

  Measure(boolean data, boolean features) {
    this.data = data;
    this.features = features;
  }

  /// Whether it needs captioned pictures.
  public boolean needsData() {
    return data;
  }

  /// Whether it needs a feature network.
  public boolean needsFeatures() {
    return features;
  }
}

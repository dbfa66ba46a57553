package dev.limn.metric;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What an [Evaluation] can measure.
public enum Measure {
  /// The Fréchet Inception distance of drawings to held-back pictures: [FrechetDistance].
  FID(Set.of(Need.PICTURES, Need.INCEPTION), "distance"),
  /// The kernel Inception distance of the same: [KernelDistance].
  KID(Set.of(Need.PICTURES, Need.INCEPTION), "distance"),
  /// How sure a classifier is of single drawings, and how many classes it sees: [InceptionScore].
  IS(Set.of(Need.PICTURES, Need.CLASSIFIER), "score"),
  /// The Fréchet SqueezeNet distance of drawings to held-back pictures: [FrechetDistance].
  FSD(Set.of(Need.PICTURES, Need.SQUEEZENET), "distance"),
  /// The kernel SqueezeNet distance of the same: [KernelDistance].
  KSD(Set.of(Need.PICTURES, Need.SQUEEZENET), "distance"),
  /// Which drawings lie among real pictures, and the reverse: [PrecisionRecall].
  PR(Set.of(Need.PICTURES, Need.FEATURES), "precision", "recall"),
  /// Whether an independent encoder finds a drawing's caption among a hundred: [RPrecision].
  R_PRECISION(Set.of(Need.PICTURES, Need.EVALUATOR), "precision"),
  /// How well an independent encoder finds drawings and captions to match: [TextMatch].
  TEXT_MATCH(Set.of(Need.PICTURES, Need.EVALUATOR), "match"),
  /// How far drawings of one sentence lie apart: [FeatureDistances#within].
  DIVERSITY(Set.of(Need.PICTURES, Need.SQUEEZENET), "share-of-real"),
  /// Which training pictures are nearest to drawings: [FeatureDistances#nearest].
  NEAREST(Set.of(Need.PICTURES, Need.SQUEEZENET), "share-of-real"),
  /// Whether drawings and real pictures have holes alike: [GeometryScore].
  GEOMETRY(Set.of(Need.PICTURES), "score"),
  /// Whether drawings have the colour that their sentence names: [ColourAgreement].
  COLOURS(Set.of(), "agreement"),
  /// Whether drawings have the attributes that their caption names: [AttributeAgreement].
  ATTRIBUTES(Set.of(Need.PICTURES), "agreement");

  /// What a measure cannot do without, and how it is given.
  public enum Need {
    /// The data of the training.
    PICTURES("--data DIR, the pictures of the training"),
    /// SqueezeNet 1.1.
    SQUEEZENET(
        "--weights FILE, SqueezeNet 1.1's weights as safetensors (conv1 and fire2 to fire9 in"
            + " PyTorch's layout, 722,496 numbers, as in squeezenet1_1_notop.safetensors); Limn"
            + " never downloads them"),
    /// Inception v3 of the TensorFlow graph.
    INCEPTION(
        "--inception FILE, the weights of the Inception v3 of 2015-12-05 in PyTorch's layout, as"
            + " pt_inception-2015-12-05-6726825d.pth; Limn never downloads them"),
    /// Either of these.
    FEATURES("--inception FILE or --weights FILE, the weights of Inception v3 or SqueezeNet 1.1"),
    /// Inception, or an evaluator with classes.
    CLASSIFIER(
        "--inception FILE, the weights of Inception v3, or --evaluator RUN of data with classes"),
    /// A text encoder with a picture side.
    EVALUATOR(
        "--evaluator RUN, a run of limn train --family damsm, or joint-embedding, on the same data"
            + " with another --seed and --half; or --evaluator own, the encoder that the model was trained with,"
            + " which flatters it");

    private final String option;

    Need(String option) {
      this.option = option;
    }

    /// How it is given on a command line, and what it is.
    public String option() {
      return option;
    }
  }

  private final Set<Need> needs;
  private final List<String> figures;

  Measure(Set<Need> needs, String... figures) {
    this.needs = needs;
    this.figures = List.of(figures);
  }

  /// The name on command lines and in reports: lower case with dashes.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The measure of a label.
  ///
  /// @throws MetricException with the known ones
  public static Measure of(String label) {
    return Arrays.stream(values())
        .filter(measure -> measure.label().equals(label.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new MetricException(
                    String.format(
                        Locale.ROOT,
                        "measure '%s'; expected one of %s",
                        label,
                        String.join(", ", Arrays.stream(values()).map(Measure::label).toList()))));
  }

  /// The measures of labels with commas between them.
  ///
  /// @throws MetricException with the known ones
  public static Set<Measure> all(String labels) {
    Set<Measure> all = EnumSet.noneOf(Measure.class);
    Arrays.stream(labels.split(",")).map(String::strip).map(Measure::of).forEach(all::add);
    return all;
  }

  /// What it cannot do without.
  public boolean needs(Need need) {
    return needs.contains(need);
  }

  /// The names of the figures that stand for it in a curve.
  public List<String> figures() {
    return figures;
  }
}

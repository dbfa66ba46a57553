package dev.limn.metric;

import dev.limn.text.TextEncoder;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.PictureFeatures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A text encoder with a picture side that judges drawings: a joint embedding, or AttnGAN's DAMSM,
/// of which whole captions and whole pictures are compared.
///
/// It should not be the one that the generator was trained with: a generator learns to please its
/// own encoder, also where that is wrong (Dinh et al. 2021, "TISE"). A run of `limn train --family
/// damsm`, or `joint-embedding`, with another seed and on the other half of the pictures is one.
public final class Evaluator implements AutoCloseable {
  private static final String DAMSM = "damsm";
  private static final double SAME = 0.05;

  private final TextEncoder text;
  private final PictureEncoder pictures;
  private final Extractor extractor;
  private final Optional<EvaluatorTraining> training;

  private Evaluator(
      TextEncoder text,
      PictureEncoder pictures,
      Extractor extractor,
      Optional<EvaluatorTraining> training) {
    this.text = text;
    this.pictures = pictures;
    this.extractor = extractor;
    this.training = training;
  }

  /// Opens the encoders of a run.
  ///
  /// @param folder a run, or the folder of its encoders
  /// @throws dev.limn.text.TextException when one of the two is missing or cannot be read
  public static Evaluator open(Path folder, Device device) {
    var training = EvaluatorTraining.of(folder);
    var pictures = PictureEncoder.open(folder, device);
    try {
      return with(pictures, TextEncoder.open(folder, device), training, folder);
    } catch (RuntimeException e) {
      pictures.close();
      throw e;
    }
  }

  private static Evaluator with(
      PictureEncoder pictures,
      TextEncoder text,
      Optional<EvaluatorTraining> training,
      Path folder) {
    try {
      int side = pictures.config().resolution();
      var extractor =
          Extractor.of(
              pictures,
              String.format(
                  Locale.ROOT,
                  "%s of %s (%s%s)",
                  text.architecture().equals(DAMSM) ? "DAMSM" : "joint embedding",
                  folder.toAbsolutePath().normalize().getFileName(),
                  text.architecture(),
                  training.map(known -> ", " + known.text()).orElse("")),
              PictureEncoder.weights(folder),
              String.format(
                  Locale.ROOT,
                  "bicubic to %d×%d as Pillow's, where pictures have another size",
                  side,
                  side));
      return new Evaluator(text, pictures, extractor, training);
    } catch (RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /// How it was trained, where its run tells.
  public Optional<EvaluatorTraining> training() {
    return training;
  }

  /// For reports: its kind, and how it was trained where its run tells.
  Map<String, Object> facts() {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("architecture", text.architecture());
    training.ifPresent(known -> facts.putAll(known.facts()));
    return facts;
  }

  /// The picture side, with what it depends on.
  public Extractor extractor() {
    return extractor;
  }

  /// The vectors of captions, one row each.
  public FeatureSet texts(List<String> captions) {
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      float[] rows = text.encode(captions).to(Device.CPU).toFloats(); // [N, W]
      return new FeatureSet(captions.size(), text.width(), rows);
    }
  }

  /// The mean vector of training pictures.
  public float[] centre() {
    try (var _ = Scope.open()) {
      return pictures.centre().to(Device.CPU).toFloats();
    }
  }

  /// The classifier of the data's classes, if it learnt one; closes nothing.
  public Optional<Extractor> classifier() {
    Optional<PictureFeatures> classes = pictures.classifier();
    return classes.map(
        network ->
            new Extractor(
                network,
                String.format(
                    Locale.ROOT,
                    "classifier of the %d classes of the data, from the %s",
                    network.width(),
                    extractor.name()),
                extractor.file(),
                extractor.sha256(),
                extractor.resize()));
  }

  /// Whether this is, up to rounding, the encoder that a generator draws with.
  ///
  /// @param captions some, at least one
  public boolean isThatOf(TextEncoder other, List<String> captions) {
    if (other.width() != text.width()) {
      return false;
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor mine = text.encode(captions).to(Device.CPU); // [N, W]
      Tensor theirs = other.encode(captions).to(Device.CPU); // [N, W]
      return mine.minus(theirs).norm().item() < SAME * mine.norm().item();
    }
  }

  @Override
  public void close() {
    text.close();
    pictures.close();
  }
}

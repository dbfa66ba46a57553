package dev.limn.text.joint;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.text.Retrieval;
import dev.limn.text.TextEncoder;
import dev.limn.text.TextException;
import dev.limn.text.training.DataFit;
import dev.limn.text.training.PictureSource;
import dev.limn.text.training.TextTraining;
import dev.limn.torch.Device;
import dev.limn.train.Learner;
import dev.limn.vision.ClassifierLearner;
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.PictureFeatures;
import dev.limn.vision.SqueezeNetFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The training of a joint embedding: a classifier of the data's own classes where there are some,
/// then the embedding.
///
/// ```java
/// try (var training = new JointEmbeddingTraining(cache, parts, JointEmbeddingConfig.words(), device)) {
///   for (var stage : training.stages()) {
///     Learner learner = training.begin(stage); // uses what the stage before has learned
///     while (…) learner.step();
///   }
///   TextEncoder encoder = training.encoder();
/// }
/// ```
public final class JointEmbeddingTraining implements TextTraining {
  private static final String JOINT = "joint-embedding";

  private final PackedCache cache;
  private final SplitRule.Parts parts;
  private final JointEmbeddingConfig config;
  private final Device device;
  private final List<Stage> stages = new ArrayList<>();
  private Optional<ClassifierLearner> classifier = Optional.empty();
  private Optional<JointEmbeddingLearner> joint = Optional.empty();

  /// @throws TextException when there are no captions, or the data does not fit the configuration
  public JointEmbeddingTraining(
      PackedCache cache, SplitRule.Parts parts, JointEmbeddingConfig config, Device device) {
    this.cache = cache;
    this.parts = parts;
    this.device = device;
    this.config = fitted(cache, parts, config);
    if (this.config.features().equals(PictureSource.CLASSIFIER)) {
      stages.add(
          new Stage(
              PictureSource.CLASSIFIER,
              this.config.classifierSteps(),
              this.config.classifierBatch()));
    }
    stages.add(new Stage(JOINT, this.config.steps(), this.config.batch()));
  }

  /// Decides what `auto` means, and makes the batch of pairs no larger than the data allows.
  private static JointEmbeddingConfig fitted(
      PackedCache cache, SplitRule.Parts parts, JointEmbeddingConfig wanted) {
    var fit = DataFit.of(cache, parts);
    String features = fit.features(wanted.features());
    boolean distinct =
        wanted.characters()
            && !features.equals(PictureSource.JOINT)
            && !cache.classNames().isEmpty();
    int most = distinct ? Math.max(2, fit.classes()) : fit.captioned();
    return wanted.withFeatures(features).withBatch(Math.min(wanted.batch(), most));
  }

  /// The configuration as it is used: `auto` decided, the batch fitted to the data.
  public JointEmbeddingConfig config() {
    return config;
  }

  @Override
  public List<Stage> stages() {
    return List.copyOf(stages);
  }

  @Override
  public Learner begin(Stage stage) {
    if (!stages.contains(stage)) {
      throw new TextException("stage '" + stage.name() + "' is not one of this training");
    }
    return stage.name().equals(PictureSource.CLASSIFIER) ? classifier() : joint();
  }

  private ClassifierLearner classifier() {
    if (classifier.isEmpty()) {
      classifier =
          Optional.of(new ClassifierLearner(cache, parts.train(), config.classifier(), device));
    }
    return classifier.get();
  }

  private JointEmbeddingLearner joint() {
    if (joint.isEmpty()) {
      joint =
          Optional.of(
              new JointEmbeddingLearner(
                  cache, parts.train(), parts.heldBack(), config, features(), device));
    }
    return joint.get();
  }

  private Optional<PictureFeatures> features() {
    if (config.features().equals(PictureSource.CLASSIFIER)) {
      return Optional.of(classifier().features());
    }
    return PictureSource.squeezeNet(config.features())
        .map(file -> SqueezeNetFeatures.open(file, device));
  }

  @Override
  public TextEncoder encoder() {
    return joint
        .orElseThrow(() -> new TextException("the joint embedding was not begun"))
        .encoder();
  }

  /// The picture side as it is now, with the classifier of the data's classes if that was learnt
  /// here. Close it.
  ///
  /// @throws TextException before the last stage was begun
  public PictureEncoder pictures() {
    return joint
        .orElseThrow(() -> new TextException("the joint embedding was not begun"))
        .pictures(classifier.map(ClassifierLearner::head).orElse(Map.of()));
  }

  /// How well held-back captions find pictures now.
  ///
  /// @throws TextException before the last stage was begun
  public Retrieval retrieval() {
    return joint
        .orElseThrow(() -> new TextException("the joint embedding was not begun"))
        .retrieval(parts.heldBack());
  }

  @Override
  public Optional<PictureEncoder> pictureSide() {
    return Optional.of(pictures());
  }

  @Override
  public List<String> findings() {
    return parts.heldBack().length > 0 ? List.of("text encoder: " + retrieval()) : List.of();
  }

  @Override
  public void close() {
    joint.ifPresent(Learner::close);
    classifier.ifPresent(Learner::close);
    joint = Optional.empty();
    classifier = Optional.empty();
  }
}

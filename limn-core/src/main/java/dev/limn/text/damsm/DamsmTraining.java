package dev.limn.text.damsm;

import dev.limn.data.PackedCache;
import dev.limn.data.SplitRule;
import dev.limn.text.Retrieval;
import dev.limn.text.TextEncoder;
import dev.limn.text.TextException;
import dev.limn.text.training.DataFit;
import dev.limn.text.training.PictureSource;
import dev.limn.text.training.TextTraining;
import dev.limn.torch.Device;
import dev.limn.torch.Tensor;
import dev.limn.train.Learner;
import dev.limn.vision.ClassifierLearner;
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.RegionFeatures;
import dev.limn.vision.SqueezeNetFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The training of AttnGAN's similarity model: a classifier of the data's own classes where there
/// are some, then the matching of words and regions.
public final class DamsmTraining implements TextTraining {
  private final PackedCache cache;
  private final SplitRule.Parts parts;
  private final DamsmConfig config;
  private final Device device;
  private final List<Stage> stages = new ArrayList<>();
  private Optional<ClassifierLearner> classifier = Optional.empty();
  private Optional<DamsmLearner> damsm = Optional.empty();

  /// @throws TextException when there are no captions, or the data does not fit the configuration
  public DamsmTraining(
      PackedCache cache, SplitRule.Parts parts, DamsmConfig wanted, Device device) {
    this.cache = cache;
    this.parts = parts;
    this.device = device;
    var fit = DataFit.of(cache, parts);
    config =
        wanted
            .withFeatures(fit.features(wanted.features()))
            .withBatch(Math.min(wanted.batch(), fit.captioned()));
    if (config.features().equals(PictureSource.CLASSIFIER)) {
      stages.add(
          new Stage(PictureSource.CLASSIFIER, config.classifierSteps(), config.classifierBatch()));
    }
    stages.add(new Stage(DamsmTower.ARCHITECTURE, config.steps(), config.batch()));
  }

  /// The configuration as it is used: `auto` decided, the batch fitted to the data.
  public DamsmConfig config() {
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
    return stage.name().equals(PictureSource.CLASSIFIER) ? classifier() : damsm();
  }

  private ClassifierLearner classifier() {
    if (classifier.isEmpty()) {
      classifier =
          Optional.of(new ClassifierLearner(cache, parts.train(), config.classifier(), device));
    }
    return classifier.get();
  }

  private DamsmLearner damsm() {
    if (damsm.isEmpty()) {
      damsm =
          Optional.of(
              new DamsmLearner(cache, parts.train(), parts.heldBack(), config, features(), device));
    }
    return damsm.get();
  }

  private Optional<RegionFeatures> features() {
    if (config.features().equals(PictureSource.CLASSIFIER)) {
      return Optional.of(classifier().features());
    }
    return PictureSource.squeezeNet(config.features())
        .map(file -> SqueezeNetFeatures.open(file, device));
  }

  private DamsmLearner begun() {
    return damsm.orElseThrow(() -> new TextException("the damsm was not begun"));
  }

  @Override
  public TextEncoder encoder() {
    return begun().encoder();
  }

  @Override
  public Optional<PictureEncoder> pictureSide() {
    Map<String, Tensor> head = classifier.map(ClassifierLearner::head).orElse(Map.of());
    return Optional.of(begun().pictures(head));
  }

  /// How well held-back captions find pictures now.
  ///
  /// @throws TextException before the last stage was begun
  public Retrieval retrieval() {
    return begun().retrieval(parts.heldBack());
  }

  @Override
  public List<String> findings() {
    return parts.heldBack().length > 0 ? List.of("text encoder: " + retrieval()) : List.of();
  }

  @Override
  public void close() {
    damsm.ifPresent(Learner::close);
    classifier.ifPresent(Learner::close);
    damsm = Optional.empty();
    classifier = Optional.empty();
  }
}

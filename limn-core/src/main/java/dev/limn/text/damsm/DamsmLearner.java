package dev.limn.text.damsm;

import dev.limn.data.Loader;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.image.Image;
import dev.limn.text.EmbeddingNormalization;
import dev.limn.text.Lengths;
import dev.limn.text.Retrieval;
import dev.limn.text.TextEncoder;
import dev.limn.text.Vocabulary;
import dev.limn.text.token.Tokenizer;
import dev.limn.text.training.CaptionSets;
import dev.limn.text.training.TextTraining;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.Pixels;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import dev.limn.vision.ClassifierFeatures;
import dev.limn.vision.ImageFeatures;
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.PictureFeatures;
import dev.limn.vision.PictureSide;
import dev.limn.vision.Pictures;
import dev.limn.vision.RegionFeatures;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// AttnGAN's deep attentional multimodal similarity model (Xu et al. 2018, arXiv 1711.10485): words
/// are compared with regions of pictures, and captions with whole pictures, by [DamsmLoss].
///
/// Pictures come as random crops and mirror images, each with one of its captions. A caption that a
/// picture has itself, or that is of another picture of its class, is not held against it. Fixed
/// picture features are standardised. The gradient of the text side alone is clipped, as in the
/// paper's program; unlike there, Adam keeps its moments from epoch to epoch.
///
/// Six times in a training it measures [Retrieval] on held-back pictures.
public final class DamsmLearner implements Learner {
  private static final double BETA1 = 0.5;
  private static final double LEAST_SHARE = 0.1;
  private static final double EPOCH_DECAY = 0.98;
  private static final String[] FIGURES = {
    "loss",
    "loss/words",
    "loss/sentences",
    "learning-rate",
    "held-back/accuracy",
    "held-back/precision"
  };

  private final PackedCache cache;
  private final int[] heldBack;
  private final DamsmConfig config;
  private final Device device;
  private final CaptionSets captions;
  private final Optional<RegionFeatures> features;
  private final Optional<RegionScale> scale;
  private final DamsmLoss matching;
  private final Rng rng;
  private final Network<DamsmBlock> network;
  private final Adam adam;
  private final PictureSide side;
  private final TrainingState parts;
  private Loader loader;
  private final PhasedStep<Batch> step;

  /// @param samples of the cache to learn from; those without captions are left out
  /// @param heldBack samples to measure with; may be none
  /// @param features describes pictures; empty to learn a picture network along. It is closed with
  ///   this learner
  DamsmLearner(
      PackedCache cache,
      int[] samples,
      int[] heldBack,
      DamsmConfig config,
      Optional<RegionFeatures> features,
      Device device) {
    this.cache = cache;
    this.heldBack = heldBack.clone();
    this.config = config;
    this.features = features;
    this.device = device;
    captions = new CaptionSets(cache, samples);
    matching = new DamsmLoss(config.gamma1(), config.gamma2(), config.gamma3());
    rng = new Rng(config.seed());
    var vocabulary =
        Vocabulary.of(Tokenizer.of(config.tokenizer()), captions.all(), config.leastCount());
    var sizes = new DamsmTower.Sizes(config.embedding(), config.width(), config.longest());
    network =
        new Network<>(
            new DamsmBlock(
                new DamsmTower(vocabulary, sizes, rng),
                features.map(RegionFeatures::width).orElse(0),
                features.map(RegionFeatures::regionWidth).orElse(0),
                rng),
            device);
    adam = new Adam(network, Adam.Config.of(config.learningRate(), BETA1));
    scale =
        features.map(
            by -> RegionScale.of(cache, captions.samples(), config.resolution(), by, device));
    side = new PictureSide(cache, network, features, config.resolution(), config.width(), device);
    loader = load(0);
    parts =
        new TrainingState()
            .network("damsm", network)
            .progress("steps", 1)
            .optimizer("adam", adam)
            .count("position", () -> loader.position(), this::seek)
            .rng(rng);
    if (features.orElse(null) instanceof ClassifierFeatures trained) {
      parts.tensors("features", trained::state);
    }
    scale.ifPresent(known -> parts.tensors("scale", known::state));
    step =
        PhasedStep.single(
            parts,
            config.batch(),
            Phase.<Batch>of("", network, adam, rate(), this::accumulateGradients)
                .withClipping(_ -> clipText()));
  }

  private void seek(long position) {
    loader.close();
    loader = load(position);
  }

  private Loader load(long position) {
    var loading =
        LoaderConfig.of(config.resolution(), config.batch(), config.seed())
            .withLayout(LoaderConfig.Layout.NHWC);
    return new Loader(cache, captions.samples(), loading, position);
  }

  @Override
  public int batch() {
    return config.batch();
  }

  /// The words of the training captions.
  public Vocabulary vocabulary() {
    return network.block().text().vocabulary();
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      var figures = new StepMetrics(FIGURES);
      StepReport report = step.run(figures, this::next);
      if (heldBack.length > 0 && TextTraining.measures(parts.steps(), config.steps())) {
        var retrieval = retrieval(heldBack);
        figures.put("held-back/accuracy", retrieval.accuracy());
        figures.put("held-back/precision", retrieval.precision());
      }
      return new StepReport(figures.inOrder(), report.applied(), report.notes());
    }
  }

  private LearningRate rate() {
    return switch (config.decay()) {
      case COSINE -> new LearningRate.Cosine(config.learningRate(), config.steps());
      case EPOCHS -> {
        int epoch = Math.max(1, captions.samples().length / config.batch());
        yield new LearningRate.AtLeast(
            new LearningRate.Steps(config.learningRate(), EPOCH_DECAY, epoch),
            config.learningRate() * LEAST_SHARE);
      }
    };
  }

  /// What a step works on.
  ///
  /// @param places of the pictures among the captions' sets
  /// @param pictures `[B, 3, S, S]`
  private record Batch(int[] places, List<String> texts, Tensor pictures) {}

  private Batch next() {
    var batch = loader.next();
    parts.advance(1);
    return new Batch(
        captions.places(batch.indices()), captions.texts(batch), Pixels.of(batch, device));
  }

  private void accumulateGradients(Batch batch, Pass pass) {
    var terms = terms(batch);
    Tensor loss = terms.sum(); // []
    pass.backward(loss);
    pass.add("loss", loss.item());
    pass.add("loss/words", terms.words().plus(terms.captions()).item());
    pass.add("loss/sentences", terms.sentences().plus(terms.wholes()).item());
  }

  private DamsmLoss.Terms terms(Batch batch) {
    var block = network.block();
    int[] places = batch.places();
    List<String> texts = batch.texts();
    ImageFeatures seen = described(batch.pictures());
    Tensor whole = seen.whole(); // [B, D]
    Tensor regions = seen.regions(); // [B, R, C]
    if (config.featureDropout() > 0) {
      whole = Functional.dropout(whole, config.featureDropout(), rng);
      regions = Functional.dropout(regions, config.featureDropout(), rng);
    }
    Tensor input = block.text().input(texts).to(device); // [B, T]
    var read = block.text().read(input, config.wordDropout(), rng);
    return matching.terms(
        read.words(),
        read.present(),
        read.sentences(),
        block.projectRegions(regions),
        block.project(whole),
        negatives(captions, places, texts).to(device));
  }

  /// `[B, 3, S, S]` as the networks see it, standardised.
  private ImageFeatures described(Tensor pictures) {
    if (features.isPresent()) {
      return scale.orElseThrow().apply(features.get().describe(pictures));
    }
    try (var _ = config.precision().on(device)) {
      return network.block().tower().orElseThrow().describe(pictures);
    }
  }

  /// 1 where a caption is of another class and none of the picture's: `[pictures, captions]`.
  static Tensor negatives(CaptionSets captions, int[] places, List<String> texts) {
    float[] free = captions.negatives(places, texts).toFloats();
    int count = places.length;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        int label = captions.label(places[i]);
        if (label >= 0 && label == captions.label(places[j])) {
          free[i * count + j] = 0;
        }
      }
    }
    return Tensors.of(free, count, count); // [B, B]
  }

  private void clipText() {
    if (config.gradientClip() == 0) {
      return;
    }
    try (var _ = NoGrad.on()) {
      var named = network.block().text().named();
      double square = 0;
      for (var parameter : named.values()) {
        if (parameter.trainable()) {
          double norm = parameter.tensor().grad().norm().item();
          square += norm * norm;
        }
      }
      double norm = Math.sqrt(square);
      if (norm > config.gradientClip()) {
        for (var parameter : named.values()) {
          if (parameter.trainable()) {
            parameter.tensor().grad().timesInPlace(config.gradientClip() / norm);
          }
        }
      }
    }
  }

  /// How well the captions of some pictures find them as wholes, with the networks as they are now.
  public Retrieval retrieval(int[] samples) {
    if (samples.length == 0) {
      return Retrieval.NONE;
    }
    try (var pictures = side.copy(standards(), Map.of());
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor vectors =
          Pictures.features(cache, samples, config.resolution(), pictures, device).select(0, 0);
      return Retrieval.measure(
          cache, samples, Lengths.unit(vectors), network.block().text(), device);
    }
  }

  /// A copy of the picture side as it is now. Close it.
  ///
  /// @param head `head.weight` and `head.bias` of the classifier of the data's classes, or nothing
  PictureEncoder pictures(Map<String, Tensor> head) {
    return side.centred(standards(), head, captions.samples());
  }

  private Map<String, Tensor> standards() {
    return scale.map(RegionScale::state).orElse(Map.of());
  }

  /// A copy of the text encoder as it is now, with its outputs centred and scaled: over the
  /// training captions, counted as often as they occur, every number has mean 0, and their mean
  /// square is 1. Close it.
  public TextEncoder encoder() {
    return EmbeddingNormalization.copy(network.block().text(), device, captions.counted());
  }

  @Override
  public LearnerState state() {
    return parts.state();
  }

  /// Picture features that Limn trained are part of the state, so that the classifier need not be
  /// trained, or restored, first.
  @Override
  public void restore(LearnerState state) {
    parts.restore(state);
  }

  @Override
  public Optional<Image> preview() {
    return Optional.empty();
  }

  @Override
  public void scaleLearningRate(double factor) {
    parts.scaleLearningRate(factor);
  }

  @Override
  public void close() {
    loader.close();
    parts.close();
    scale.ifPresent(RegionScale::close);
    features.ifPresent(PictureFeatures::close);
  }
}

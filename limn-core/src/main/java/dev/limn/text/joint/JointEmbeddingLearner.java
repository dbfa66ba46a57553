package dev.limn.text.joint;

import dev.limn.data.Loader;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.image.Image;
import dev.limn.text.EmbeddingNormalization;
import dev.limn.text.Retrieval;
import dev.limn.text.TextEncoder;
import dev.limn.text.TextException;
import dev.limn.text.TextTower;
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
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.torch.optim.Optimizer;
import dev.limn.torch.optim.RmsProp;
import dev.limn.train.GuardedUpdate;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.Pixels;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.vision.ClassifierFeatures;
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.PictureFeatures;
import dev.limn.vision.PictureSide;
import dev.limn.vision.Pictures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Deep structured joint embedding of pictures and captions (Reed et al. 2016, arXiv 1605.05395):
/// captions and pictures become vectors of one space, where a matching pair has a larger scalar
/// product than any other pair of the batch, by a margin.
///
/// With `char-cnn-rnn` it is the paper's: raw products, pairs of different classes, the sum divided
/// by the squared batch, RMSprop. With `word-gru`, for small data: products over √width, every
/// picture once an epoch, the sum divided by the batch, Adam, clipped gradients, word dropout. In
/// both, a caption that a picture has itself is no negative for it, also when it came from another
/// picture.
///
/// Six times in a training it measures [Retrieval] on held-back pictures and reports it as
/// `held-back/accuracy` and `held-back/precision`.
public final class JointEmbeddingLearner implements Learner {
  private static final double BETA1 = 0.9;

  /// Of captions of which less can be read, characters teach nothing.
  private static final double LEAST_READ = 0.5;

  private static final int SHOWN = 5;

  private final PackedCache cache;
  private final int[] heldBack;
  private final JointEmbeddingConfig config;
  private final Device device;
  private final CaptionSets captions;
  private final Optional<PictureFeatures> features;
  private final Rng rng;
  private final Network<JointBlock> network;
  private final Optimizer optimizer;
  private final PairSampler draws;
  private final LearningRate decay;
  private final PictureSide side;
  private final TrainingState parts;
  private Optional<FeatureTable> table;
  private Optional<Loader> loader = Optional.empty();
  private long steps;

  /// @param samples of the cache to learn from; those without captions are left out
  /// @param heldBack samples to measure with; may be none
  /// @param features describes pictures; empty to learn a picture network along. It is closed with
  ///   this learner
  /// @throws TextException when the data does not fit the configuration
  public JointEmbeddingLearner(
      PackedCache cache,
      int[] samples,
      int[] heldBack,
      JointEmbeddingConfig config,
      Optional<PictureFeatures> features,
      Device device) {
    this.cache = cache;
    this.heldBack = heldBack.clone();
    this.config = config;
    this.features = features;
    this.device = device;
    captions = new CaptionSets(cache, samples);
    boolean distinct = config.characters() && features.isPresent() && !cache.classNames().isEmpty();
    requireReadable();
    draws = new PairSampler(captions, batch(), distinct, config.seed());
    decay =
        config.characters()
            ? new LearningRate.Steps(1, 0.98, draws.period())
            : new LearningRate.Cosine(1, config.steps());
    rng = new Rng(config.seed());
    var vocabulary =
        Vocabulary.of(Tokenizer.of(config.tokenizer()), captions.all(), config.leastCount());
    int width = features.map(PictureFeatures::width).orElse(0);
    network =
        new Network<>(new JointBlock(tower(vocabulary), width, config.naming() > 0, rng), device);
    optimizer =
        config.characters()
            ? new RmsProp(network, RmsProp.Config.of(config.learningRate()))
            : new Adam(network, Adam.Config.of(config.learningRate(), BETA1));
    table = features.map(this::describe);
    side = new PictureSide(cache, network, features, config.resolution(), config.width(), device);
    parts =
        new TrainingState()
            .network("joint", network)
            .count("steps", () -> steps, value -> steps = value)
            .optimizer("optimizer", optimizer)
            .rng(rng);
    if (features.isEmpty()) {
      loader = Optional.of(load(0));
      parts.count("position", () -> loader.orElseThrow().position(), this::seek);
    } else if (features.get() instanceof ClassifierFeatures trained) {
      parts.tensors("features", trained::state);
    }
  }

  /// Trainings of versions that did not look at this go on.
  private void requireReadable() {
    if (!config.characters() || config.tokenizer() == Tokenizer.RUNS.version()) {
      return;
    }
    var all = captions.counted().keySet();
    double read = CharAlphabet.readable(all);
    if (read < LEAST_READ) {
      var unread = all.stream().flatMap(caption -> CharAlphabet.unread(caption).stream());
      throw new TextException(
          String.format(
              Locale.ROOT,
              "char-cnn-rnn reads a to z, digits and punctuation, and %.0f %% of the letters of"
                  + " these captions, such as %s, are others; expected another encoder, such as"
                  + " word-gru, which reads words of any script",
              100 * (1 - read),
              unread.distinct().limit(SHOWN).collect(Collectors.joining(", "))));
    }
  }

  private void seek(long position) {
    loader.ifPresent(Loader::close);
    loader = Optional.of(load(position));
  }

  private TextTower tower(Vocabulary vocabulary) {
    return config.characters()
        ? new CharCnnRnn(vocabulary, config.characterSizes(), rng)
        : new WordGru(
            vocabulary,
            new WordGru.Sizes(
                config.embedding(),
                config.hidden(),
                config.width(),
                WordGru.Sizes.DEFAULT.longest()),
            rng);
  }

  private FeatureTable describe(PictureFeatures by) {
    return new FeatureTable(cache, captions.samples(), config.resolution(), by, device);
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
      optimizer.learningRate(config.learningRate() * parts.rate() * decay.at(steps));
      var attempt = new GuardedUpdate(network, optimizer);
      Tensor loss = loss();
      boolean finite = attempt.descend(loss, this::clip);
      steps++;
      var figures = new LinkedHashMap<String, Double>();
      figures.put("loss", loss.item());
      figures.put("learning-rate", optimizer.learningRate());
      if (heldBack.length > 0 && TextTraining.measures(steps, config.steps())) {
        var retrieval = retrieval(heldBack);
        figures.put("held-back/accuracy", retrieval.accuracy());
        figures.put("held-back/precision", retrieval.precision());
      }
      return new StepReport(figures, finite);
    }
  }

  private Tensor loss() {
    var block = network.block();
    int[] places;
    List<String> texts;
    Tensor described;
    if (table.isPresent()) {
      var pairs = draws.at(steps);
      places = pairs.places();
      texts = pairs.texts();
      described = table.get().rows(places, pairs.mirrored()); // [B, D]
    } else {
      var batch = loader.orElseThrow().next();
      places = captions.places(batch.indices());
      texts = captions.texts(batch);
      try (var _ = config.precision().on(device)) {
        Tensor pictures = Pixels.of(batch, device); // [B, 3, S, S]
        described = block.tower().orElseThrow().forward(pictures); // [B, D]
      }
    }
    if (config.featureDropout() > 0) {
      described = Functional.dropout(described, config.featureDropout(), rng);
    }
    Tensor input = block.text().input(texts).to(device);
    if (config.wordDropout() > 0) {
      input = block.text().dropped(input, config.wordDropout(), rng);
    }
    Tensor text = block.text().forward(input); // [B, width]
    Tensor scores = block.project(described).matmul(text.t()); // [B pictures, B captions]
    if (!config.characters()) {
      scores = scores.times(1 / Math.sqrt(config.width()));
    }
    Tensor negative = captions.negatives(places, texts).to(device);
    double pairs = config.characters() ? (double) places.length * places.length : places.length;
    Tensor loss = JointLoss.hinge(scores, negative, config.margin()).div(pairs);
    return block
        .names()
        .map(names -> loss.plus(names.loss(text, texts).times(config.naming())))
        .orElse(loss);
  }

  private void clip() {
    try (var _ = NoGrad.on()) {
      double norm = network.grads().norm().item();
      if (config.gradientClip() > 0 && norm > config.gradientClip()) {
        network.grads().timesInPlace(config.gradientClip() / norm);
      }
    }
  }

  /// How well the captions of some pictures find them, with the networks as they are now.
  public Retrieval retrieval(int[] samples) {
    if (samples.length == 0) {
      return Retrieval.NONE;
    }
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      var block = network.block();
      Tensor described;
      if (table.isPresent()) {
        described = table.get().of(samples); // [M, D]
      } else {
        var frozen = new ClassifierFeatures(config.precision(), device);
        try (frozen) {
          copyTower(frozen.state());
          described =
              Pictures.features(cache, samples, config.resolution(), frozen, device).select(0, 0);
        }
      }
      return Retrieval.measure(cache, samples, block.project(described), block.text(), device);
    }
  }

  private void copyTower(Map<String, Tensor> into) {
    Map<String, Tensor> own = network.state();
    into.forEach((name, tensor) -> tensor.copyInPlace(own.get("tower." + name)));
  }

  /// A copy of the text encoder as it is now, with its outputs centred and scaled: over the
  /// training captions, counted as often as they occur, every number has mean 0, and their mean
  /// square is 1. Close it.
  public TextEncoder encoder() {
    return EmbeddingNormalization.copy(network.block().text(), device, captions.counted());
  }

  /// A copy of the picture side as it is now. Close it.
  ///
  /// @param head `head.weight` and `head.bias` of the classifier of the data's classes, or nothing
  PictureEncoder pictures(Map<String, Tensor> head) {
    var scale = table.map(FeatureTable::scale).orElse(Map.of());
    return side.centred(scale, head, captions.samples());
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
    if (features.orElse(null) instanceof ClassifierFeatures trained) {
      table.ifPresent(FeatureTable::close);
      table = Optional.of(describe(trained));
    }
  }

  @Override
  public Optional<Image> preview() {
    return Optional.empty();
  }

  @Override
  public void slowDown(double factor) {
    parts.slowDown(factor);
  }

  @Override
  public void close() {
    loader.ifPresent(Loader::close);
    table.ifPresent(FeatureTable::close);
    parts.close();
    features.ifPresent(PictureFeatures::close);
  }
}

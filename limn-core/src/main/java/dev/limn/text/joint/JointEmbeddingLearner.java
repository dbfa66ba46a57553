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
import dev.limn.vision.PictureEncoder;
import dev.limn.vision.PictureFeatures;
import dev.limn.vision.PictureSide;
import dev.limn.vision.Pictures;
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
  private static final double EPOCH_DECAY = 0.98;
  private static final String[] FIGURES = {
    "loss", "learning-rate", "held-back/accuracy", "held-back/precision"
  };

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
  private final PictureSide side;
  private final TrainingState parts;
  private Optional<FeatureTable> table;
  private Optional<Loader> loader = Optional.empty();
  private final PhasedStep<Batch> step;

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
            .progress("steps", 1)
            .optimizer("optimizer", optimizer)
            .rng(rng);
    if (features.isEmpty()) {
      loader = Optional.of(load(0));
      parts.count("position", () -> loader.orElseThrow().position(), this::seek);
    } else if (features.get() instanceof ClassifierFeatures trained) {
      parts.tensors("features", trained::state);
    }
    LearningRate rate =
        config.characters()
            ? new LearningRate.Steps(config.learningRate(), EPOCH_DECAY, draws.period())
            : new LearningRate.Cosine(config.learningRate(), config.steps());
    step =
        PhasedStep.single(
            parts,
            config.batch(),
            Phase.<Batch>of("", network, optimizer, rate, this::accumulateGradients)
                .withClipping(this::clip));
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
      var figures = new StepMetrics(FIGURES);
      StepReport report = step.run(figures, this::next);
      long steps = parts.steps();
      if (heldBack.length > 0 && TextTraining.measures(steps, config.steps())) {
        var retrieval = retrieval(heldBack);
        figures.put("held-back/accuracy", retrieval.accuracy());
        figures.put("held-back/precision", retrieval.precision());
      }
      return new StepReport(figures.inOrder(), report.applied(), report.notes());
    }
  }

  /// What a step works on: pictures, or what is known of them already, and a caption of each.
  ///
  /// @param places of the pictures among the captions' sets
  /// @param seen `[B, 3, S, S]`, or described `[B, D]`
  private record Batch(int[] places, List<String> texts, Tensor seen) {}

  private Batch next() {
    long at = parts.steps();
    parts.advance(1);
    if (table.isPresent()) {
      var pairs = draws.at(at);
      return new Batch(
          pairs.places(), pairs.texts(), table.get().rows(pairs.places(), pairs.mirrored()));
    }
    var batch = loader.orElseThrow().next();
    int[] places = captions.places(batch.indices());
    return new Batch(places, captions.texts(batch), Pixels.of(batch, device));
  }

  private void accumulateGradients(Batch batch, Pass pass) {
    Tensor loss = loss(batch);
    pass.backward(loss);
    pass.add("loss", loss.item());
  }

  private Tensor loss(Batch batch) {
    var block = network.block();
    int[] places = batch.places();
    List<String> texts = batch.texts();
    Tensor described = batch.seen(); // [B, D]
    if (table.isEmpty()) {
      try (var _ = config.precision().on(device)) {
        described = block.tower().orElseThrow().forward(batch.seen()); // [B, D]
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

  private void clip(double norm) {
    if (config.gradientClip() > 0 && norm > config.gradientClip()) {
      try (var _ = NoGrad.on()) {
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
  public void scaleLearningRate(double factor) {
    parts.scaleLearningRate(factor);
  }

  @Override
  public void close() {
    loader.ifPresent(Loader::close);
    table.ifPresent(FeatureTable::close);
    parts.close();
    features.ifPresent(PictureFeatures::close);
  }
}

package dev.limn.text.skipthought;

import dev.limn.image.Image;
import dev.limn.text.Corpus;
import dev.limn.text.EmbeddingNormalization;
import dev.limn.text.NearestSentences;
import dev.limn.text.TextEncoder;
import dev.limn.text.TextException;
import dev.limn.text.Vocabulary;
import dev.limn.text.token.Tokenizer;
import dev.limn.text.training.TextTraining;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Skip-thought vectors (Kiros et al. 2015): each sentence is read, and from what was read the
/// sentence before it and the sentence behind it are to be written.
///
/// The loss is the negative logarithm of the probability of all their words and ends, a sentence;
/// `perplexity` is the exponential of its mean over the words. Six times in a training both the
/// perplexity of held-back sentences is measured, and how often the nearest of up to 1,000 of them
/// is a neighbour ([NearestSentences#neighbours]).
public final class SkipThoughtLearner implements Learner {
  private static final double BETA1 = 0.9;
  private static final int MEASURED = 1000;
  private static final String[] FIGURES = {
    "loss", "perplexity", "learning-rate", "held-back/perplexity", "held-back/neighbours"
  };

  private final Corpus corpus;
  private final Corpus heldBack;
  private final SkipThoughtConfig config;
  private final Device device;
  private final Network<SkipThoughtBlock> network;
  private final Triples triples;
  private final Triples heldBackTriples;
  private final TrainingState parts;
  private final PhasedStep<Triples.Batch> step;

  /// @param corpus to learn from
  /// @param heldBack to measure with; may be empty
  /// @throws TextException when fewer sentences have neighbours than a batch holds
  public SkipThoughtLearner(
      Corpus corpus, Corpus heldBack, SkipThoughtConfig config, Device device) {
    this.corpus = corpus;
    this.heldBack = heldBack;
    this.config = config;
    this.device = device;
    var vocabulary =
        Vocabulary.of(Tokenizer.of(config.tokenizer()), corpus.sentences(), config.leastCount())
            .commonest(config.mostWords());
    triples = triples(corpus, vocabulary);
    heldBackTriples = triples(heldBack, vocabulary);
    if (triples.count() < config.batch()) {
      throw new TextException(
          String.format(
              Locale.ROOT,
              "%,d sentences, of which %,d have neighbours and at most %d words, as have these;"
                  + " expected at least %d, a batch",
              corpus.size(),
              triples.count(),
              config.longest(),
              config.batch()));
    }
    try (var rng = new Rng(config.seed())) {
      var text = new SkipThought(vocabulary, config.sizes(), rng);
      network = new Network<>(new SkipThoughtBlock(text, config.sizes(), rng), device);
    }
    var adam = new Adam(network, Adam.Config.of(config.learningRate(), BETA1));
    parts =
        new TrainingState()
            .network("skip-thought", network)
            .progress("steps", 1)
            .optimizer("adam", adam);
    step =
        PhasedStep.single(
            parts,
            config.batch(),
            Phase.<Triples.Batch>of("", network, adam, rate(config), this::accumulateGradients)
                .withClipping(_ -> network.clipGradNorm(config.gradientClip())));
  }

  private Triples triples(Corpus of, Vocabulary vocabulary) {
    return new Triples(of, vocabulary, config.longest(), config.batch(), config.seed());
  }

  @Override
  public int batch() {
    return config.batch();
  }

  /// The words of the training sentences.
  public Vocabulary vocabulary() {
    return network.block().text().vocabulary();
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      var figures = new StepMetrics(FIGURES);
      StepReport report = step.run(figures, this::next);
      if (heldBackTriples.count() > 0 && TextTraining.measures(parts.steps(), config.steps())) {
        figures.put("held-back/perplexity", heldBackPerplexity());
        figures.put("held-back/neighbours", neighbours());
      }
      return new StepReport(figures.inOrder(), report.applied(), report.notes());
    }
  }

  private static LearningRate rate(SkipThoughtConfig config) {
    return config.decay()
        ? new LearningRate.Cosine(config.learningRate(), config.steps())
        : new LearningRate.Constant(config.learningRate());
  }

  private Triples.Batch next() {
    Triples.Batch batch = triples.at(parts.steps());
    parts.advance(1);
    return batch;
  }

  private void accumulateGradients(Triples.Batch batch, Pass pass) {
    Tensor loss = network.block().loss(batch, device).div((double) config.batch()); // []
    pass.backward(loss);
    pass.add("loss", loss.item());
    pass.add("perplexity", perplexity(loss.item() * config.batch(), batch));
  }

  /// Of the mean over words, ends and readers.
  private double perplexity(double sum, Triples.Batch batch) {
    int readers = network.block().text().readers().size();
    return Math.exp(sum / readers / SkipThoughtBlock.predicted(batch));
  }

  /// Of up to 1,000 held-back sentences, 1 at best; NaN when nothing is held back.
  public double heldBackPerplexity() {
    double sum = 0;
    double words = 0;
    for (Triples.Batch batch : heldBackTriples.all(MEASURED)) {
      try (var _ = Scope.open();
          var _ = NoGrad.on()) {
        sum += network.block().loss(batch, device).item();
        words += SkipThoughtBlock.predicted(batch);
      }
    }
    return Math.exp(sum / network.block().text().readers().size() / words);
  }

  /// The share of held-back sentences whose nearest other one is a neighbour; NaN when nothing is
  /// held back.
  public double neighbours() {
    try (var encoder = encoder()) {
      return NearestSentences.neighbours(heldBack, encoder, MEASURED).found();
    }
  }

  /// A copy of the encoder as it is now, with its outputs centred and scaled: over the training
  /// sentences every number has mean 0, and their mean square is 1. Close it.
  public TextEncoder encoder() {
    return EmbeddingNormalization.copy(
        network.block().text(), device, EmbeddingNormalization.some(corpus.sentences()));
  }

  @Override
  public LearnerState state() {
    return parts.state();
  }

  @Override
  public void restore(LearnerState state) {
    parts.restore(state);
  }

  /// What the encoder has learnt, for people: the nearest sentences of some.
  List<String> findings() {
    try (var encoder = encoder()) {
      Corpus among = heldBack.size() > 0 ? heldBack : corpus;
      return NearestSentences.report(among, encoder);
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
    parts.close();
  }
}

package dev.limn.model.reed;

import dev.limn.image.Image;
import dev.limn.loss.AdversarialLoss;
import dev.limn.model.GanNetworks;
import dev.limn.model.Generator;
import dev.limn.model.MicroBatches;
import dev.limn.model.Mismatch;
import dev.limn.model.ModelLearner;
import dev.limn.model.Round;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.train.LearnerState;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The training step of GAN, GAN-CLS, GAN-INT and GAN-INT-CLS (Reed et al. 2016, algorithm 1).
///
/// One step: the generator draws for the batch's text and, with INT, for half as many interpolated
/// embeddings. The discriminator learns real+matching against real+mismatched and drawn; then the
/// generator learns from the same drawings through the discriminator's new weights. A network whose
/// loss or gradient is not finite is not updated.
///
/// A batch can be computed in micro-batches, whose gradients add up, to need less memory. Batch
/// norm then takes its statistics of a micro-batch, as if on several cards, and the drawings are
/// made twice, once for each network. When memory runs out, the micro-batch is halved and the step
/// done again; the report says so.
public final class ReedLearner implements ModelLearner {
  private static final AdversarialLoss LOSS = AdversarialLoss.NON_SATURATING;
  private static final double FINAL_RATE = 0.1;
  private static final int MEASURED = 2048;
  private static final String[] FIGURES = {
    "loss/d", "loss/g", "d/real", "d/wrong", "d/fake", "penalty", "learning-rate"
  };

  private final ReedConfig config;
  private final int conditionWidth;
  private final long totalPictures;
  private final Device device;
  private final Function<Generator, Optional<Image>> previews;
  private final Rng rng;
  private final MicroBatches micro;
  private final GanNetworks<ReedGenerator, ReedDiscriminator> pair;
  private final Network<ReedGenerator> generator;
  private final Network<ReedDiscriminator> discriminator;

  /// @param totalPictures the length of the training, for the fall of the learning rates
  /// @param microBatch pictures that are computed at a time; 0 for all
  /// @param previews draws the fixed preview with the averaged generator
  public ReedLearner(
      ReedConfig config,
      int conditionWidth,
      long seed,
      long totalPictures,
      int microBatch,
      Device device,
      PictureExamples examples,
      Function<Generator, Optional<Image>> previews) {
    this.config = config;
    this.conditionWidth = conditionWidth;
    this.totalPictures = totalPictures;
    this.device = device;
    this.previews = previews;
    micro = new MicroBatches(config.batch(), microBatch);
    rng = new Rng(seed);
    generator = new Network<>(new ReedGenerator(config, conditionWidth, rng), device);
    discriminator = new Network<>(new ReedDiscriminator(config, conditionWidth, rng), device);
    var average = new Network<>(new ReedGenerator(config, conditionWidth, rng), device);
    var adam = Adam.Config.of(config.learningRate(), config.beta1());
    pair =
        new GanNetworks<>(
            generator,
            discriminator,
            Optional.of(average),
            config.averageKimg() * 1000,
            adam,
            adam,
            rng,
            examples);
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public String summary() {
    return pair.summary(config.batch()) + micro.summary();
  }

  /// A copy of the averaged generator, ready to draw. Its batch-norm statistics are measured anew,
  /// with the averaged weights, on text of the data: averages of the training statistics would
  /// belong to other weights. Close it.
  @Override
  public ReedGeneratorNetwork drawing() {
    try (var _ = Scope.open();
        var unused = new Rng(0)) { // what it draws is overwritten at once
      var copy = new Network<>(new ReedGenerator(config, conditionWidth, unused), device);
      copy.copyFrom(pair.drawn());
      var drawing = new ReedGeneratorNetwork(config, conditionWidth, copy);
      drawing.measureStatistics(pair.examples().sampleConditions(MEASURED));
      return drawing;
    }
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      double rate = config.learningRate() * decayed() * Math.pow(0.5, halvings());
      pair.learningRates(rate, rate);
      return pair.step(config.batch(), micro, new StepMetrics(FIGURES), next(), new Teaching());
    }
  }

  private double decayed() {
    double left = totalPictures == 0 ? 1 : 1 - (double) pair.seen() / totalPictures;
    return config.decay() == 0 ? 1 : Math.clamp(left / config.decay(), FINAL_RATE, 1);
  }

  /// How often the learning rates have halved so far.
  private long halvings() {
    return totalPictures == 0
        ? 0
        : Math.min(pair.seen() * config.spans() / totalPictures, config.spans() - 1);
  }

  private StepInputs next() {
    PictureBatch example = pair.next(config.batch());
    Tensor real = example.pictures().to(device);
    Tensor text = example.condition().to(device);
    Tensor wrong = config.mode().mismatched() ? Mismatch.of(text, example) : text;
    Optional<Tensor> between =
        config.mode().interpolated()
            ? Optional.of(ReedRegularizers.between(text, config.beta()))
            : Optional.empty();
    boolean again = config.seeking() > 0;
    long rows = text.size(0) + between.map(t -> t.size(0)).orElse(0L);
    rows += again ? text.size(0) / 2 : 0;
    Tensor z = Tensors.randn(rng, rows, config.noise()).to(device);
    return new StepInputs(real, text, wrong, between, again, z);
  }

  /// What is done with a micro-batch.
  private final class Teaching implements Round.OfPictures<StepInputs> {
    @Override
    public StepInputs part(StepInputs work, int start, int count) {
      return work.part(start, count);
    }

    @Override
    public Tensor draw(StepInputs work) {
      try (var _ = config.precision().on(device)) {
        return generator.block().forward(work.z(), work.drawnText()); // [R, 3, H, H]
      }
    }

    @Override
    public void teachDiscriminator(StepInputs work, Tensor drawn, StepMetrics figures) {
      judge(work, drawn.narrow(0, 0, work.text().size(0)).detach(), figures);
      penalise(work, figures);
    }

    @Override
    public void teachGenerator(StepInputs work, Tensor drawn, StepMetrics figures) {
      Tensor logits;
      try (var _ = config.precision().on(device)) {
        ReedDiscriminator judge = discriminator.block();
        logits = judge.judge(judge.features(drawn), work.drawnText()).to(DType.FLOAT32);
      }
      Tensor loss = LOSS.generator(logits);
      if (config.seeking() > 0) {
        loss = loss.plus(ReedRegularizers.sameness(drawn, work).times(config.seeking()));
      }
      double weight = (double) work.text().size(0) / config.batch();
      backward(loss, weight);
      figures.add("loss/g", loss.item(), weight);
    }
  }

  private void judge(StepInputs work, Tensor shown, StepMetrics figures) {
    Tensor right;
    Tensor fake;
    Tensor wrong;
    try (var _ = config.precision().on(device)) {
      ReedDiscriminator judge = discriminator.block();
      Tensor features = judge.features(work.real());
      right = judge.judge(features, work.text()).to(DType.FLOAT32);
      wrong =
          config.mode().mismatched()
              ? judge.judge(features, work.wrong()).to(DType.FLOAT32)
              : right;
      fake = judge.judge(judge.features(shown), work.text()).to(DType.FLOAT32);
    }
    double share = config.mode().mismatched() ? config.mismatchWeight() : 0;
    Tensor loss = LOSS.real(right, config.realTarget()).plus(LOSS.fake(fake).times(1 - share));
    if (share > 0) {
      loss = loss.plus(LOSS.fake(wrong).times(share));
    }
    double weight = (double) work.text().size(0) / config.batch();
    backward(loss, weight);
    figures.add("loss/d", loss.item(), weight);
    figures.add("d/real", right.sigmoid().mean().item(), weight);
    if (share > 0) {
      figures.add("d/wrong", wrong.sigmoid().mean().item(), weight);
    }
    figures.add("d/fake", fake.sigmoid().mean().item(), weight);
  }

  /// The gradient penalty, now and then.
  private void penalise(StepInputs work, StepMetrics figures) {
    long step = pair.seen() / config.batch() - 1;
    if (config.gradientPenalty() == 0 || step % ReedConfig.PENALTY_INTERVAL != 0) {
      return;
    }
    double share = (double) work.text().size(0) / config.batch();
    Tensor penalty = ReedRegularizers.slope(discriminator.block(), work);
    figures.add("penalty", penalty.item(), share);
    double weight = config.gradientPenalty() / 2 * ReedConfig.PENALTY_INTERVAL;
    backward(penalty.times(weight), share);
  }

  private static void backward(Tensor loss, double weight) {
    if (weight == 1) {
      loss.backward();
    } else {
      loss.times(weight).backward();
    }
  }

  @Override
  public LearnerState state() {
    return pair.state(Map.of(), micro.values());
  }

  @Override
  public void restore(LearnerState state) {
    pair.restore(state, state());
    micro.restore(state.values());
  }

  @Override
  public Optional<Image> preview() {
    try (Generator drawing = drawing()) {
      return previews.apply(drawing);
    }
  }

  @Override
  public void slowDown(double factor) {
    pair.slowDown(factor);
  }

  @Override
  public void close() {
    pair.close();
  }
}

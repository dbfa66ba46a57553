package dev.limn.model.reed;

import dev.limn.image.Image;
import dev.limn.model.GanNetworks;
import dev.limn.model.Generator;
import dev.limn.model.Mismatch;
import dev.limn.model.ModelLearner;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.Diversity;
import dev.limn.train.LearnerState;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.step.Drawings;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.PhasedStep;
import java.util.List;
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
  private static final double FINAL_RATE = 0.1;
  private static final int MEASURED = 2048;
  private static final String[] FIGURES = {
    "loss/d", "loss/g", "d/real", "d/wrong", "d/fake", "penalty", "learning-rate"
  };

  private final ReedConfig config;
  private final int conditionWidth;
  private final Device device;
  private final Function<Generator, Optional<Image>> previews;
  private final Rng rng;
  private final MicroBatches micro;
  private final GanNetworks<ReedGenerator, ReedDiscriminator> pair;
  private final Network<ReedGenerator> generator;
  private final PhasedStep<StepInputs> step;

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
    this.device = device;
    this.previews = previews;
    micro = new MicroBatches(config.batch(), microBatch);
    rng = new Rng(seed);
    generator = new Network<>(new ReedGenerator(config, conditionWidth, rng), device);
    var discriminator = new Network<>(new ReedDiscriminator(config, conditionWidth, rng), device);
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
            examples,
            config.batch());
    micro.saveIn(pair.parts());
    var drawings = Drawings.<StepInputs>ofPictures(generator, this::draw);
    var loss = new ReedLoss(config, device, discriminator, drawings);
    LearningRate rate = rate(config, totalPictures);
    step =
        new PhasedStep<>(
            pair.parts(),
            micro,
            StepInputs::part,
            Optional.of(drawings),
            List.of(
                pair.discriminatorPhase(rate, loss::accumulateDiscriminatorGradients),
                pair.generatorPhase(rate, loss::accumulateGeneratorGradients)));
  }

  private static LearningRate rate(ReedConfig config, long total) {
    LearningRate rate = new LearningRate.Constant(config.learningRate());
    if (total == 0) {
      return rate;
    }
    if (config.decay() > 0) {
      rate = new LearningRate.Decay(config.learningRate(), total, config.decay(), FINAL_RATE);
    }
    return new LearningRate.Halving(rate, total, config.spans());
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
      return step.run(new StepMetrics(FIGURES), this::next);
    }
  }

  private StepInputs next() {
    PictureBatch example = pair.next(config.batch());
    Tensor real = example.pictures().to(device);
    pair.compareWith(real);
    Tensor text = example.condition().to(device);
    Tensor mismatched = config.mode().mismatched() ? Mismatch.of(text, example) : text;
    Optional<Tensor> between =
        config.mode().interpolated()
            ? Optional.of(ReedRegularizers.between(text, config.beta()))
            : Optional.empty();
    boolean again = config.seeking() > 0;
    long rows = text.size(0) + between.map(t -> t.size(0)).orElse(0L);
    rows += again ? text.size(0) / 2 : 0;
    Tensor z = Tensors.randn(rng, rows, config.noise()).to(device);
    return new StepInputs(real, text, mismatched, between, again, z);
  }

  private Tensor draw(StepInputs inputs) {
    try (var _ = config.precision().on(device)) {
      return generator.block().forward(inputs.z(), inputs.drawnText()); // [R, 3, H, H]
    }
  }

  @Override
  public LearnerState state() {
    return pair.parts().state();
  }

  @Override
  public void restore(LearnerState state) {
    pair.parts().restore(state);
  }

  @Override
  public Optional<Image> preview() {
    try (Generator drawing = drawing()) {
      return previews.apply(drawing);
    }
  }

  @Override
  public Optional<Diversity> diversity() {
    return pair.diversity(
        config.noise(),
        (z, condition) -> {
          try (var _ = config.precision().on(device)) {
            return generator.block().forward(z, condition); // [16, 3, R, R]
          }
        });
  }

  @Override
  public void scaleLearningRate(double factor) {
    pair.parts().scaleLearningRate(factor);
  }

  @Override
  public void close() {
    pair.close();
  }
}

package dev.limn.model.dfgan;

import dev.limn.image.Image;
import dev.limn.model.GanNetworks;
import dev.limn.model.Generator;
import dev.limn.model.Mismatch;
import dev.limn.model.ModelLearner;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
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
import java.util.regex.Pattern;

/// The training step of a one-stage model (DF-GAN, Tao et al. 2022).
///
/// One step: the generator draws once. The discriminator learns real+matching against
/// real+mismatched and drawn, with its penalties; then the generator learns from the same drawings
/// through the discriminator's new weights, for which no gradients are made. A network whose loss
/// or gradient is not finite is not updated.
///
/// A batch can be computed in micro-batches, whose gradients add up, to need less memory; there is
/// no batch norm, so that they add up to the batch's. The drawings are then made twice, once for
/// each network. When memory runs out, the micro-batch is halved and the step done again; the
/// report says so.
public final class DfGanLearner implements ModelLearner {
  private static final double FINAL_RATE = 0.1;
  private static final double EPS = 1e-8;

  /// Sentences from which is measured how they vary.
  private static final int MEASURED = 8192;

  private static final Pattern OF_TEXT = Pattern.compile("[/.]whitening\\.");

  private static final String[] FIGURES = {
    "loss/d",
    "loss/g",
    "logits/real",
    "logits/wrong",
    "logits/fake",
    "contrast/real",
    "contrast/drawn",
    "penalty",
    "r1",
    "augment",
    "learning-rate"
  };

  private final DfGanConfig config;
  private final int conditionWidth;
  private final Device device;
  private final Function<Generator, Optional<Image>> previews;
  private final Rng rng;
  private final MicroBatches micro;
  private final GanNetworks<DfGanGenerator, DfGanDiscriminator> pair;
  private final Network<DfGanGenerator> generator;
  private final Augmentation augmentation;
  private final PhasedStep<StepInputs> step;
  private final Optional<NegativeCaptions> sentences;

  /// @param totalPictures the length of the training, for the decay of the learning rates
  /// @param microBatch pictures that are computed at a time; 0 for all
  /// @param previews draws the fixed preview with the averaged generator
  public DfGanLearner(
      DfGanConfig config,
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
    generator = new Network<>(new DfGanGenerator(config, conditionWidth, rng), device);
    var discriminator = new Network<>(new DfGanDiscriminator(config, conditionWidth, rng), device);
    try (var _ = Scope.open()) {
      generator.block().measure(() -> examples.sampleConditions(MEASURED));
      sentences =
          config.contrast() > 0
              ? Optional.of(new NegativeCaptions(examples.sampleConditions(MEASURED).to(device)))
              : Optional.empty();
      sentences.ifPresent(own -> discriminator.block().measure(read(own.all())));
    } catch (RuntimeException e) {
      discriminator.close();
      generator.close();
      rng.close();
      throw e;
    }
    var average = new Network<>(new DfGanGenerator(config, conditionWidth, rng), device);
    pair =
        new GanNetworks<>(
            generator,
            discriminator,
            Optional.of(average),
            config.averageKimg() * 1000,
            adam(config, config.generatorRate()),
            adam(config, config.discriminatorRate()),
            rng,
            examples,
            config.batch());
    augmentation = new Augmentation(config, rng);
    micro.saveIn(pair.parts());
    augmentation.saveIn(pair.parts());
    var drawings = Drawings.<StepInputs>ofPictures(generator, this::draw);
    var loss = new DfGanLoss(config, device, discriminator, augmentation, drawings);
    LearningRate rate = decaying(config, config.generatorRate(), totalPictures);
    if (config.warmUpKimg() > 0) {
      rate = new LearningRate.WarmUp(rate, 1000 * config.warmUpKimg(), config.batch());
    }
    step =
        new PhasedStep<>(
            pair.parts(),
            micro,
            StepInputs::part,
            Optional.of(drawings),
            List.of(
                pair.discriminatorPhase(
                    decaying(config, config.discriminatorRate(), totalPictures),
                    loss::accumulateDiscriminatorGradients),
                pair.generatorPhase(rate, loss::accumulateGeneratorGradients)));
  }

  private static Adam.Config adam(DfGanConfig config, double rate) {
    return new Adam.Config(rate, config.beta1(), config.beta2(), EPS);
  }

  private static LearningRate decaying(DfGanConfig config, double rate, long total) {
    return config.decay() == 0 || total == 0
        ? new LearningRate.Constant(rate)
        : new LearningRate.Decay(rate, total, config.decay(), FINAL_RATE);
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public String summary() {
    return pair.summary(config.batch()) + micro.summary();
  }

  /// A copy of the averaged generator, ready to draw. Close it.
  @Override
  public DfGanGeneratorNetwork drawing() {
    try (var _ = Scope.open();
        var unused = new Rng(0)) { // what it draws is overwritten at once
      var copy = new Network<>(new DfGanGenerator(config, conditionWidth, unused), device);
      copy.copyFrom(pair.drawn());
      return new DfGanGeneratorNetwork(config, conditionWidth, copy);
    }
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      var figures = new StepMetrics(FIGURES);
      StepReport report = step.run(figures, this::next);
      double probability = augmentation.advance();
      if (augmentation.adapts()) {
        figures.put("augment", probability);
      }
      return new StepReport(figures.inOrder(), report.applied(), report.notes());
    }
  }

  private StepInputs next() {
    PictureBatch example = pair.next(config.batch());
    Tensor real = example.pictures().to(device);
    pair.compareWith(real);
    Tensor text = read(example.condition().to(device)); // [B, W]
    if (config.conditioningNoise() > 0) {
      double sigma = config.conditioningNoise() * text.std(false, false, 0).mean().item();
      Tensor noise = Tensors.randn(rng, text.shape().sizes()).to(device); // [B, W]
      text = text.plus(noise.times(sigma));
    }
    Tensor mismatched = Mismatch.of(text, example); // [B, W]
    Tensor z = Tensors.randn(rng, text.size(0), config.noise()).to(device); // [B, Z]
    long at = example.position() / config.batch();
    // read only now: another training's weights may have come since
    var others = sentences.map(all -> read(all.of(at))); // [M, W]
    return new StepInputs(real, text, mismatched, others, z, config.seeking() > 0);
  }

  private Tensor read(Tensor text) {
    try (var _ = NoGrad.on()) {
      return generator.block().read(text);
    }
  }

  private Tensor draw(StepInputs inputs) {
    try (var _ = config.precision().on(device)) {
      return generator.block().forward(inputs.z(), inputs.drawnText()); // [m, 3, R, R]
    }
  }

  /// The whitening of the sentences, of the generator's and of the contrast's.
  @Override
  public boolean measuredOnText(String tensor) {
    return OF_TEXT.matcher(tensor).find();
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
            return generator.block().forward(z, read(condition)); // [16, 3, R, R]
          }
        });
  }

  @Override
  public void scaleLearningRate(double factor) {
    pair.parts().scaleLearningRate(factor);
  }

  @Override
  public void close() {
    sentences.ifPresent(NegativeCaptions::close);
    pair.close();
  }
}

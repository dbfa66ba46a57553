package dev.limn.model.dcgan;

import dev.limn.image.Image;
import dev.limn.loss.AdversarialLoss;
import dev.limn.loss.AdversarialOptions;
import dev.limn.loss.Penalties;
import dev.limn.model.GanNetworks;
import dev.limn.model.Generator;
import dev.limn.model.ModelException;
import dev.limn.model.ModelLearner;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
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
import dev.limn.train.step.Pass;
import dev.limn.train.step.PhasedStep;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The training step of a DCGAN, conditional or not.
///
/// The discriminator learns from a batch of real and a batch of drawn pictures, in passes of their
/// own, so that each has its own batch statistics; with k > 1, k times, on fresh pictures. Then the
/// generator learns from the last drawings through the discriminator's new weights. Drawings are
/// for the classes of the real batch. A network whose loss or gradient is not finite is not
/// updated.
public final class DcganLearner implements ModelLearner {
  private static final int MEASURED = 2048;
  private static final String[] FIGURES = {
    "loss/d", "d/real", "logits/real", "d/fake", "logits/fake", "penalty", "loss/g", "learning-rate"
  };

  private final DcganConfig config;
  private final int classes;
  private final long totalPictures;
  private final Device device;
  private final Function<Generator, Optional<Image>> previews;
  private final Rng rng;
  private final GanNetworks<DcganGenerator, DcganDiscriminator> pair;
  private final Network<DcganGenerator> generator;
  private final Network<DcganDiscriminator> discriminator;
  private final Drawings<Batch, Tensor> drawings;
  private final PhasedStep<Batch> step;

  /// @param classes how many the examples' one-hot rows tell apart; 0 for none
  /// @param totalPictures the length of the training, for noise that falls to zero; 0 without end
  /// @param examples grey pictures, too, with three channels
  /// @param previews draws the fixed preview
  /// @throws ModelException when there are classes and the config takes none, or the other way
  public DcganLearner(
      DcganConfig config,
      int classes,
      long seed,
      long totalPictures,
      Device device,
      PictureExamples examples,
      Function<Generator, Optional<Image>> previews) {
    if (config.labels() == Labels.NONE ? classes != 0 : classes < 2) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "labels %s with %d classes; expected %s",
              config.labels().name().toLowerCase(Locale.ROOT),
              classes,
              config.labels() == Labels.NONE ? "none" : "at least 2"));
    }
    this.config = config;
    this.classes = classes;
    this.totalPictures = totalPictures;
    this.device = device;
    this.previews = previews;
    rng = new Rng(seed);
    generator = new Network<>(new DcganGenerator(config, classes, rng), device);
    discriminator = new Network<>(new DcganDiscriminator(config, classes, rng), device);
    var adam = Adam.Config.of(config.learningRate(), config.beta1());
    pair =
        new GanNetworks<>(
            generator,
            discriminator,
            config.averageKimg() > 0
                ? Optional.of(new Network<>(new DcganGenerator(config, classes, rng), device))
                : Optional.empty(),
            config.averageKimg() * 1000,
            adam,
            adam,
            rng,
            examples,
            batch());
    var micro = MicroBatches.ofWhole(config.batch());
    micro.saveIn(pair.parts());
    drawings = Drawings.ofPictures(generator, this::draw);
    var rate = new LearningRate.Constant(config.learningRate());
    var adversarial = config.adversarial();
    step =
        new PhasedStep<>(
            pair.parts(),
            micro,
            Batch::part,
            Optional.of(drawings),
            List.of(
                pair.discriminatorPhase(rate, this::accumulateDiscriminatorGradients)
                    .withRepeats(adversarial.discriminatorSteps())
                    .withBefore(() -> adversarial.clip(discriminator)),
                pair.generatorPhase(rate, this::accumulateGeneratorGradients)));
  }

  /// The pictures of all the discriminator's steps in one of the generator's.
  @Override
  public int batch() {
    return config.batch() * config.adversarial().discriminatorSteps();
  }

  @Override
  public String summary() {
    return pair.summary(config.batch()) + (classes == 0 ? "" : ", " + classes + " classes");
  }

  /// A copy of the generator, of its moving average where there is one, ready to draw. Its
  /// batch-norm statistics are measured anew with these very weights. Close it.
  @Override
  public DcganGeneratorNetwork drawing() {
    try (var _ = Scope.open();
        var unused = new Rng(0)) { // what it draws is overwritten at once
      var copy = new Network<>(new DcganGenerator(config, classes, unused), device);
      copy.copyFrom(pair.drawn());
      var drawing = new DcganGeneratorNetwork(config, classes, copy);
      drawing.measureStatistics(pair.examples().sampleConditions(MEASURED));
      return drawing;
    }
  }

  @Override
  public StepReport step() {
    return step.run(new StepMetrics(FIGURES), this::next);
  }

  /// What a step works on.
  ///
  /// @param real `[B, C, R, R]`
  /// @param oneHot `[B, classes]`
  private record Batch(Tensor real, Tensor oneHot) {
    Batch part(int start, int count) {
      return new Batch(real.narrow(0, start, count), oneHot.narrow(0, start, count));
    }
  }

  private Batch next() {
    PictureBatch example = pair.next(config.batch());
    Tensor real = example.pictures().to(device);
    if (config.channels() == 1) {
      real = real.mean(true, 1); // [B, 1, R, R]
    }
    pair.compareWith(real);
    return new Batch(real, example.condition().to(device));
  }

  private void accumulateDiscriminatorGradients(Batch batch, Pass pass) {
    AdversarialOptions options = config.adversarial();
    Tensor drawn = drawings.of(batch); // [m, C, R, R]
    double sigma = options.noiseAt(pair.seen(), totalPictures);
    Tensor shown = Penalties.noisy(drawn.detach(), sigma, rng);
    Tensor real = Penalties.noisy(batch.real(), sigma, rng);
    Tensor right = logits(real, batch.oneHot()); // [m]
    Tensor fake = logits(shown, batch.oneHot()); // [m]
    Tensor loss = options.discriminator(right, fake);
    pass.add("loss/d", loss.item());
    boolean critic = options.loss() == AdversarialLoss.WASSERSTEIN; // whose answers have no bounds
    pass.add(critic ? "logits/real" : "d/real", (critic ? right : right.sigmoid()).mean().item());
    pass.add(critic ? "logits/fake" : "d/fake", (critic ? fake : fake.sigmoid()).mean().item());
    // in float32, since its own gradient is a second derivative
    Optional<Tensor> penalty =
        options.penalty(
            x -> discriminator.block().forward(x, batch.oneHot()),
            real,
            shown.to(DType.FLOAT32),
            rng);
    if (penalty.isPresent()) {
      pass.add("penalty", penalty.get().item());
      loss = loss.plus(penalty.get());
    }
    pass.backward(loss);
  }

  private void accumulateGeneratorGradients(Batch batch, Pass pass) {
    double sigma = config.adversarial().noiseAt(pair.seen(), totalPictures);
    Tensor shown = Penalties.noisy(drawings.of(batch), sigma, rng); // [m, C, R, R]
    Tensor loss = config.adversarial().generator(logits(shown, batch.oneHot()));
    pass.add("loss/g", loss.item());
    pass.backward(loss);
  }

  private Tensor logits(Tensor pictures, Tensor oneHot) {
    try (var _ = config.precision().on(device)) {
      return discriminator.block().forward(pictures, oneHot).to(DType.FLOAT32); // [B]
    }
  }

  private Tensor draw(Batch batch) {
    long count = batch.real().size(0);
    Tensor z = config.prior().draw(rng, count, config.noise()).to(device); // [m, Z]
    try (var _ = config.precision().on(device)) {
      return generator.block().forward(z, batch.oneHot()); // [m, C, R, R]
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

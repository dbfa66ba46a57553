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
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.train.LearnerState;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.StepReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

  private final DcganConfig config;
  private final int classes;
  private final long totalPictures;
  private final Device device;
  private final Function<Generator, Optional<Image>> previews;
  private final Rng rng;
  private final GanNetworks<DcganGenerator, DcganDiscriminator> pair;
  private final Network<DcganGenerator> generator;
  private final Network<DcganDiscriminator> discriminator;

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
            examples);
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
    try (var _ = Scope.open()) {
      pair.learningRates(config.learningRate(), config.learningRate());
      Tensor generatorBuffers = generator.buffers().copy();
      Tensor discriminatorBuffers = discriminator.buffers().copy();
      var figures = new LinkedHashMap<String, Double>();
      boolean finite = true;
      int steps = config.adversarial().discriminatorSteps();
      for (int k = 1; k < steps && finite; k++) {
        try (var _ = Scope.open()) {
          finite = learnDiscriminator(next(), false, figures).isPresent();
        }
      }
      if (finite) {
        Batch batch = next();
        Optional<Tensor> drawn = learnDiscriminator(batch, true, figures);
        finite = drawn.isPresent() && learnGenerator(drawn.get(), batch.oneHot(), figures);
      }
      if (!finite) {
        generator.buffers().copyInPlace(generatorBuffers);
        discriminator.buffers().copyInPlace(discriminatorBuffers);
      }
      figures.put("learning-rate", pair.generatorAdam().learningRate());
      return new StepReport(figures, finite);
    }
  }

  private record Batch(Tensor real, Tensor oneHot) {}

  private Batch next() {
    PictureBatch example = pair.next(config.batch());
    Tensor real = example.pictures().to(device);
    if (config.channels() == 1) {
      real = real.mean(true, 1); // [B, 1, R, R]
    }
    return new Batch(real, example.condition().to(device));
  }

  /// One step of the discriminator.
  ///
  /// @param kept whether the drawings keep their graph, for the generator's step
  /// @return the drawings, or nothing when a loss or gradient was not finite
  private Optional<Tensor> learnDiscriminator(
      Batch batch, boolean kept, Map<String, Double> figures) {
    AdversarialOptions options = config.adversarial();
    options.clip(discriminator);
    discriminator.requiresGrad(true);
    generator.requiresGrad(kept);
    Tensor drawn = kept ? draw(batch.oneHot()) : drawWithoutGraph(batch.oneHot()); // [B, C, R, R]
    double sigma = options.noiseAt(pair.seen(), totalPictures);
    Tensor shown = Penalties.noisy(drawn.detach(), sigma, rng);
    Tensor real = Penalties.noisy(batch.real(), sigma, rng);
    Tensor right = judge(real, batch.oneHot()); // [B]
    Tensor fake = judge(shown, batch.oneHot()); // [B]
    Tensor loss = options.discriminator(right, fake);
    figures.put("loss/d", loss.item());
    boolean critic = options.loss() == AdversarialLoss.WASSERSTEIN; // whose answers have no bounds
    figures.put(
        critic ? "logits/real" : "d/real", (critic ? right : right.sigmoid()).mean().item());
    figures.put(critic ? "logits/fake" : "d/fake", (critic ? fake : fake.sigmoid()).mean().item());
    // in float32, since its own gradient is a second derivative
    Optional<Tensor> penalty =
        options.penalty(
            x -> discriminator.block().forward(x, batch.oneHot()),
            real,
            shown.to(DType.FLOAT32),
            rng);
    if (penalty.isPresent()) {
      figures.put("penalty", penalty.get().item());
      loss = loss.plus(penalty.get());
    }
    discriminator.zeroGrad();
    loss.backward();
    if (!Double.isFinite(figures.get("loss/d")) || !discriminator.gradsAreFinite()) {
      return Optional.empty();
    }
    pair.discriminatorAdam().step();
    return Optional.of(drawn);
  }

  /// @return whether loss and gradient were finite
  private boolean learnGenerator(Tensor drawn, Tensor oneHot, Map<String, Double> figures) {
    discriminator.requiresGrad(false);
    double sigma = config.adversarial().noiseAt(pair.seen(), totalPictures);
    Tensor logits = judge(Penalties.noisy(drawn, sigma, rng), oneHot); // [B]
    Tensor loss = config.adversarial().generator(logits);
    figures.put("loss/g", loss.item());
    generator.zeroGrad();
    loss.backward();
    if (!Double.isFinite(figures.get("loss/g")) || !generator.gradsAreFinite()) {
      return false;
    }
    pair.generatorAdam().step();
    pair.average(batch());
    return true;
  }

  private Tensor judge(Tensor pictures, Tensor oneHot) {
    try (var _ = config.precision().on(device)) {
      return discriminator.block().forward(pictures, oneHot).to(DType.FLOAT32); // [B]
    }
  }

  private Tensor draw(Tensor oneHot) {
    Tensor z = config.prior().draw(rng, config.batch(), config.noise()).to(device); // [B, Z]
    try (var _ = config.precision().on(device)) {
      return generator.block().forward(z, oneHot); // [B, C, R, R]
    }
  }

  private Tensor drawWithoutGraph(Tensor oneHot) {
    try (var _ = NoGrad.on()) {
      return draw(oneHot);
    }
  }

  @Override
  public LearnerState state() {
    return pair.state(Map.of(), Map.of());
  }

  @Override
  public void restore(LearnerState state) {
    pair.restore(state, state());
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

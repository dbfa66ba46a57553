package dev.limn.model.mlp;

import dev.limn.image.Image;
import dev.limn.loss.AdversarialLoss;
import dev.limn.loss.LogitSlopes;
import dev.limn.loss.Penalties;
import dev.limn.model.ModelException;
import dev.limn.model.RowLearner;
import dev.limn.model.VectorData;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.torch.optim.Optimizer;
import dev.limn.torch.optim.RmsProp;
import dev.limn.torch.optim.Sgd;
import dev.limn.train.LearnerState;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The training step of a GAN of vectors (Goodfellow et al. 2014, algorithm 1): k updates of the
/// discriminator, each on new data and new noise, then one of the generator on new noise.
///
/// Gradients are worked out layer by layer, because in networks of this size a graph costs more
/// than their arithmetic; penalties and unrolling differentiate twice, and record one.
///
/// What the trainer counts as pictures are the vectors of the generator's batches. A network whose
/// loss or gradient is not finite is not updated.
public final class MlpLearner implements RowLearner {
  private static final double RMSPROP_EPS = 1e-8;
  private static final String[] FIGURES = {
    "loss/d", "logits/real", "logits/fake", "d/real", "d/fake", "gradient/d", "loss/g", "gradient/g"
  };

  private final MlpConfig config;
  private final VectorData data;
  private final long total;
  private final Device device;
  private final Rng rng;
  private final Network<Mlp> generator;
  private final Network<Mlp> discriminator;
  private final Optimizer generatorDescent;
  private final Optimizer discriminatorDescent;
  private final Unrolling unrolling;
  private final List<Tensor> artist;
  private final List<Tensor> critic;
  private final TrainingState parts;
  private final PhasedStep<Double> step;

  /// @param seed of weights, noise and data
  /// @param total vectors of the whole training, for noise that falls; 0 where it has no end
  /// @throws ModelException if the batch is larger than the data
  public MlpLearner(MlpConfig config, VectorData data, long seed, long total, Device device) {
    if (config.batch() > data.rows()) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "batch is %d; expected at most the %d rows of the data",
              config.batch(),
              data.rows()));
    }
    this.config = config;
    this.data = data;
    this.total = total;
    this.device = device;
    rng = new Rng(seed);
    generator = new Network<>(Mlp.generator(rng, config, data.width()), device);
    discriminator = new Network<>(Mlp.discriminator(rng, config, data.width()), device);
    generatorDescent = descent(config, generator, config.generatorRate());
    discriminatorDescent = descent(config, discriminator, config.discriminatorRate());
    parts =
        new TrainingState()
            .network("generator", generator)
            .network("discriminator", discriminator)
            .progress("seen", config.batch())
            .optimizer("generator-descent", generatorDescent)
            .optimizer("discriminator-descent", discriminatorDescent)
            .rng(rng);
    artist = generator.parameters();
    critic = discriminator.parameters();
    unrolling = new Unrolling(config, discriminator, discriminatorDescent);
    step = phases();
  }

  private PhasedStep<Double> phases() {
    var adversarial = config.adversarial();
    Phase<Double> judging =
        Phase.<Double>of(
                "d",
                discriminator,
                discriminatorDescent,
                new LearningRate.Constant(config.discriminatorRate()),
                this::writeDiscriminatorGradients)
            .withRepeats(adversarial.discriminatorSteps())
            .withBefore(() -> adversarial.clip(discriminator))
            .writing();
    var rate = new LearningRate.Constant(config.generatorRate());
    Phase<Double> drawing =
        config.unrolling() > 0
            ? Phase.of("g", generator, generatorDescent, rate, this::accumulateUnrolledGradients)
            : Phase.<Double>of(
                    "g", generator, generatorDescent, rate, this::writeGeneratorGradients)
                .writing();
    return new PhasedStep<>(
        parts,
        MicroBatches.indivisible(config.batch()),
        (whole, _, _) -> whole,
        Optional.empty(),
        List.of(judging, drawing));
  }

  private static Optimizer descent(MlpConfig config, Network<?> network, double rate) {
    return switch (config.descent()) {
      case ADAM -> new Adam(network, new Adam.Config(rate, config.beta1(), config.beta2(), 1e-8));
      case SGD -> new Sgd(network, new Sgd.Config(rate, config.beta1(), false));
      case RMSPROP -> new RmsProp(network, new RmsProp.Config(rate, config.beta2(), RMSPROP_EPS));
    };
  }

  @Override
  public int batch() {
    return config.batch();
  }

  /// How many vectors it has learned from.
  public long seen() {
    return parts.progress();
  }

  @Override
  public StepReport step() {
    double sigma = config.adversarial().noiseAt(parts.progress(), total);
    parts.advance(config.batch());
    return step.run(new StepMetrics(FIGURES), () -> sigma);
  }

  private void writeDiscriminatorGradients(double sigma, Pass pass) {
    var rules = config.adversarial();
    Tensor real = Penalties.noisy(real(), sigma, rng);
    Tensor fake;
    try (var _ = NoGrad.on()) {
      fake = Penalties.noisy(draw(noise(config.batch())), sigma, rng);
    }
    // one pass for both: without batch norm no vector knows of the others
    Mlp.Pass both = discriminator.block().pass(Tensors.cat(0, real, fake), critic); // [2·B, W]
    float[] logits = both.out().toFloats();
    LogitSlopes slopes = LogitSlopes.discriminator(rules, logits);
    discriminator.block().back(both, tensor(slopes), critic, discriminator.gradients(), false);
    rules
        .penaltyOfSlopes(x -> discriminator.block().slopes(x, critic), real, fake, rng)
        .ifPresent(pass::backward); // on top of the loss's gradient
    pass.add("loss/d", slopes.loss());
    int half = config.batch();
    if (rules.loss() == AdversarialLoss.WASSERSTEIN) {
      pass.add("logits/real", LogitSlopes.mean(logits, 0, half));
      pass.add("logits/fake", LogitSlopes.mean(logits, half, 2 * half));
    } else {
      pass.add("d/real", LogitSlopes.probability(logits, 0, half));
      pass.add("d/fake", LogitSlopes.probability(logits, half, 2 * half));
    }
  }

  /// The generator's gradient against the discriminator as it is.
  private void writeGeneratorGradients(double sigma, Pass pass) {
    Mlp.Pass drawing = generator.block().pass(noise(config.batch()), artist);
    Tensor shown = Penalties.noisy(drawing.out(), sigma, rng); // [B, W]
    Mlp.Pass judging = discriminator.block().pass(shown, critic);
    LogitSlopes slopes = LogitSlopes.generator(config.adversarial(), judging.out().toFloats());
    Tensor back =
        discriminator.block().back(judging, tensor(slopes), critic, List.of(), true); // [B, W]
    generator.block().back(drawing, back, artist, generator.gradients(), false);
    pass.add("loss/g", slopes.loss());
  }

  /// The generator's gradient against the discriminator as it will be.
  private void accumulateUnrolledGradients(double sigma, Pass pass) {
    Tensor fake = Penalties.noisy(draw(noise(config.batch())), sigma, rng); // [B, W]
    Tensor real = Penalties.noisy(real(), sigma, rng); // [B, W]
    Tensor loss = unrolling.generatorLoss(real, fake);
    pass.backward(loss);
    pass.add("loss/g", loss.item());
  }

  private Tensor tensor(LogitSlopes slopes) {
    return Tensors.of(slopes.slopes(), slopes.slopes().length, 1).to(device); // [N, 1]
  }

  private Tensor real() {
    return data.draw(rng, config.batch()).to(device); // [B, W]
  }

  private Tensor noise(int count) {
    return noise(config, rng, count).to(device); // [N, Z]
  }

  static Tensor noise(MlpConfig config, Rng rng, int count) {
    return switch (config.distribution()) {
      case NORMAL -> Tensors.randn(rng, count, config.noise()); // [N, Z]
      case UNIFORM ->
          Tensors.rand(rng, count, config.noise()).timesInPlace(2).addInPlace(-1); // [N, Z]
    };
  }

  private Tensor draw(Tensor z) {
    return generator.block().forward(z); // [N, W]
  }

  /// A copy of the generator, ready to draw. Close it.
  @Override
  public MlpGenerator drawing() {
    try (var _ = Scope.open()) {
      return MlpGenerator.of(config, data.width(), generator.state(), device);
    }
  }

  @Override
  public String summary() {
    return String.format(
        Locale.ROOT,
        "generator with %,d parameters, discriminator with %,d, batches of %d",
        generator.parameterCount(),
        discriminator.parameterCount(),
        config.batch());
  }

  @Override
  public Tensor sample(int count, long seed) {
    try (var own = new Rng(seed)) {
      return generate(noise(config, own, count));
    }
  }

  /// Vectors for given noise: `[N, Z] → [N, W]` in the open scope, on the processor.
  public Tensor generate(Tensor z) {
    return Scope.of(
        () -> {
          try (var _ = NoGrad.on()) {
            return draw(z.to(device)).to(Device.CPU); // [N, W]
          }
        });
  }

  /// The discriminator's logits: `[N, W] → [N]` in the open scope, on the processor.
  public Tensor logits(Tensor vectors) {
    return Scope.of(
        () -> {
          try (var _ = NoGrad.on()) {
            return discriminator.block().forward(vectors.to(device)).reshape(-1).to(Device.CPU);
          }
        });
  }

  @Override
  public LearnerState state() {
    return parts.state();
  }

  @Override
  public void restore(LearnerState state) {
    parts.restore(state);
  }

  /// Vectors are no pictures; [#sample] shows them.
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

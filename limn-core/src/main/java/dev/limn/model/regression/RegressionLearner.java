package dev.limn.model.regression;

import dev.limn.image.Image;
import dev.limn.loss.PerceptualLoss;
import dev.limn.model.Generator;
import dev.limn.model.ModelException;
import dev.limn.model.reed.ReedGenerator;
import dev.limn.model.reed.ReedGeneratorNetwork;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.Ema;
import dev.limn.train.GuardedUpdate;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Function;

/// Learns to draw the picture that belongs to a description, by the distance between the two: of
/// pixels, of what a classifier sees, or both.
public final class RegressionLearner implements Learner {
  private static final int MEASURED = 2048;

  private final RegressionConfig config;
  private final int conditionWidth;
  private final Device device;
  private final PictureExamples examples;
  private final Optional<PerceptualLoss> perceptual;
  private final Function<Generator, Optional<Image>> previews;
  private final Rng rng;
  private final Network<ReedGenerator> generator;
  private final Network<ReedGenerator> average;
  private final Adam adam;
  private final Ema ema;
  private final TrainingState parts;
  private long seen;

  /// @param perceptual is needed where its weight is above 0; its network outlives the learner
  /// @throws ModelException when it is needed and not there
  public RegressionLearner(
      RegressionConfig config,
      int conditionWidth,
      long seed,
      Device device,
      PictureExamples examples,
      Optional<PerceptualLoss> perceptual,
      Function<Generator, Optional<Image>> previews) {
    if (config.perceptual() > 0 && perceptual.isEmpty()) {
      throw new ModelException(
          "perceptual: " + config.perceptual() + "; expected 0 without a network to perceive with");
    }
    this.config = config;
    this.conditionWidth = conditionWidth;
    this.device = device;
    this.examples = examples;
    this.perceptual = perceptual;
    this.previews = previews;
    rng = new Rng(seed);
    generator = new Network<>(new ReedGenerator(config.generator(), conditionWidth, rng), device);
    average = new Network<>(new ReedGenerator(config.generator(), conditionWidth, rng), device);
    average.copyFrom(generator);
    average.requiresGrad(false);
    adam = new Adam(generator, Adam.Config.of(config.learningRate(), config.beta1()));
    ema = new Ema(average, config.averageKimg() * 1000);
    parts =
        new TrainingState()
            .network("generator", generator)
            .network("average", average)
            .count("seen", () -> seen, value -> seen = value)
            .examples(examples)
            .optimizer("adam", adam)
            .rng(rng);
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      PictureBatch example = examples.next();
      Tensor z = Tensors.randn(rng, config.batch(), config.noise()).to(device);
      seen += config.batch();
      return learn(example.pictures().to(device), example.condition().to(device), z);
    }
  }

  /// One update.
  StepReport learn(Tensor target, Tensor text, Tensor z) {
    adam.learningRate(config.learningRate() * parts.rate());
    var attempt = new GuardedUpdate(generator, adam);
    Tensor drawn;
    try (var _ = config.precision().on(device)) {
      drawn = generator.block().forward(z, text); // [B, 3, 64, 64]
    }
    drawn = drawn.to(DType.FLOAT32);
    var figures = new LinkedHashMap<String, Double>();
    var terms = new ArrayList<Tensor>();
    Tensor pixels = Functional.mse(drawn, target);
    figures.put("loss/pixel", pixels.item());
    if (config.pixel() > 0) {
      terms.add(pixels.times(config.pixel()));
    }
    if (config.perceptual() > 0) {
      Tensor perceived = perceptual.orElseThrow().of(drawn, target);
      figures.put("loss/perceptual", perceived.item());
      terms.add(perceived.times(config.perceptual()));
    }
    Tensor loss = terms.stream().reduce(Tensor::plus).orElseThrow();
    figures.put("loss/g", loss.item());
    boolean finite = attempt.descend(loss);
    if (finite) {
      ema.update(generator, config.batch(), seen);
    }
    return new StepReport(figures, finite);
  }

  /// A copy of the averaged generator, ready to draw, its statistics measured anew. Close it.
  public ReedGeneratorNetwork drawing() {
    try (var _ = Scope.open()) {
      var drawing =
          ReedGeneratorNetwork.of(config.generator(), conditionWidth, average.state(), device);
      drawing.measureStatistics(examples.sampleConditions(MEASURED));
      return drawing;
    }
  }

  @Override
  public LearnerState state() {
    return parts.state();
  }

  @Override
  public void restore(LearnerState state) {
    parts.restore(state);
  }

  @Override
  public Optional<Image> preview() {
    try (Generator drawing = drawing()) {
      return previews.apply(drawing);
    }
  }

  @Override
  public void slowDown(double factor) {
    parts.slowDown(factor);
  }

  @Override
  public void close() {
    parts.close();
  }
}

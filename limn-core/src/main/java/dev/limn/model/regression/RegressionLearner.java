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
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.ArrayList;
import java.util.List;
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
  private final TrainingState parts;
  private final PhasedStep<Batch> step;

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
    var adam = new Adam(generator, Adam.Config.of(config.learningRate(), config.beta1()));
    var ema = new Ema(average, config.averageKimg() * 1000);
    parts =
        new TrainingState()
            .network("generator", generator)
            .network("average", average)
            .progress("seen", config.batch())
            .examples(examples)
            .optimizer("adam", adam)
            .rng(rng);
    var micro = MicroBatches.ofWhole(config.batch());
    micro.saveIn(parts);
    Phase<Batch> phase =
        Phase.of(
            "g",
            generator,
            adam,
            new LearningRate.Constant(config.learningRate()),
            this::accumulateGradients);
    step =
        new PhasedStep<>(
            parts,
            micro,
            Batch::part,
            Optional.empty(),
            List.of(phase.withAverage(ema, config.batch())));
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
      return learn(example.pictures().to(device), example.condition().to(device), z);
    }
  }

  /// One update.
  StepReport learn(Tensor target, Tensor text, Tensor z) {
    return step.run(
        new StepMetrics("loss/pixel", "loss/perceptual", "loss/g"),
        () -> {
          parts.advance(config.batch());
          return new Batch(target, text, z);
        });
  }

  /// What a step works on.
  ///
  /// @param target `[B, 3, 64, 64]`
  /// @param text `[B, W]`
  /// @param z `[B, Z]`
  private record Batch(Tensor target, Tensor text, Tensor z) {
    Batch part(int start, int count) {
      return new Batch(
          target.narrow(0, start, count), text.narrow(0, start, count), z.narrow(0, start, count));
    }
  }

  private void accumulateGradients(Batch batch, Pass pass) {
    Tensor drawn;
    try (var _ = config.precision().on(device)) {
      drawn = generator.block().forward(batch.z(), batch.text()); // [m, 3, 64, 64]
    }
    drawn = drawn.to(DType.FLOAT32);
    var terms = new ArrayList<Tensor>();
    Tensor pixels = Functional.mse(drawn, batch.target());
    pass.add("loss/pixel", pixels.item());
    if (config.pixel() > 0) {
      terms.add(pixels.times(config.pixel()));
    }
    if (config.perceptual() > 0) {
      Tensor perceived = perceptual.orElseThrow().of(drawn, batch.target());
      pass.add("loss/perceptual", perceived.item());
      terms.add(perceived.times(config.perceptual()));
    }
    Tensor loss = terms.stream().reduce(Tensor::plus).orElseThrow();
    pass.add("loss/g", loss.item());
    pass.backward(loss);
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
  public void scaleLearningRate(double factor) {
    parts.scaleLearningRate(factor);
  }

  @Override
  public void close() {
    parts.close();
  }
}

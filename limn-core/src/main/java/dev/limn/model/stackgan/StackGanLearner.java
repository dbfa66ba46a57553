package dev.limn.model.stackgan;

import dev.limn.image.Image;
import dev.limn.model.GanNetworks;
import dev.limn.model.Generator;
import dev.limn.model.Mismatch;
import dev.limn.model.Model;
import dev.limn.model.ModelException;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.LearnerState;
import dev.limn.train.PictureBatch;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Drawings;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.PhasedStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The training step of either stage of a StackGAN (Zhang et al. 2017, equations 1 to 4).
///
/// One step: the generator draws for the batch's text. The discriminator learns real+matching
/// against real+mismatched and drawn; then the generator learns from the same drawings through the
/// discriminator's new weights, and to keep its conditions near N(0, 1). In the second stage the
/// first draws the sketches, frozen: with its final weights and statistics. A network whose loss or
/// gradient is not finite is not updated.
///
/// A batch can be computed in micro-batches, whose gradients add up, to need less memory. Batch
/// norm then takes its statistics of a micro-batch, and the drawings are made twice, once for each
/// network. When memory runs out, the micro-batch is halved and the step done again; the report
/// says so.
public final class StackGanLearner implements ModelLearner {
  private static final int MEASURED_SKETCHES = 2048;
  private static final int MEASURED = 512;
  private static final String SKETCHER = "first";
  private static final String[] FIGURES = {
    "loss/d", "loss/g", "d/real", "d/wrong", "d/fake", "kl", "learning-rate"
  };

  private final StackGanConfig config;
  private final Training<StackGanConfig> training;
  private final Device device;
  private final Rng rng;
  private final MicroBatches micro;
  private final Optional<Network<StageOneGenerator>> first;
  private final GanNetworks<StageGenerator, StackGanDiscriminator> pair;
  private final PhasedStep<StepInputs> step;
  private boolean ready;

  /// @param training whose `before` is the first stage's model where this is the second; it may be
  ///   missing where a state is restored before the first step
  /// @throws ModelException when that model does not fit
  public StackGanLearner(Training<StackGanConfig> training) {
    config = training.config();
    this.training = training;
    device = training.device();
    micro = new MicroBatches(config.batch(), training.microBatch());
    ready = config.stage() == 1 || training.before().isPresent();
    Optional<StackGanGeneratorNetwork> before =
        config.stage() == 1 ? Optional.empty() : training.before().map(this::fitting);
    int width = training.conditionWidth();
    rng = new Rng(training.seed() + config.stage() - 1);
    var generator = new Network<>(stage(), device);
    var discriminator = new Network<>(new StackGanDiscriminator(config, width, rng), device);
    var average = new Network<>(stage(), device);
    if (config.stage() == 1) {
      first = Optional.empty();
    } else {
      var sketcher = new Network<>(new StageOneGenerator(config, width, rng), device);
      before.ifPresent(model -> sketcher.load(model.firstStage()));
      sketcher.requiresGrad(false);
      sketcher.block().training(false);
      first = Optional.of(sketcher);
    }
    var adam = Adam.Config.of(config.learningRate(), config.beta1());
    var parts = new TrainingState();
    first.ifPresent(sketcher -> parts.network(SKETCHER, sketcher));
    pair =
        new GanNetworks<>(
            parts,
            generator,
            discriminator,
            Optional.of(average),
            config.averageKimg() * 1000,
            adam,
            adam,
            rng,
            training.pictures(),
            config.batch());
    micro.saveIn(parts);
    var drawings =
        new Drawings<StepInputs, StageGenerator.Drawn>(
            generator,
            inputs -> draw(generator.block(), inputs),
            drawn -> List.of(drawn.pictures(), drawn.divergence()));
    var loss = new StackGanLoss(config, device, discriminator, drawings);
    LearningRate rate = new LearningRate.Constant(config.learningRate());
    if (training.totalPictures() > 0) {
      rate = new LearningRate.Halving(rate, training.totalPictures(), config.spans());
    }
    step =
        new PhasedStep<>(
            parts,
            micro,
            StepInputs::part,
            Optional.of(drawings),
            List.of(
                pair.discriminatorPhase(rate, loss::accumulateDiscriminatorGradients),
                pair.generatorPhase(rate, loss::accumulateGeneratorGradients)));
  }

  private StageGenerator stage() {
    int width = training.conditionWidth();
    return config.stage() == 1
        ? new StageOneGenerator(config, width, rng)
        : new StageTwoGenerator(config, width, rng);
  }

  /// The first stage's model, if it is one of this configuration.
  private StackGanGeneratorNetwork fitting(Model before) {
    if (!(before instanceof StackGanGeneratorNetwork model)) {
      throw new ModelException(
          "the model of the first stage is of another family; expected one of stackgan");
    }
    model.requireFirstStageOf(config, training.conditionWidth());
    return model;
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public String summary() {
    String stage =
        String.format(
            Locale.ROOT, "stage %d at %d×%d, ", config.stage(), config.side(), config.side());
    return stage + pair.summary(config.batch()) + micro.summary();
  }

  /// A copy of the averaged generator with the stage before it, ready to draw. Its batch-norm
  /// statistics are measured anew, with the averaged weights, on text of the data. Close it.
  @Override
  public StackGanGeneratorNetwork drawing() {
    try (var _ = Scope.open();
        var unused = new Rng(0)) { // what it draws is overwritten at once
      var block = new StackGanGenerator(config, training.conditionWidth(), unused);
      var copy = new Network<>(block, device);
      var state = new LinkedHashMap<String, Tensor>();
      String own =
          config.stage() == 1 ? StackGanGeneratorNetwork.FIRST : StackGanGeneratorNetwork.SECOND;
      pair.drawn().state().forEach((name, tensor) -> state.put(own + name, tensor));
      first.ifPresent(
          sketcher ->
              sketcher
                  .state()
                  .forEach(
                      (name, tensor) -> state.put(StackGanGeneratorNetwork.FIRST + name, tensor)));
      copy.load(state);
      var drawing = new StackGanGeneratorNetwork(config, training.conditionWidth(), copy);
      drawing.measureStatistics(
          pair.examples().sampleConditions(config.stage() == 1 ? MEASURED_SKETCHES : MEASURED));
      return drawing;
    }
  }

  /// @throws ModelException in the second stage without a first
  @Override
  public StepReport step() {
    if (!ready) {
      throw new ModelException(
          "stage 2 has no first stage to build on; expected its model, or a checkpoint of stage 2");
    }
    try (var _ = Scope.open()) {
      return step.run(new StepMetrics(FIGURES), this::next);
    }
  }

  private StageGenerator.Drawn draw(StageGenerator generator, StepInputs inputs) {
    try (var _ = config.precision().on(device)) {
      return generator.forward(inputs.start(), inputs.epsilon(), inputs.text());
    }
  }

  private StepInputs next() {
    PictureBatch example = pair.next(config.batch());
    Tensor real = example.pictures().to(device); // [B, 3, R, R]
    int factor = config.resolution() / config.side();
    if (factor > 1) {
      real = Functional.avgPool2d(real, factor, factor); // [B, 3, L, L]
    }
    Tensor text = example.condition().to(device);
    Tensor mismatched = Mismatch.of(text, example); // [B, W]
    Tensor z = Tensors.randn(rng, text.size(0), config.noise()).to(device); // [B, Z]
    Tensor start = first.map(sketcher -> sketch(sketcher, z, text)).orElse(z);
    return new StepInputs(real, text, mismatched, start, epsilon(text.size(0)));
  }

  private Tensor epsilon(long count) {
    return StackGanInit.truncated(rng, count, config.conditioning()).to(device); // [B, C]
  }

  /// The frozen first stage's drawings, a micro-batch at a time: `[B, 3, L, L]`.
  private Tensor sketch(Network<StageOneGenerator> sketcher, Tensor z, Tensor text) {
    Tensor epsilon = epsilon(z.size(0)); // [B, C]
    var parts = new ArrayList<Tensor>();
    try (var _ = NoGrad.on();
        var _ = config.precision().on(device)) {
      for (long at = 0; at < z.size(0); at += micro.size()) {
        parts.add(
            sketcher
                .block()
                .forward(
                    z.narrow(0, at, micro.size()),
                    epsilon.narrow(0, at, micro.size()),
                    text.narrow(0, at, micro.size()))
                .pictures()
                .to(DType.FLOAT32)); // [m, 3, L, L]
      }
    }
    return Tensors.cat(0, parts);
  }

  @Override
  public LearnerState state() {
    return pair.parts().state();
  }

  @Override
  public boolean learns(String tensor) {
    return !tensor.startsWith(SKETCHER + "/");
  }

  @Override
  public void restore(LearnerState state) {
    pair.parts().restore(state);
    ready = true;
  }

  @Override
  public Optional<Image> preview() {
    try (Generator drawing = drawing()) {
      return training.preview().apply(drawing);
    }
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

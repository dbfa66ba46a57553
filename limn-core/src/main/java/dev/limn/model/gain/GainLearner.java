package dev.limn.model.gain;

import dev.limn.image.Image;
import dev.limn.model.ModelException;
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
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Drawings;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// The training step of GAIN (Yoon et al. 2018, algorithm 1).
///
/// With x the scaled row, m its mask (1 = observed) and x̃ = m·x + (1 − m)·noise, the generator
/// proposes every cell, and x̂ = m·x + (1 − m)·G(x̃, m) is what the discriminator sees, together
/// with a hint: the mask, but 0 in a random tenth of the cells. It learns to tell by cell what was
/// observed; the generator learns to be taken for observed where it was not, and to give back what
/// was.
///
/// The released code's hint is followed; the paper's has ½ where it says nothing. What it adds to
/// the arguments of its logarithms is not needed with logits.
public final class GainLearner implements Learner {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final GainConfig config;
  private final long seed;
  private final int width;
  private final int rows;
  private final Device device;
  private final Tensor values;
  private final Tensor mask;
  private final Rng rng;
  private final Network<GainNetwork> generator;
  private final Network<GainNetwork> discriminator;
  private final TrainingState parts;
  private final Drawings<Rows, Tensor> proposals;
  private final PhasedStep<Rows> step;

  /// @param values `[rows · width]` of 0 to 1, 0 where nothing is known
  /// @param mask `[rows · width]`, 1 where the value is known
  /// @throws ModelException when the batch is larger than the table
  public GainLearner(
      GainConfig config, float[] values, float[] mask, int width, long seed, Device device) {
    if (width < 1 || values.length == 0 || values.length % width != 0) {
      throw new ModelException(values.length + " values in rows of " + width);
    }
    if (mask.length != values.length) {
      throw new ModelException(
          "a mask of " + mask.length + " for " + values.length + " values; expected as many");
    }
    this.config = config;
    this.seed = seed;
    this.width = width;
    this.device = device;
    rows = values.length / width;
    if (config.batch() > rows) {
      throw new ModelException(
          "batch: " + config.batch() + "; expected at most the table's " + rows + " rows");
    }
    rng = new Rng(seed);
    int hidden = config.hidden() == 0 ? width : config.hidden();
    try (var _ = Scope.open()) {
      this.values = Tensors.of(values, rows, width).to(device).retain();
      this.mask = Tensors.of(mask, rows, width).to(device).retain();
    }
    generator = new Network<>(new GainNetwork(rng, width, hidden), device);
    discriminator = new Network<>(new GainNetwork(rng, width, hidden), device);
    var adam = Adam.Config.of(config.learningRate(), config.beta1());
    var generatorAdam = new Adam(generator, adam);
    var discriminatorAdam = new Adam(discriminator, adam);
    parts =
        new TrainingState()
            .network("generator", generator)
            .network("discriminator", discriminator)
            .progress("steps", 1)
            .optimizer("generator-adam", generatorAdam)
            .optimizer("discriminator-adam", discriminatorAdam)
            .rng(rng);
    proposals = Drawings.ofPictures(generator, this::propose);
    var rate = new LearningRate.Constant(config.learningRate());
    step =
        new PhasedStep<>(
            parts,
            MicroBatches.indivisible(config.batch()),
            (whole, _, _) -> whole,
            Optional.of(proposals),
            List.of(
                Phase.of(
                    "d",
                    discriminator,
                    discriminatorAdam,
                    rate,
                    this::accumulateDiscriminatorGradients),
                Phase.of("g", generator, generatorAdam, rate, this::accumulateGeneratorGradients)));
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      Tensor index = Tensors.of(draw(), config.batch()).to(device);
      Tensor x = values.indexSelect(0, index); // [B, D]
      Tensor m = mask.indexSelect(0, index); // [B, D]
      Tensor noise = Tensors.rand(rng, config.batch(), width).times(config.noise()).to(device);
      Tensor told =
          Tensors.rand(rng, config.batch(), width).lt(config.hintRate()).to(DType.FLOAT32);
      parts.advance(1);
      return learn(x, m, noise, told.to(device));
    }
  }

  /// The batch's rows, each at most once, from the seed and the step alone.
  private long[] draw() {
    var random = new SplittableRandom(seed ^ parts.progress() * STEP);
    var order = new long[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    var drawn = new long[config.batch()];
    for (int i = 0; i < drawn.length; i++) {
      int other = i + random.nextInt(rows - i);
      drawn[i] = order[other];
      order[other] = order[i];
    }
    return drawn;
  }

  /// One update of each network.
  ///
  /// @param noise shown to the generator where a cell is missing
  /// @param told 1 where the discriminator is told the truth
  StepReport learn(Tensor x, Tensor m, Tensor noise, Tensor told) {
    return step.run(
        new StepMetrics("loss/d", "loss/g", "observed-rmse"), () -> rows(x, m, noise, told));
  }

  /// What a step works on, each `[B, D]`.
  ///
  /// @param x values
  /// @param m their mask
  /// @param missing the opposite
  /// @param shown what the generator sees
  /// @param hint what the discriminator is told
  private record Rows(Tensor x, Tensor m, Tensor missing, Tensor shown, Tensor hint) {
    /// The rows with what was proposed in their holes.
    Tensor filled(Tensor proposed) {
      return m.times(x).plus(missing.times(proposed)); // [B, D]
    }
  }

  private static Rows rows(Tensor x, Tensor m, Tensor noise, Tensor told) {
    Tensor missing = m.neg().plus(1); // [B, D]
    Tensor shown = m.times(x).plus(missing.times(noise)); // [B, D]
    return new Rows(x, m, missing, shown, m.times(told));
  }

  private Tensor propose(Rows rows) {
    return generator.block().forward(rows.shown(), rows.m()).sigmoid(); // [B, D]
  }

  private void accumulateDiscriminatorGradients(Rows rows, Pass pass) {
    Tensor whole = rows.filled(proposals.of(rows)).detach();
    Tensor logits = discriminator.block().forward(whole, rows.hint()); // [B, D]
    Tensor loss =
        rows.m()
            .times(Functional.softplus(logits.neg()))
            .plus(rows.missing().times(Functional.softplus(logits)))
            .mean();
    pass.add("loss/d", loss.item());
    pass.backward(loss);
  }

  private void accumulateGeneratorGradients(Rows rows, Pass pass) {
    Tensor proposed = proposals.of(rows);
    Tensor m = rows.m();
    Tensor judged = discriminator.block().forward(rows.filled(proposed), rows.hint()); // [B, D]
    Tensor deceived = rows.missing().times(Functional.softplus(judged.neg())).mean();
    // a batch of rows without any value has no error
    Tensor error = m.times(rows.x().minus(proposed)).square().mean().div(m.mean().clampMin(1e-12));
    Tensor loss = deceived.plus(error.times(config.reconstruction()));
    pass.add("loss/g", loss.item());
    pass.add("observed-rmse", Math.sqrt(error.item()));
    pass.backward(loss);
  }

  /// What the generator proposes for rows with holes: `[n · width]`, each 0 to 1. The same rows
  /// give the same proposal.
  ///
  /// @param values as in the constructor
  /// @param mask as in the constructor
  public float[] propose(float[] values, float[] mask) {
    try (var noise = new Rng(seed);
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      int count = values.length / width;
      Tensor m = Tensors.of(mask, count, width).to(device);
      Tensor x = Tensors.of(values, count, width).to(device);
      Tensor z = Tensors.rand(noise, count, width).times(config.noise()).to(device);
      Tensor shown = m.times(x).plus(m.neg().plus(1).times(z));
      return generator.block().forward(shown, m).sigmoid().to(Device.CPU).toFloats();
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
    return Optional.empty();
  }

  @Override
  public void scaleLearningRate(double factor) {
    parts.scaleLearningRate(factor);
  }

  @Override
  public void close() {
    parts.close();
    values.release();
    mask.release();
  }
}

package dev.limn.model.semisupervised;

import dev.limn.image.Image;
import dev.limn.image.Sheet;
import dev.limn.model.ModelException;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
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
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The training step of the semi-supervised GAN (Salimans et al. 2016, §5, with feature matching,
/// §3.1).
///
/// The discriminator learns the classes of a batch of labelled pictures, and to tell a batch of
/// unlabelled ones from drawn ones; then the generator moves the mean features of what it draws
/// towards those of the unlabelled pictures. With the weight of the unlabelled loss at 0 there is
/// no generator, and this trains a classifier of the same form.
public final class SemiSupervisedLearner implements Learner {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final double RAMP = 0.3;
  private static final int PREVIEW = 64;
  private static final String[] FIGURES = {
    "loss/labelled",
    "top-1",
    "loss/unlabelled",
    "d/real",
    "d/fake",
    "uncertainty",
    "imbalance",
    "loss/d",
    "loss/g"
  };
  private static final int PIECE = 1000;

  private final SemiSupervisedConfig config;
  private final PictureSet set;
  private final int[] labelled;
  private final int[] unlabelled;
  private final long seed;
  private final Device device;
  private final Rng rng;
  private final Network<PictureGenerator> generator;
  private final Network<ClassDiscriminator> discriminator;
  private final Network<ClassDiscriminator> average;
  private final TrainingState parts;
  private final PhasedStep<Batch> step;

  /// @param labelled pictures of the set whose classes may be looked at
  /// @param unlabelled pictures of the set whose classes are not looked at
  /// @throws ModelException when a part that is needed has too few pictures
  public SemiSupervisedLearner(
      SemiSupervisedConfig config,
      PictureSet set,
      int[] labelled,
      int[] unlabelled,
      long seed,
      Device device) {
    if (config.labelled() > 0 && labelled.length == 0) {
      throw new ModelException("no labelled pictures; expected at least one");
    }
    if (config.looksAtUnlabelled() && unlabelled.length < config.batch()) {
      throw new ModelException(
          "batch: "
              + config.batch()
              + "; expected at most the "
              + unlabelled.length
              + " unlabelled pictures");
    }
    this.config = config;
    this.set = set;
    this.labelled = labelled.clone();
    this.unlabelled = unlabelled.clone();
    this.seed = seed;
    this.device = device;
    rng = new Rng(seed);
    int classes = set.classNames().size();
    generator = new Network<>(new PictureGenerator(config, set.width(), rng), device);
    discriminator =
        new Network<>(new ClassDiscriminator(config, set.width(), classes, rng), device);
    average = new Network<>(new ClassDiscriminator(config, set.width(), classes, rng), device);
    average.copyFrom(discriminator);
    average.requiresGrad(false);
    average.block().training(false);
    var adam = Adam.Config.of(config.learningRate(), config.beta1());
    var generatorAdam = new Adam(generator, adam);
    var discriminatorAdam = new Adam(discriminator, adam);
    var ema = new Ema(average, config.averageSteps() * config.batch());
    parts =
        new TrainingState()
            .network("generator", generator)
            .network("discriminator", discriminator)
            .network("average", average)
            .progress("steps", 1)
            .optimizer("generator-adam", generatorAdam)
            .optimizer("discriminator-adam", discriminatorAdam)
            .rng(rng);
    LearningRate rate =
        config.decay() == 0
            ? new LearningRate.Constant(config.learningRate())
            : new LearningRate.Decay(config.learningRate(), config.steps(), config.decay(), 0);
    var phases = new ArrayList<Phase<Batch>>();
    phases.add(
        Phase.<Batch>of(
                "d", discriminator, discriminatorAdam, rate, this::accumulateDiscriminatorGradients)
            .withAverage(ema, config.batch()));
    if (config.unlabelled() > 0) {
      phases.add(Phase.of("g", generator, generatorAdam, rate, this::accumulateGeneratorGradients));
    }
    step =
        new PhasedStep<>(
            parts,
            MicroBatches.indivisible(config.batch()),
            (whole, _, _) -> whole,
            Optional.empty(),
            phases);
  }

  /// Takes over what another discriminator has learned, all but its last layers, which stay as they
  /// were initialised: learning with few labels after learning from pictures alone.
  ///
  /// @param replaced how many layers stay new, the head counted; at least 1
  /// @throws ModelException when the networks differ, or nothing would be taken over
  public void takeOver(SemiSupervisedLearner other, int replaced) {
    int kept = config.hidden().size() + 1 - replaced;
    if (replaced < 1 || kept < 1) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "replaced layers: %d; expected 1 to %d",
              replaced,
              config.hidden().size()));
    }
    if (!config.hidden().equals(other.config.hidden()) || set.width() != other.set.width()) {
      throw new ModelException(
          String.format(
                  Locale.ROOT,
                  "a discriminator of %s on pictures of %d numbers takes over from one of %s on %d; expected",
                  config.hidden(),
                  set.width(),
                  other.config.hidden(),
                  other.set.width())
              + " the same");
    }
    Map<String, Tensor> from = other.average.state();
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      discriminator
          .state()
          .forEach(
              (name, tensor) -> {
                for (int layer = 0; layer < kept; layer++) {
                  if (name.startsWith("layers." + layer + ".")) {
                    tensor.copyInPlace(from.get(name));
                  }
                }
              });
      average.copyFrom(discriminator);
    }
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      var random = new SplittableRandom(seed ^ parts.progress() * STEP);
      Optional<Labelled> few = config.labelled() == 0 ? Optional.empty() : Optional.of(few(random));
      Optional<Tensor> many =
          config.looksAtUnlabelled()
              ? Optional.of(pictures(draw(unlabelled, random))) // [B, P]
              : Optional.empty();
      return learn(few, many);
    }
  }

  /// Labelled pictures.
  ///
  /// @param pictures `[B, P]`
  /// @param classes INT64 `[B]`
  record Labelled(Tensor pictures, Tensor classes) {}

  private Labelled few(SplittableRandom random) {
    int[] which = draw(labelled, random);
    long[] classes = IntStream.of(which).mapToLong(i -> set.labels()[i]).toArray();
    return new Labelled(pictures(which), Tensors.of(classes, classes.length).to(device));
  }

  private int[] draw(int[] from, SplittableRandom random) {
    return IntStream.range(0, config.batch()).map(_ -> from[random.nextInt(from.length)]).toArray();
  }

  private Tensor pictures(int[] which) {
    return Tensors.of(set.rows(which), which.length, set.width()).to(device); // [n, P]
  }

  /// One update of the discriminator and, with unlabelled pictures, of the generator.
  ///
  /// @param many unlabelled pictures, `[B, P]`
  StepReport learn(Optional<Labelled> few, Optional<Tensor> many) {
    return step.run(
        new StepMetrics(FIGURES),
        () -> {
          parts.advance(1);
          return new Batch(few, many);
        });
  }

  /// What a step works on; without unlabelled pictures there is nothing for the generator.
  private record Batch(Optional<Labelled> few, Optional<Tensor> many) {}

  private void accumulateDiscriminatorGradients(Batch of, Pass pass) {
    Optional<Labelled> few = of.few();
    Optional<Tensor> many = of.many();
    ClassDiscriminator judge = discriminator.block();
    // all at once: without batch norm pictures do not see each other
    var seen = new ArrayList<Tensor>();
    few.ifPresent(part -> seen.add(part.pictures()));
    many.ifPresent(
        real -> {
          seen.add(real);
          if (config.unlabelled() > 0) {
            seen.add(drawn(false));
          }
        });
    Tensor logits = judge.logits(judge.features(Tensors.cat(0, seen), rng), rng); // [n·B, K]
    int batch = config.batch();
    int at = 0;
    List<Tensor> losses = new ArrayList<>();
    if (few.isPresent()) {
      Tensor own = logits.narrow(0, 0, batch); // [B, K]
      Tensor loss = ClassLogits.labelled(own, few.get().classes());
      losses.add(loss.times(config.labelled()));
      pass.add("loss/labelled", loss.item());
      Tensor right = own.detach().argmax(1).eq(few.get().classes()).to(DType.FLOAT32);
      pass.add("top-1", right.mean().item());
      at = batch;
    }
    if (many.isPresent()) {
      Tensor real = logits.narrow(0, at, batch); // [B, K]
      if (config.unlabelled() > 0) {
        Tensor fake = logits.narrow(0, at + batch, batch); // [B, K]
        Tensor loss = ClassLogits.unlabelled(real, fake);
        losses.add(loss.times(config.unlabelled()));
        pass.add("loss/unlabelled", loss.item());
        pass.add("d/real", ClassLogits.real(real.detach()).sigmoid().mean().item());
        pass.add("d/fake", ClassLogits.real(fake.detach()).sigmoid().mean().item());
      }
      double coming = Math.min(1, (parts.progress() - 1) / (RAMP * config.steps()));
      if (config.certainty() + config.balance() > 0) {
        Tensor unsure = ClassLogits.uncertainty(real);
        Tensor unequal = ClassLogits.imbalance(real);
        losses.add(unsure.times(config.certainty() * coming));
        losses.add(unequal.times(config.balance() * coming));
        pass.add("uncertainty", unsure.item());
        pass.add("imbalance", unequal.item());
      }
    }
    Tensor loss = losses.stream().reduce(Tensor::plus).orElseThrow();
    pass.add("loss/d", loss.item());
    pass.backward(loss);
  }

  private void accumulateGeneratorGradients(Batch batch, Pass pass) {
    ClassDiscriminator judge = discriminator.block();
    Tensor wanted = judge.features(batch.many().orElseThrow(), rng).detach(); // [B, F]
    Tensor loss = ClassLogits.featureMatching(wanted, judge.features(drawn(true), rng));
    pass.add("loss/g", loss.item());
    pass.backward(loss);
  }

  private Tensor drawn(boolean graph) {
    Tensor z = Tensors.rand(rng, config.batch(), config.noise()).to(device); // [B, Z]
    if (graph) {
      return generator.block().forward(z); // [B, P]
    }
    try (var _ = NoGrad.on()) {
      return generator.block().forward(z); // [B, P]
    }
  }

  /// The share of pictures of a set whose class the averaged discriminator names.
  public double accuracy(PictureSet test) {
    double right = 0;
    for (int start = 0; start < test.count(); start += PIECE) {
      int[] which = IntStream.range(start, Math.min(test.count(), start + PIECE)).toArray();
      long[] classes = IntStream.of(which).mapToLong(i -> test.labels()[i]).toArray();
      try (var _ = Scope.open();
          var _ = NoGrad.on()) {
        Tensor x = Tensors.of(test.rows(which), which.length, test.width()).to(device); // [n, P]
        ClassDiscriminator judge = average.block();
        Tensor named = judge.logits(judge.features(x, rng), rng).argmax(1); // [n]
        Tensor wanted = Tensors.of(classes, classes.length).to(device);
        right += named.eq(wanted).to(DType.FLOAT32).sum().item();
      }
    }
    return right / test.count();
  }

  @Override
  public LearnerState state() {
    return parts.state();
  }

  @Override
  public void restore(LearnerState state) {
    parts.restore(state);
  }

  /// What the generator draws from the same noise every time; nothing without unlabelled pictures.
  @Override
  public Optional<Image> preview() {
    if (config.unlabelled() == 0) {
      return Optional.empty();
    }
    float[] drawn;
    try (var fixed = new Rng(0);
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor buffers = generator.buffers().copy();
      Tensor z = Tensors.rand(fixed, PREVIEW, config.noise()).to(device); // [64, Z]
      drawn = generator.block().forward(z).to(Device.CPU).toFloats(); // [64, P]
      generator.buffers().copyInPlace(buffers);
    }
    var images = new ArrayList<Image>();
    for (int i = 0; i < PREVIEW; i++) {
      var rgb = new byte[3 * set.width()];
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) Math.round(255 * drawn[i * set.width() + p / 3]);
      }
      images.add(new Image(set.side(), set.side(), rgb));
    }
    return Optional.of(Sheet.grid(images, 16, Sheet.Style.PLAIN));
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

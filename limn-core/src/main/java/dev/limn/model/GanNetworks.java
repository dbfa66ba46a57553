package dev.limn.model;

import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.Ema;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.Diversity;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.TrainingState;
import dev.limn.train.step.Gradients;
import dev.limn.train.step.Phase;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// What every adversarial learner of pictures has: two networks that learn from each other with an
/// Adam each, as a rule a moving average of the first, random numbers, examples, and the count of
/// pictures seen. All of it is named in a [TrainingState]; what a step does with it stands in the
/// learner's [dev.limn.train.step.PhasedStep], for which the two phases are made here.
///
/// @param <G> the generator
/// @param <D> the discriminator
public final class GanNetworks<G extends Block, D extends Block> implements AutoCloseable {
  private final Network<G> generator;
  private final Network<D> discriminator;
  private final Optional<Network<G>> average;
  private final Optional<Ema> ema;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;
  private final PictureExamples examples;
  private final int pictures;
  private final TrainingState parts;
  private double real = Double.NaN;

  /// Takes over everything. The average begins as the generator is.
  ///
  /// @param average another network of the generator's shape, or empty for none
  /// @param averagePictures its half-life
  /// @param pictures that a step sees
  public GanNetworks(
      Network<G> generator,
      Network<D> discriminator,
      Optional<Network<G>> average,
      double averagePictures,
      Adam.Config generatorAdam,
      Adam.Config discriminatorAdam,
      Rng rng,
      PictureExamples examples,
      int pictures) {
    this(
        new TrainingState(),
        generator,
        discriminator,
        average,
        averagePictures,
        generatorAdam,
        discriminatorAdam,
        rng,
        examples,
        pictures);
  }

  /// As above, with parts of the state that come before these.
  public GanNetworks(
      TrainingState parts,
      Network<G> generator,
      Network<D> discriminator,
      Optional<Network<G>> average,
      double averagePictures,
      Adam.Config generatorAdam,
      Adam.Config discriminatorAdam,
      Rng rng,
      PictureExamples examples,
      int pictures) {
    this.parts = parts;
    this.generator = generator;
    this.discriminator = discriminator;
    this.average = average;
    average.ifPresent(
        copy -> {
          copy.copyFrom(generator);
          copy.requiresGrad(false);
        });
    ema = average.map(copy -> new Ema(copy, averagePictures));
    this.generatorAdam = new Adam(generator, generatorAdam);
    this.discriminatorAdam = new Adam(discriminator, discriminatorAdam);
    this.examples = examples;
    this.pictures = pictures;
    parts.network("generator", generator).network("discriminator", discriminator);
    average.ifPresent(copy -> parts.network("average", copy));
    parts
        .progress("seen", pictures)
        .examples(examples)
        .optimizer("generator-adam", this.generatorAdam)
        .optimizer("discriminator-adam", this.discriminatorAdam)
        .rng(rng);
  }

  /// What is saved and restored: everything here, and what a learner adds.
  public TrainingState parts() {
    return parts;
  }

  /// The discriminator's phase, `d`.
  public <W> Phase<W> discriminatorPhase(LearningRate rate, Gradients<W> gradients) {
    return Phase.of("d", discriminator, discriminatorAdam, rate, gradients);
  }

  /// The generator's phase, `g`, which moves the average.
  public <W> Phase<W> generatorPhase(LearningRate rate, Gradients<W> gradients) {
    Phase<W> phase = Phase.of("g", generator, generatorAdam, rate, gradients);
    return ema.map(own -> phase.withAverage(own, pictures)).orElse(phase);
  }

  public Network<G> generator() {
    return generator;
  }

  public Network<D> discriminator() {
    return discriminator;
  }

  /// What is drawn with: the moving average, or else the generator itself.
  public Network<G> drawn() {
    return average.orElse(generator);
  }

  public PictureExamples examples() {
    return examples;
  }

  /// Pictures seen so far.
  public long seen() {
    return parts.progress();
  }

  /// The next examples, whose pictures count as seen.
  ///
  /// @param count of their pictures
  public PictureBatch next(int count) {
    PictureBatch example = examples.next();
    parts.advance(count);
    return example;
  }

  /// Takes the real pictures of a step, `[B, …]`, to which drawings are compared: the first ones.
  public void compareWith(Tensor pictures) {
    if (Double.isNaN(real) && pictures.size(0) > 1) {
      real = Diversity.distance(pictures);
    }
  }

  /// How much the generator's drawings differ as it is now; nothing before the first step.
  ///
  /// @param noise width of z
  /// @param draw from noise and conditions, as the examples have them, to pictures
  public Optional<Diversity> diversity(int noise, BinaryOperator<Tensor> draw) {
    if (!(real > 0)) {
      return Optional.empty();
    }
    try (var _ = Scope.open()) {
      Tensor conditions = examples.sampleConditions(Diversity.DRAWINGS); // [8, W]
      return Optional.of(
          Diversity.of(generator, noise, conditions, real, generator.device(), draw));
    }
  }

  /// Both networks and their numbers of parameters, for people.
  public String summary(int batch) {
    return String.format(
        Locale.ROOT,
        "generator with %,d parameters, discriminator with %,d, batches of %d",
        generator.parameterCount(),
        discriminator.parameterCount(),
        batch);
  }

  @Override
  public void close() {
    parts.close();
  }
}

package dev.limn.model;

import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.Ema;
import dev.limn.train.Examples;
import dev.limn.train.Figures;
import dev.limn.train.LearnerParts;
import dev.limn.train.LearnerState;
import dev.limn.train.NetworkState;
import dev.limn.train.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What every adversarial learner of pictures has: two networks that learn from each other with an
/// Adam each, as a rule a moving average of the first, random numbers, examples, and the count of
/// pictures seen. All of it is saved and restored here; what a step does with it is the learner's.
///
/// @param <G> the generator
/// @param <D> the discriminator
public final class Adversaries<G extends Block, D extends Block> implements AutoCloseable {
  private final Network<G> generator;
  private final Network<D> discriminator;
  private final Optional<Network<G>> average;
  private final Optional<Ema> ema;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;
  private final Examples examples;
  private final LearnerParts parts;
  private long seen;

  /// Takes over everything. The average begins as the generator is.
  ///
  /// @param average another network of the generator's shape, or empty for none
  /// @param averagePictures its half-life
  public Adversaries(
      Network<G> generator,
      Network<D> discriminator,
      Optional<Network<G>> average,
      double averagePictures,
      Adam.Config generatorAdam,
      Adam.Config discriminatorAdam,
      Rng rng,
      Examples examples) {
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
    parts =
        new LearnerParts().network("generator", generator).network("discriminator", discriminator);
    average.ifPresent(copy -> parts.network("average", copy));
    parts
        .count("seen", this::seen, value -> seen = value)
        .examples(examples)
        .optimizer("generator-adam", this.generatorAdam)
        .optimizer("discriminator-adam", this.discriminatorAdam)
        .rng(rng);
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

  public Adam generatorAdam() {
    return generatorAdam;
  }

  public Adam discriminatorAdam() {
    return discriminatorAdam;
  }

  public Examples examples() {
    return examples;
  }

  /// Pictures seen so far.
  public long seen() {
    return seen;
  }

  /// The next examples, whose pictures count as seen.
  public Examples.Example next(int pictures) {
    Examples.Example example = examples.next();
    seen += pictures;
    return example;
  }

  /// Sets the learning rates, less after a roll-back.
  public void learningRates(double ofGenerator, double ofDiscriminator) {
    generatorAdam.learningRate(ofGenerator * parts.rate());
    discriminatorAdam.learningRate(ofDiscriminator * parts.rate());
  }

  /// See [dev.limn.train.Learner#slowDown].
  public void slowDown(double factor) {
    parts.slowDown(factor);
  }

  /// Moves the average after a step of so many pictures.
  public void average(int pictures) {
    ema.ifPresent(own -> own.update(generator, pictures, seen));
  }

  /// A whole step: the discriminator's half, then the generator's through the new discriminator. A
  /// network whose loss or gradient is not finite is not updated; both then get back the buffers
  /// that they had.
  ///
  /// @param <T> what the first half leaves for the second, mostly drawings with their graph
  /// @param batch pictures of the step
  /// @param micro how the halves are done
  /// @param first adds up the discriminator's gradients; its loss is the figure `loss/d`
  /// @param second adds up the generator's; `loss/g`
  public <T> StepReport step(
      int batch, MicroBatches micro, Figures figures, Supplier<T> first, Half<T> second) {
    Buffers before = new Buffers(generator.buffers().copy(), discriminator.buffers().copy());
    var notes = new ArrayList<String>();
    T left = retrying(micro, notes, first);
    boolean finite = figures.finite("loss/d") && discriminator.gradsAreFinite();
    if (finite) {
      discriminatorAdam.step();
      retrying(
          micro,
          notes,
          () -> {
            second.apply(left);
            return true;
          });
      finite = figures.finite("loss/g") && generator.gradsAreFinite();
      if (finite) {
        generatorAdam.step();
        average(batch);
      }
    }
    if (!finite) {
      restore(before);
    }
    figures.put("learning-rate", generatorAdam.learningRate());
    return new StepReport(figures.inOrder(), finite, notes);
  }

  /// The generator's half of a step.
  ///
  /// @param <T> what the discriminator's half left
  @FunctionalInterface
  public interface Half<T> {
    void apply(T left);
  }

  private record Buffers(Tensor ofGenerator, Tensor ofDiscriminator) {}

  private void restore(Buffers buffers) {
    generator.buffers().copyInPlace(buffers.ofGenerator());
    discriminator.buffers().copyInPlace(buffers.ofDiscriminator());
  }

  private <T> T retrying(MicroBatches micro, List<String> notes, Supplier<T> half) {
    Buffers before = new Buffers(generator.buffers().copy(), discriminator.buffers().copy());
    return micro.retrying(half, () -> restore(before), notes);
  }

  /// Everything that the next step depends on.
  ///
  /// @param more networks beside the two and the average, by name
  /// @param values that a learner has beside these
  public LearnerState state(Map<String, Network<?>> more, Map<String, String> values) {
    LearnerState own = parts.state();
    var tensors = new LinkedHashMap<String, Tensor>();
    more.forEach((name, network) -> NetworkState.put(tensors, name, network));
    tensors.putAll(own.tensors());
    var all = new LinkedHashMap<>(own.values());
    all.putAll(values);
    return new LearnerState(tensors, all);
  }

  /// Continues where a state was taken.
  ///
  /// @param own the state as it is now, whose tensors are overwritten
  public void restore(LearnerState state, LearnerState own) {
    parts.restore(state, own);
  }

  @Override
  public void close() {
    parts.close();
  }
}

package dev.limn.model;

import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.Ema;
import dev.limn.train.LearnerState;
import dev.limn.train.NetworkState;
import dev.limn.train.PictureBatch;
import dev.limn.train.PictureExamples;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What every adversarial learner of pictures has: two networks that learn from each other with an
/// Adam each, as a rule a moving average of the first, random numbers, examples, and the count of
/// pictures seen. All of it is saved and restored here; what a step does with it is the learner's.
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
  private final TrainingState parts;
  private long seen;

  /// Takes over everything. The average begins as the generator is.
  ///
  /// @param average another network of the generator's shape, or empty for none
  /// @param averagePictures its half-life
  public GanNetworks(
      Network<G> generator,
      Network<D> discriminator,
      Optional<Network<G>> average,
      double averagePictures,
      Adam.Config generatorAdam,
      Adam.Config discriminatorAdam,
      Rng rng,
      PictureExamples examples) {
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
        new TrainingState().network("generator", generator).network("discriminator", discriminator);
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

  public PictureExamples examples() {
    return examples;
  }

  /// Pictures seen so far.
  public long seen() {
    return seen;
  }

  /// The next examples, whose pictures count as seen.
  public PictureBatch next(int pictures) {
    PictureBatch example = examples.next();
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

  /// Both networks and their numbers of parameters, for people.
  public String summary(int batch) {
    return String.format(
        Locale.ROOT,
        "generator with %,d parameters, discriminator with %,d, batches of %d",
        generator.parameterCount(),
        discriminator.parameterCount(),
        batch);
  }

  /// A whole step: the discriminator's half, then the generator's through the new discriminator. A
  /// network whose loss or gradient is not finite is not updated; both then get back the buffers
  /// that they had.
  ///
  /// A batch that is computed at once is drawn once, for both halves; else each half draws its
  /// micro-batches anew. A half that runs out of memory is done again, in smaller ones.
  ///
  /// @param batch pictures of the step
  /// @param work of the whole batch
  public <W, T> StepReport step(
      int batch, MicroBatches micro, StepMetrics figures, W work, Round<W, T> round) {
    Buffers before = new Buffers(generator.buffers().copy(), discriminator.buffers().copy());
    var notes = new ArrayList<String>();
    Optional<T> drawn =
        retrying(
            micro, notes, figures, () -> teachDiscriminator(batch, micro, figures, work, round));
    boolean finite = figures.finite("loss/d") && discriminator.gradsAreFinite();
    if (finite) {
      discriminatorAdam.step();
      retrying(
          micro,
          notes,
          figures,
          () -> {
            teachGenerator(batch, micro, figures, work, drawn, round);
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

  /// @return the drawings with their graph when the batch is computed at once
  private <W, T> Optional<T> teachDiscriminator(
      int batch, MicroBatches micro, StepMetrics figures, W work, Round<W, T> round) {
    try (var scope = Scope.open()) {
      boolean whole = micro.whole();
      generator.requiresGrad(true);
      discriminator.requiresGrad(true);
      discriminator.zeroGrad();
      Optional<T> kept = Optional.empty();
      Tensor before = generator.buffers().copy();
      for (int start = 0; start < batch; start += micro.size()) {
        try (var part = Scope.open()) {
          W own = round.part(work, start, micro.size());
          T drawn = whole ? round.draw(own) : drawWithoutGraph(own, round);
          round.teachDiscriminator(own, drawn, figures);
          if (whole) {
            round.tensors(drawn).forEach(part::keep);
            kept = Optional.of(drawn);
          }
        }
      }
      if (!whole) {
        generator.buffers().copyInPlace(before); // the generator's own pass counts
      }
      kept.ifPresent(drawn -> round.tensors(drawn).forEach(scope::keep));
      return kept;
    }
  }

  private static <W, T> T drawWithoutGraph(W work, Round<W, T> round) {
    try (var _ = NoGrad.on()) {
      return round.draw(work);
    }
  }

  private <W, T> void teachGenerator(
      int batch,
      MicroBatches micro,
      StepMetrics figures,
      W work,
      Optional<T> drawn,
      Round<W, T> round) {
    boolean whole = micro.whole();
    if (!whole) { // memory ran out since they were drawn
      drawn.stream()
          .flatMap(kept -> round.tensors(kept).stream())
          .filter(tensor -> !tensor.isClosed())
          .forEach(Tensor::release);
    }
    discriminator.requiresGrad(false);
    generator.zeroGrad();
    for (int start = 0; start < batch; start += micro.size()) {
      try (var _ = Scope.open()) {
        W own = round.part(work, start, micro.size());
        T mine = drawn.filter(_ -> whole).orElseGet(() -> round.draw(own));
        round.teachGenerator(own, mine, figures);
      }
    }
  }

  private record Buffers(Tensor ofGenerator, Tensor ofDiscriminator) {}

  private void restore(Buffers buffers) {
    generator.buffers().copyInPlace(buffers.ofGenerator());
    discriminator.buffers().copyInPlace(buffers.ofDiscriminator());
  }

  private <T> T retrying(
      MicroBatches micro, List<String> notes, StepMetrics figures, Supplier<T> half) {
    Buffers before = new Buffers(generator.buffers().copy(), discriminator.buffers().copy());
    Map<String, Double> known = figures.all();
    return micro.retrying(
        half,
        () -> {
          restore(before);
          figures.reset(known);
        },
        notes);
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
    return new LearnerState(tensors, all, own.moments());
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

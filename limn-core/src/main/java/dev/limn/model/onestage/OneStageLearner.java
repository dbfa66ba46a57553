package dev.limn.model.onestage;

import dev.limn.image.Image;
import dev.limn.model.Family;
import dev.limn.model.Generator;
import dev.limn.model.Mismatch;
import dev.limn.model.ModelException;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.Ema;
import dev.limn.train.Examples;
import dev.limn.train.LearnerState;
import dev.limn.train.NetworkState;
import dev.limn.train.StepReport;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The training step of a one-stage model (DF-GAN, Tao et al. 2022).
///
/// One step: the generator draws once. The discriminator learns real+matching against
/// real+mismatched and drawn, with its penalties; then the generator learns from the same drawings
/// through the discriminator's new weights, for which no gradients are made. A network whose loss
/// or gradient is not finite is not updated.
///
/// A batch can be computed in micro-batches, whose gradients add up, to need less memory; there is
/// no batch norm, so that they add up to the batch's. The drawings are then made twice, once for
/// each network. When memory runs out, the micro-batch is halved and the step done again; the
/// report says so.
public final class OneStageLearner implements Family.GeneratorLearner {
  private static final double FINAL_RATE = 0.1;
  private static final double EPS = 1e-8;

  private final OneStageConfig config;
  private final int textWidth;
  private final long totalPictures;
  private final Device device;
  private final Examples examples;
  private final Function<Generator, Optional<Image>> previews;
  private final Rng rng;
  private final Network<OneStageGenerator> generator;
  private final Network<OneStageDiscriminator> discriminator;
  private final Network<OneStageGenerator> average;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;
  private final Ema ema;
  private final Augmentation augmentation;
  private final Duel duel;
  private int microBatch;
  private long seen;
  private double rate = 1;

  /// @param totalPictures the length of the training, for the decay of the learning rates
  /// @param microBatch pictures that are computed at a time; 0 for all
  /// @param previews draws the fixed preview with the averaged generator
  public OneStageLearner(
      OneStageConfig config,
      int textWidth,
      long seed,
      long totalPictures,
      int microBatch,
      Device device,
      Examples examples,
      Function<Generator, Optional<Image>> previews) {
    this.config = config;
    this.textWidth = textWidth;
    this.totalPictures = totalPictures;
    this.microBatch = microBatch == 0 ? config.batch() : microBatch;
    requireMicroBatch(config, this.microBatch);
    this.device = device;
    this.examples = examples;
    this.previews = previews;
    rng = new Rng(seed);
    generator = new Network<>(new OneStageGenerator(config, textWidth, rng), device);
    discriminator = new Network<>(new OneStageDiscriminator(config, textWidth, rng), device);
    average = new Network<>(new OneStageGenerator(config, textWidth, rng), device);
    average.copyFrom(generator);
    average.requiresGrad(false);
    generatorAdam = new Adam(generator, adam(config, config.generatorRate()));
    discriminatorAdam = new Adam(discriminator, adam(config, config.discriminatorRate()));
    ema = new Ema(average, config.averageKimg() * 1000);
    augmentation = new Augmentation(config, rng);
    duel = new Duel(config, device, generator, discriminator, augmentation);
  }

  private static Adam.Config adam(OneStageConfig config, double rate) {
    return new Adam.Config(rate, config.beta1(), config.beta2(), EPS);
  }

  private static void requireMicroBatch(OneStageConfig config, int size) {
    if (size < 2 || size % 2 != 0 || config.batch() % size != 0) {
      throw new ModelException(
          "micro-batch "
              + size
              + "; expected an even number that divides the batch of "
              + config.batch());
    }
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public String summary() {
    return String.format(
        Locale.ROOT,
        "generator with %,d parameters, discriminator with %,d, batches of %d%s",
        generator.parameterCount(),
        discriminator.parameterCount(),
        config.batch(),
        microBatch == config.batch() ? "" : " in micro-batches of " + microBatch);
  }

  /// A copy of the averaged generator, ready to draw. Close it.
  @Override
  public OneStageGeneratorNetwork drawing() {
    try (var _ = Scope.open();
        var unused = new Rng(0)) { // what it draws is overwritten at once
      var copy = new Network<>(new OneStageGenerator(config, textWidth, unused), device);
      copy.copyFrom(average);
      return new OneStageGeneratorNetwork(config, textWidth, copy);
    }
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      double left = totalPictures == 0 ? 1 : 1 - (double) seen / totalPictures;
      double decayed = config.decay() == 0 ? 1 : Math.clamp(left / config.decay(), FINAL_RATE, 1);
      generatorAdam.learningRate(config.generatorRate() * decayed * rate);
      discriminatorAdam.learningRate(config.discriminatorRate() * decayed * rate);
      Tensor buffers = discriminator.buffers().copy();
      Work work = next();
      var figures = new Figures();
      var notes = new ArrayList<String>();
      Optional<Tensor> drawn = retrying(notes, () -> learnDiscriminator(work, figures));
      boolean finite = figures.finite("loss/d") && discriminator.gradsAreFinite();
      if (finite) {
        discriminatorAdam.step();
        retrying(notes, () -> learnGenerator(work, drawn, figures));
        finite = figures.finite("loss/g") && generator.gradsAreFinite();
        if (finite) {
          generatorAdam.step();
          ema.update(generator, config.batch(), seen);
        }
      }
      if (!finite) {
        discriminator.buffers().copyInPlace(buffers);
      }
      double probability = augmentation.advance();
      if (augmentation.adapts()) {
        figures.put("augment", probability);
      }
      figures.put("learning-rate", generatorAdam.learningRate());
      return new StepReport(figures.inOrder(), finite, notes);
    }
  }

  private Work next() {
    Examples.Example example = examples.next();
    seen += config.batch();
    Tensor real = example.pictures().to(device);
    Tensor text = example.text().to(device);
    if (config.conditioningNoise() > 0) {
      double sigma = config.conditioningNoise() * text.std(false, false, 0).mean().item();
      Tensor noise = Tensors.randn(rng, text.shape().sizes()).to(device); // [B, W]
      text = text.plus(noise.times(sigma));
    }
    int shift = Mismatch.shift(example.labels(), example.position());
    Tensor wrong =
        Tensors.cat(
            0, text.narrow(0, shift, text.size(0) - shift), text.narrow(0, 0, shift)); // [B, W]
    Tensor z = Tensors.randn(rng, text.size(0), config.noise()).to(device); // [B, Z]
    return new Work(real, text, wrong, z, config.seeking() > 0);
  }

  /// Does half a step. Out of memory, it does it again in smaller parts.
  private <T> T retrying(List<String> notes, Supplier<T> half) {
    Tensor buffers = discriminator.buffers().copy();
    while (true) {
      try {
        return half.get();
      } catch (TorchException e) {
        if (e.kind() != TorchException.Kind.MEMORY || microBatch % 4 != 0) {
          throw e;
        }
        microBatch /= 2;
        discriminator.buffers().copyInPlace(buffers);
        notes.add(
            "out of memory: going on with micro-batches of "
                + microBatch
                + " (--micro-batch "
                + microBatch
                + " does so from the start)");
      }
    }
  }

  /// Adds up the discriminator's gradients.
  ///
  /// @return the drawings with their graph when the batch is computed at once
  private Optional<Tensor> learnDiscriminator(Work work, Figures figures) {
    try (var scope = Scope.open()) {
      figures.begin("loss/d", "d/real", "d/wrong", "d/fake", "penalty", "r1");
      boolean whole = microBatch == config.batch();
      generator.requiresGrad(true);
      discriminator.requiresGrad(true);
      discriminator.zeroGrad();
      long step = seen / config.batch() - 1;
      Optional<Tensor> kept = Optional.empty();
      for (int start = 0; start < config.batch(); start += microBatch) {
        try (var part = Scope.open()) {
          Work own = work.part(start, microBatch);
          Tensor drawn = whole ? duel.draw(own) : duel.drawWithoutGraph(own);
          duel.teachDiscriminator(own, drawn.detach(), step, figures);
          if (whole) {
            kept = Optional.of(part.keep(drawn));
          }
        }
      }
      kept.ifPresent(scope::keep);
      return kept;
    }
  }

  /// Adds up the generator's gradients, through the discriminator as it is now.
  private Optional<Tensor> learnGenerator(Work work, Optional<Tensor> drawn, Figures figures) {
    boolean whole = microBatch == config.batch();
    if (!whole) { // memory ran out since they were drawn
      drawn.filter(pictures -> !pictures.isClosed()).ifPresent(Tensor::release);
    }
    figures.begin("loss/g");
    discriminator.requiresGrad(false);
    generator.zeroGrad();
    for (int start = 0; start < config.batch(); start += microBatch) {
      try (var _ = Scope.open()) {
        Work own = work.part(start, microBatch);
        Tensor pictures = drawn.filter(_ -> whole).orElseGet(() -> duel.draw(own));
        duel.teachGenerator(own, pictures, figures);
      }
    }
    return drawn;
  }

  @Override
  public LearnerState state() {
    var tensors = new LinkedHashMap<String, Tensor>();
    NetworkState.put(tensors, "generator", generator);
    NetworkState.put(tensors, "discriminator", discriminator);
    NetworkState.put(tensors, "average", average);
    NetworkState.put(tensors, "generator-adam", generatorAdam);
    NetworkState.put(tensors, "discriminator-adam", discriminatorAdam);
    var values = new LinkedHashMap<String, String>();
    values.put("seen", Long.toString(seen));
    values.put("position", Long.toString(examples.position()));
    values.put("generator-adam/steps", Long.toString(generatorAdam.steps()));
    values.put("discriminator-adam/steps", Long.toString(discriminatorAdam.steps()));
    values.put("rate", Double.toString(rate));
    values.put("micro-batch", Integer.toString(microBatch));
    values.put("rng", Base64.getEncoder().encodeToString(rng.state()));
    augmentation.save(values);
    return new LearnerState(tensors, values);
  }

  @Override
  public void restore(LearnerState state) {
    NetworkState.copy(state.tensors(), state().tensors());
    Map<String, String> values = state.values();
    seen = Long.parseLong(values.get("seen"));
    examples.seek(Long.parseLong(values.get("position")));
    generatorAdam.steps(Long.parseLong(values.get("generator-adam/steps")));
    discriminatorAdam.steps(Long.parseLong(values.get("discriminator-adam/steps")));
    rate = Double.parseDouble(values.get("rate"));
    microBatch = Integer.parseInt(values.get("micro-batch"));
    rng.state(Base64.getDecoder().decode(values.get("rng")));
    augmentation.restore(values);
  }

  @Override
  public Optional<Image> preview() {
    try (Generator drawing = drawing()) {
      return previews.apply(drawing);
    }
  }

  @Override
  public void slowDown(double factor) {
    rate *= factor;
  }

  @Override
  public void close() {
    examples.close();
    generatorAdam.close();
    discriminatorAdam.close();
    generator.close();
    discriminator.close();
    average.close();
    rng.close();
  }
}

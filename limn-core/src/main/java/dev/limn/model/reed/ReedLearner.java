package dev.limn.model.reed;

import dev.limn.image.Image;
import dev.limn.loss.AdversarialLoss;
import dev.limn.model.Family;
import dev.limn.model.Generator;
import dev.limn.model.Mismatch;
import dev.limn.model.ModelException;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
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

/// The training step of GAN, GAN-CLS, GAN-INT and GAN-INT-CLS (Reed et al. 2016, algorithm 1).
///
/// One step: the generator draws for the batch's text and, with INT, for half as many interpolated
/// embeddings. The discriminator learns real+matching against real+mismatched and drawn; then the
/// generator learns from the same drawings through the discriminator's new weights. A network whose
/// loss or gradient is not finite is not updated.
///
/// A batch can be computed in micro-batches, whose gradients add up, to need less memory. Batch
/// norm then takes its statistics of a micro-batch, as if on several cards, and the drawings are
/// made twice, once for each network. When memory runs out, the micro-batch is halved and the step
/// done again; the report says so.
public final class ReedLearner implements Family.GeneratorLearner {
  private static final AdversarialLoss LOSS = AdversarialLoss.NON_SATURATING;
  private static final double FINAL_RATE = 0.1;
  private static final int MEASURED = 2048;

  private final ReedConfig config;
  private final int textWidth;
  private final long totalPictures;
  private final Device device;
  private final Examples examples;
  private final Function<Generator, Optional<Image>> previews;
  private final Rng rng;
  private final Network<ReedGenerator> generator;
  private final Network<ReedDiscriminator> discriminator;
  private final Network<ReedGenerator> average;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;
  private final Ema ema;
  private int microBatch;
  private long seen;
  private double rate = 1;

  /// @param totalPictures the length of the training, for the decay of the learning rates
  /// @param microBatch pictures that are computed at a time; 0 for all
  /// @param previews draws the fixed preview with the averaged generator
  public ReedLearner(
      ReedConfig config,
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
    generator = new Network<>(new ReedGenerator(config, textWidth, rng), device);
    discriminator = new Network<>(new ReedDiscriminator(config, textWidth, rng), device);
    average = new Network<>(new ReedGenerator(config, textWidth, rng), device);
    average.copyFrom(generator);
    average.requiresGrad(false);
    var adam = Adam.Config.of(config.learningRate(), config.beta1());
    generatorAdam = new Adam(generator, adam);
    discriminatorAdam = new Adam(discriminator, adam);
    ema = new Ema(average, config.averageKimg() * 1000);
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

  /// A copy of the averaged generator, ready to draw. Its batch-norm statistics are measured anew,
  /// with the averaged weights, on text of the data: averages of the training statistics would
  /// belong to other weights. Close it.
  @Override
  public ReedGeneratorNetwork drawing() {
    try (var _ = Scope.open();
        var unused = new Rng(0)) { // what it draws is overwritten at once
      var copy = new Network<>(new ReedGenerator(config, textWidth, unused), device);
      copy.copyFrom(average);
      var drawing = new ReedGeneratorNetwork(config, textWidth, copy);
      drawing.measureStatistics(examples.sampleText(MEASURED));
      return drawing;
    }
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      double left = totalPictures == 0 ? 1 : 1 - (double) seen / totalPictures;
      double decayed = config.decay() == 0 ? 1 : Math.clamp(left / config.decay(), FINAL_RATE, 1);
      generatorAdam.learningRate(config.learningRate() * decayed * rate);
      discriminatorAdam.learningRate(config.learningRate() * decayed * rate);
      Tensor generatorBuffers = generator.buffers().copy();
      Tensor discriminatorBuffers = discriminator.buffers().copy();
      Work work = next();
      var figures = new Figures();
      var notes = new ArrayList<String>();
      Drawn drawn = retrying(notes, () -> learnDiscriminator(work, figures));
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
        generator.buffers().copyInPlace(generatorBuffers);
        discriminator.buffers().copyInPlace(discriminatorBuffers);
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
    Tensor wrong = config.mode().mismatched() ? mismatched(text, example) : text;
    Optional<Tensor> between =
        config.mode().interpolated()
            ? Optional.of(Terms.between(text, config.beta()))
            : Optional.empty();
    boolean again = config.seeking() > 0;
    long rows = text.size(0) + between.map(t -> t.size(0)).orElse(0L);
    rows += again ? text.size(0) / 2 : 0;
    Tensor z = Tensors.randn(rng, rows, config.noise()).to(device);
    return new Work(real, text, wrong, between, again, z);
  }

  /// Drawings with their graph, or none where they have to be made again.
  private record Drawn(Optional<Tensor> pictures) {}

  /// Does half a step. Out of memory, it does it again in smaller parts, from the same state.
  private <T> T retrying(List<String> notes, Supplier<T> half) {
    Tensor generatorBuffers = generator.buffers().copy();
    Tensor discriminatorBuffers = discriminator.buffers().copy();
    while (true) {
      try {
        return half.get();
      } catch (TorchException e) {
        if (e.kind() != TorchException.Kind.MEMORY || microBatch % 4 != 0) {
          throw e;
        }
        microBatch /= 2;
        generator.buffers().copyInPlace(generatorBuffers);
        discriminator.buffers().copyInPlace(discriminatorBuffers);
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
  private Drawn learnDiscriminator(Work work, Figures figures) {
    try (var scope = Scope.open()) {
      figures.begin("loss/d", "d/real", "d/wrong", "d/fake", "penalty");
      int batch = config.batch();
      boolean whole = microBatch == batch;
      generator.requiresGrad(true);
      discriminator.requiresGrad(true);
      discriminator.zeroGrad();
      Optional<Tensor> kept = Optional.empty();
      Tensor before = generator.buffers().copy();
      for (int start = 0; start < batch; start += microBatch) {
        try (var part = Scope.open()) {
          Work own = work.part(start, microBatch);
          Tensor drawn = whole ? draw(own) : drawWithoutGraph(own);
          judge(own, drawn.narrow(0, 0, microBatch).detach(), figures);
          penalise(own, figures);
          if (whole) {
            kept = Optional.of(part.keep(drawn));
          }
        }
      }
      if (!whole) {
        generator.buffers().copyInPlace(before); // the generator's own pass counts
      }
      kept.ifPresent(scope::keep);
      return new Drawn(kept);
    }
  }

  private void judge(Work work, Tensor shown, Figures figures) {
    Tensor right;
    Tensor fake;
    Tensor wrong;
    try (var _ = config.precision().on(device)) {
      ReedDiscriminator judge = discriminator.block();
      Tensor features = judge.features(work.real());
      right = judge.judge(features, work.text()).to(DType.FLOAT32);
      wrong =
          config.mode().mismatched()
              ? judge.judge(features, work.wrong()).to(DType.FLOAT32)
              : right;
      fake = judge.judge(judge.features(shown), work.text()).to(DType.FLOAT32);
    }
    double share = config.mode().mismatched() ? config.mismatchWeight() : 0;
    Tensor loss = LOSS.real(right, config.realTarget()).plus(LOSS.fake(fake).times(1 - share));
    if (share > 0) {
      loss = loss.plus(LOSS.fake(wrong).times(share));
    }
    double weight = (double) work.text().size(0) / config.batch();
    backward(loss, weight);
    figures.add("loss/d", loss.item(), weight);
    figures.add("d/real", right.sigmoid().mean().item(), weight);
    if (share > 0) {
      figures.add("d/wrong", wrong.sigmoid().mean().item(), weight);
    }
    figures.add("d/fake", fake.sigmoid().mean().item(), weight);
  }

  /// The gradient penalty, now and then.
  private void penalise(Work work, Figures figures) {
    long step = seen / config.batch() - 1;
    if (config.gradientPenalty() == 0 || step % ReedConfig.PENALTY_INTERVAL != 0) {
      return;
    }
    double share = (double) work.text().size(0) / config.batch();
    Tensor penalty = Terms.slope(discriminator.block(), work);
    figures.add("penalty", penalty.item(), share);
    double weight = config.gradientPenalty() / 2 * ReedConfig.PENALTY_INTERVAL;
    backward(penalty.times(weight), share);
  }

  /// Adds up the generator's gradients, through the discriminator as it is now.
  private Drawn learnGenerator(Work work, Drawn drawn, Figures figures) {
    boolean whole = microBatch == config.batch();
    if (!whole) {
      drawn.pictures().filter(pictures -> !pictures.isClosed()).ifPresent(Tensor::release);
    }
    figures.begin("loss/g");
    discriminator.requiresGrad(false);
    generator.zeroGrad();
    for (int start = 0; start < config.batch(); start += microBatch) {
      try (var _ = Scope.open()) {
        Work own = work.part(start, microBatch);
        Tensor pictures = drawn.pictures().filter(_ -> whole).orElseGet(() -> draw(own));
        Tensor logits;
        try (var _ = config.precision().on(device)) {
          ReedDiscriminator judge = discriminator.block();
          logits = judge.judge(judge.features(pictures), own.drawnText()).to(DType.FLOAT32);
        }
        Tensor loss = LOSS.generator(logits);
        if (config.seeking() > 0) {
          loss = loss.plus(Terms.sameness(pictures, own).times(config.seeking()));
        }
        double weight = (double) microBatch / config.batch();
        backward(loss, weight);
        figures.add("loss/g", loss.item(), weight);
      }
    }
    return drawn;
  }

  private Tensor draw(Work work) {
    try (var _ = config.precision().on(device)) {
      return generator.block().forward(work.z(), work.drawnText()); // [R, 3, H, H]
    }
  }

  private Tensor drawWithoutGraph(Work work) {
    try (var _ = NoGrad.on()) {
      return draw(work);
    }
  }

  private static void backward(Tensor loss, double weight) {
    if (weight == 1) {
      loss.backward();
    } else {
      loss.times(weight).backward();
    }
  }

  private static void requireMicroBatch(ReedConfig config, int size) {
    if (size < 2 || size % 2 != 0 || config.batch() % size != 0) {
      throw new ModelException(
          "micro-batch "
              + size
              + "; expected an even number that divides the batch of "
              + config.batch());
    }
  }

  /// The batch's embeddings moved on by a shift in which few pictures meet a text of their own
  /// class.
  private Tensor mismatched(Tensor text, Examples.Example example) {
    int[] labels = example.labels();
    int best = Mismatch.shift(labels, example.position());
    return Tensors.cat(
        0, text.narrow(0, best, labels.length - best), text.narrow(0, 0, best)); // [B, W]
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
    microBatch = Integer.parseInt(values.getOrDefault("micro-batch", Integer.toString(microBatch)));
    rng.state(Base64.getDecoder().decode(values.get("rng")));
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

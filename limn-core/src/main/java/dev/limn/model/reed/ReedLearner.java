package dev.limn.model.reed;

import dev.limn.image.Image;
import dev.limn.loss.AdversarialLoss;
import dev.limn.model.Family;
import dev.limn.model.Generator;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.Ema;
import dev.limn.train.Examples;
import dev.limn.train.LearnerState;
import dev.limn.train.NetworkState;
import dev.limn.train.StepReport;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The training step of GAN, GAN-CLS, GAN-INT and GAN-INT-CLS (Reed et al. 2016, algorithm 1).
///
/// One step: the generator draws for the batch's text and, with INT, for half as many interpolated
/// embeddings. The discriminator learns real+matching against real+mismatched and drawn; then the
/// generator learns from the same drawings through the discriminator's new weights. A network whose
/// loss or gradient is not finite is not updated.
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
  private long seen;
  private double rate = 1;

  /// @param totalPictures the length of the training, for the decay of the learning rates
  /// @param previews draws the fixed preview with the averaged generator
  public ReedLearner(
      ReedConfig config,
      int textWidth,
      long seed,
      long totalPictures,
      Device device,
      Examples examples,
      Function<Generator, Optional<Image>> previews) {
    this.config = config;
    this.textWidth = textWidth;
    this.totalPictures = totalPictures;
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

  /// A copy of the averaged generator, ready to draw. Its batch-norm statistics are measured anew,
  /// with the averaged weights, on text of the data: averages of the training statistics would
  /// belong to other weights. Close it.
  @Override
  public ReedGeneratorNetwork drawing() {
    try (var _ = Scope.open()) {
      var copy = new Network<>(new ReedGenerator(config, textWidth, rngForShapes()), device);
      copy.copyFrom(average);
      var drawing = new ReedGeneratorNetwork(config, textWidth, copy);
      drawing.measureStatistics(examples.sampleText(MEASURED));
      return drawing;
    }
  }

  /// A generator whose draws are overwritten at once.
  private static Rng rngForShapes() {
    return new Rng(0);
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

      Examples.Example example = examples.next();
      seen += config.batch();
      Tensor real = example.pictures().to(device);
      Tensor text = example.text().to(device);
      Tensor drawnText = config.mode().interpolated() ? withInterpolations(text) : text;
      Tensor z = Tensors.randn(rng, drawnText.size(0), config.noise()).to(device);
      Tensor drawn;
      Tensor right;
      Tensor fake;
      Tensor wrong;
      generator.requiresGrad(true);
      discriminator.requiresGrad(true);
      try (var _ = config.precision().on(device)) {
        drawn = generator.block().forward(z, drawnText); // [B or 1.5·B, 3, 64, 64]
        ReedDiscriminator judge = discriminator.block();
        Tensor features = judge.features(real);
        right = judge.judge(features, text).to(DType.FLOAT32);
        wrong =
            config.mode().mismatched()
                ? judge.judge(features, mismatched(text, example)).to(DType.FLOAT32)
                : right;
        Tensor shown = drawn.narrow(0, 0, config.batch()).detach();
        fake = judge.judge(judge.features(shown), text).to(DType.FLOAT32);
      }
      double share = config.mode().mismatched() ? config.mismatchWeight() : 0;
      Tensor lossD = LOSS.real(right, config.realTarget()).plus(LOSS.fake(fake).times(1 - share));
      if (share > 0) {
        lossD = lossD.plus(LOSS.fake(wrong).times(share));
      }
      discriminator.zeroGrad();
      lossD.backward();
      boolean finite = Double.isFinite(lossD.item()) && discriminator.gradsAreFinite();
      Tensor lossG = lossD;
      if (finite) {
        discriminatorAdam.step();
        discriminator.requiresGrad(false);
        Tensor logits;
        try (var _ = config.precision().on(device)) {
          ReedDiscriminator judge = discriminator.block();
          logits = judge.judge(judge.features(drawn), drawnText).to(DType.FLOAT32);
        }
        lossG = LOSS.generator(logits);
        generator.zeroGrad();
        lossG.backward();
        finite = Double.isFinite(lossG.item()) && generator.gradsAreFinite();
        if (finite) {
          generatorAdam.step();
          ema.update(generator, config.batch(), seen);
        }
      }
      if (!finite) {
        generator.buffers().copyInPlace(generatorBuffers);
        discriminator.buffers().copyInPlace(discriminatorBuffers);
      }
      var figures = new LinkedHashMap<String, Double>();
      figures.put("loss/d", lossD.item());
      figures.put("loss/g", lossG.item());
      figures.put("d/real", right.sigmoid().mean().item());
      if (share > 0) {
        figures.put("d/wrong", wrong.sigmoid().mean().item());
      }
      figures.put("d/fake", fake.sigmoid().mean().item());
      figures.put("learning-rate", generatorAdam.learningRate());
      return new StepReport(figures, finite);
    }
  }

  /// The batch's embeddings and, for its first half, a point between each and its partner of the
  /// second half (§4.3; β = .5): `[B, W] → [1.5·B, W]`.
  private Tensor withInterpolations(Tensor text) {
    long half = text.size(0) / 2;
    Tensor first = text.narrow(0, 0, half).times(config.beta());
    Tensor second = text.narrow(0, half, half).times(1 - config.beta());
    return Tensors.cat(0, text, first.plus(second));
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

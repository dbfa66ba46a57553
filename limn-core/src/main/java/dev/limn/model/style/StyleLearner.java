package dev.limn.model.style;

import dev.limn.image.Image;
import dev.limn.model.Generator;
import dev.limn.model.InversionLearner;
import dev.limn.model.ModelException;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The training step of a style encoder: minimises ‖z − S(G(z, φ(t)))‖² over noise z and captions t
/// with the generator G as it is (Reed et al. 2016, equation 6).
///
/// The loss is that of one of z's numbers, the mean instead of the sum: an encoder that knows
/// nothing has 1. Every batch is of fresh noise, so the figures of a step are those of drawings
/// that were never seen. A step whose loss or gradient is not finite changes nothing.
public final class StyleLearner implements InversionLearner {
  private static final double LEAST = 0.1;

  private final StyleConfig config;
  private final Device device;
  private final PictureExamples examples;
  private final Generator generator;
  private final Function<StyleEncoder, Optional<Image>> previews;
  private final Rng rng;
  private final Network<StyleNetwork> network;
  private final TrainingState parts;
  private final PhasedStep<Batch> step;

  /// @param totalPictures the length of the training
  /// @param examples whose texts are drawn; their pictures are not looked at. Closed with this
  /// @param generator to invert; not closed with this
  /// @param previews draws the fixed preview
  /// @throws ModelException when the generator takes no noise
  public StyleLearner(
      StyleConfig config,
      long seed,
      long totalPictures,
      Device device,
      PictureExamples examples,
      Generator generator,
      Function<StyleEncoder, Optional<Image>> previews) {
    if (generator.noise() < 1) {
      throw new ModelException(
          "the generator takes no noise; expected one whose noise a style encoder can find");
    }
    this.config = config;
    this.device = device;
    this.examples = examples;
    this.generator = generator;
    this.previews = previews;
    rng = new Rng(seed);
    network =
        new Network<>(
            new StyleNetwork(config.width(), generator.resolution(), generator.noise(), rng),
            device);
    var adam = new Adam(network, Adam.Config.of(config.learningRate(), config.beta1()));
    parts =
        new TrainingState()
            .network("encoder", network)
            .progress("seen", config.batch())
            .examples(examples)
            .optimizer("adam", adam)
            .rng(rng);
    var micro = MicroBatches.ofWhole(config.batch());
    micro.saveIn(parts);
    LearningRate rate =
        config.decay() == 0 || totalPictures == 0
            ? new LearningRate.Constant(config.learningRate())
            : new LearningRate.Slope(config.learningRate(), totalPictures, config.decay(), LEAST);
    step =
        new PhasedStep<>(
            parts,
            micro,
            Batch::part,
            Optional.empty(),
            List.of(Phase.of("s", network, adam, rate, this::accumulateGradients)));
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public String summary() {
    return String.format(
        Locale.ROOT,
        "encoder with %,d parameters, batches of %d",
        network.parameterCount(),
        config.batch());
  }

  @Override
  public StyleEncoder inversion(String hash, Map<String, Object> training) {
    try (var _ = Scope.open()) {
      return new StyleEncoder(
          StyleEncoder.Description.of(
              hash, generator.noise(), generator.resolution(), config.width(), training),
          network.state(),
          device);
    }
  }

  @Override
  public Quality quality(Tensor conditions, long noise) {
    try (StyleEncoder encoder = inversion("measure", Map.of())) {
      var measured = StyleFigures.of(encoder, generator, conditions, noise);
      var values = new LinkedHashMap<String, Double>();
      values.put("correlation", measured.correlation());
      values.put("verification-auc", measured.verification());
      values.put("verification-auc-of-pixels", measured.pixels());
      return new Quality(values, "style encoder: " + measured);
    }
  }

  @Override
  public StepReport step() {
    return step.run(new StepMetrics("loss/s", "z/correlation", "learning-rate"), this::next);
  }

  /// What a step works on.
  ///
  /// @param z `[B, Z]`
  /// @param text `[B, W]`
  private record Batch(Tensor z, Tensor text) {
    Batch part(int start, int count) {
      return new Batch(z.narrow(0, start, count), text.narrow(0, start, count));
    }
  }

  private Batch next() {
    PictureBatch example = examples.next();
    parts.advance(config.batch());
    return new Batch(Tensors.randn(rng, config.batch(), generator.noise()), example.condition());
  }

  private void accumulateGradients(Batch batch, Pass pass) {
    Tensor drawn =
        generator.draw(batch.z(), batch.text()).to(device).channelsLast(); // [m, 3, R, R]
    Tensor target = batch.z().to(device);
    Tensor found = read(drawn); // [m, Z]
    Tensor loss = Functional.mse(found, target);
    pass.add("loss/s", loss.item());
    pass.add("z/correlation", StyleFigures.correlation(target, found.detach()));
    pass.backward(loss);
  }

  private Tensor read(Tensor pictures) {
    try (var _ = config.precision().on(device)) {
      return network.block().forward(pictures).to(DType.FLOAT32); // [B, Z]
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
    try (StyleEncoder encoder = inversion("preview", Map.of())) {
      return previews.apply(encoder);
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

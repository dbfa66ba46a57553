package dev.limn.vision;

import dev.limn.data.Loader;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.image.Image;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Block;
import dev.limn.torch.nn.Linear;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.torch.optim.LearningRate;
import dev.limn.train.Learner;
import dev.limn.train.LearnerState;
import dev.limn.train.Pixels;
import dev.limn.train.StepMetrics;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import dev.limn.train.step.MicroBatches;
import dev.limn.train.step.Pass;
import dev.limn.train.step.Phase;
import dev.limn.train.step.PhasedStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Learns the data set's own classes with a [PictureTower], whose activations then describe
/// pictures for the joint embedding.
///
/// Cross-entropy on random crops and mirror images, dropout .3 before the last layer, Adam with a
/// learning rate that falls to 0 along a cosine.
public final class ClassifierLearner implements Learner {
  private static final double DROPOUT = 0.3;
  private static final double BETA1 = 0.9;

  /// The numbers of such a training.
  ///
  /// @param resolution side to which pictures are cropped
  /// @param batch pictures a step
  /// @param steps after which the rate is 0
  /// @param rate the first learning rate
  /// @param precision arithmetic of the tower
  /// @param seed of weights, order and dropout
  public record Config(
      int resolution, int batch, int steps, double rate, Precision precision, long seed) {}

  /// The tower and a linear layer.
  private static final class Classifier extends Block {
    private final PictureTower tower;
    private final Linear head;

    Classifier(Rng rng, int classes) {
      tower = child("tower", new PictureTower(rng));
      head = child("head", new Linear(rng, PictureTower.WIDTH, classes));
    }

    Tensor logits(Tensor features) {
      return head.forward(features); // [N, classes]
    }
  }

  private final PackedCache cache;
  private final int[] samples;
  private final Config config;
  private final Device device;
  private final LoaderConfig loading;
  private final Rng rng;
  private final Network<Classifier> network;
  private final Adam adam;
  private final TrainingState parts;
  private final PhasedStep<Batch> step;
  private Loader loader;

  /// @param samples of the cache to learn from, each with a label
  /// @throws VisionException when there are no classes to learn
  public ClassifierLearner(PackedCache cache, int[] samples, Config config, Device device) {
    if (cache.classNames().size() < 2 || IntStream.of(samples).anyMatch(i -> cache.label(i) < 0)) {
      throw new VisionException(
          cache.directory() + ": a classifier needs at least two classes and a label a picture");
    }
    this.cache = cache;
    this.samples = samples.clone();
    this.config = config;
    this.device = device;
    loading =
        LoaderConfig.of(config.resolution(), config.batch(), config.seed())
            .withLayout(LoaderConfig.Layout.NHWC)
            .withCaptions(0);
    rng = new Rng(config.seed());
    network = new Network<>(new Classifier(rng, cache.classNames().size()), device);
    adam = new Adam(network, Adam.Config.of(config.rate(), BETA1));
    loader = new Loader(cache, this.samples, loading, 0);
    parts =
        new TrainingState()
            .network("classifier", network)
            .count("position", () -> loader.position(), this::seek)
            .optimizer("adam", adam)
            .progress(adam::steps)
            .rng(rng);
    var micro = MicroBatches.ofWhole(config.batch());
    micro.saveIn(parts);
    var rate = new LearningRate.Cosine(config.rate(), config.steps());
    step =
        new PhasedStep<>(
            parts,
            micro,
            Batch::part,
            Optional.empty(),
            List.of(Phase.of("", network, adam, rate, this::accumulateGradients)));
  }

  private void seek(long position) {
    loader.close();
    loader = new Loader(cache, samples, loading, position);
  }

  @Override
  public int batch() {
    return config.batch();
  }

  @Override
  public StepReport step() {
    return step.run(new StepMetrics("loss", "top-1", "learning-rate"), this::next);
  }

  /// What a step works on.
  ///
  /// @param pictures `[B, 3, S, S]`
  /// @param labels INT64 `[B]`
  private record Batch(Tensor pictures, Tensor labels) {
    Batch part(int start, int count) {
      return new Batch(pictures.narrow(0, start, count), labels.narrow(0, start, count));
    }
  }

  private Batch next() {
    var batch = loader.next();
    return new Batch(Pixels.of(batch, device), labels(batch.labels()));
  }

  private void accumulateGradients(Batch batch, Pass pass) {
    Tensor features;
    try (var _ = config.precision().on(device)) {
      features = network.block().tower.forward(batch.pictures()); // [m, 1472]
    }
    Tensor logits = network.block().logits(Functional.dropout(features, DROPOUT, rng));
    Tensor loss = Functional.crossEntropy(logits, batch.labels());
    pass.backward(loss);
    pass.add("loss", loss.item());
    pass.add("top-1", accuracy(logits, batch.labels()));
  }

  private Tensor labels(int[] labels) {
    return Tensors.of(IntStream.of(labels).asLongStream().toArray(), labels.length).to(device);
  }

  private static double accuracy(Tensor logits, Tensor labels) {
    return logits.detach().argmax(1).eq(labels).to(DType.FLOAT32).mean().item();
  }

  /// The share of pictures whose class it names, from the middle of each.
  public double accuracy(int[] of) {
    try (var features = features();
        var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor x = Pictures.features(cache, of, config.resolution(), features, device).select(0, 0);
      return accuracy(
          network.block().logits(x), labels(IntStream.of(of).map(cache::label).toArray()));
    }
  }

  /// A copy of the tower as it is now. Close it.
  public ClassifierFeatures features() {
    var features = new ClassifierFeatures(config.precision(), device);
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Map<String, Tensor> own = network.state();
      features.state().forEach((name, tensor) -> tensor.copyInPlace(own.get("tower." + name)));
    }
    return features;
  }

  /// The last layer, `head.weight` and `head.bias`, live; nothing before the first step.
  public Map<String, Tensor> head() {
    var head = new LinkedHashMap<String, Tensor>();
    if (adam.steps() > 0) {
      network
          .state()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith("head.")) {
                  head.put(name, tensor);
                }
              });
    }
    return head;
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
    loader.close();
    parts.close();
  }
}

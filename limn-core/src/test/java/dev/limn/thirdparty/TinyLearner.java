package dev.limn.thirdparty;

import dev.limn.image.Image;
import dev.limn.model.Model;
import dev.limn.model.ModelLearner;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import dev.limn.torch.optim.Adam;
import dev.limn.train.Examples;
import dev.limn.train.LearnerState;
import dev.limn.train.StepReport;
import dev.limn.train.TrainingState;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Brings a network's pictures near those of the data.
///
/// @param <B> a batch of the data
final class TinyLearner<B> implements ModelLearner {
  /// What a step compares.
  record Pair(Tensor input, Tensor target) {}

  private final Examples<B> examples;
  private final int batch;
  private final Rng rng;
  private final Network<TinyNetwork> network;
  private final Adam adam;
  private final TrainingState parts;
  private final BiFunction<B, Rng, Pair> pairs;
  private final Function<Map<String, Tensor>, Model> model;
  private final Function<Model, Optional<Image>> preview;

  TinyLearner(
      Examples<B> examples,
      TinyConfig config,
      long seed,
      Function<Rng, Network<TinyNetwork>> made,
      BiFunction<B, Rng, Pair> pairs,
      Function<Map<String, Tensor>, Model> model,
      Function<Model, Optional<Image>> preview) {
    this.examples = examples;
    this.pairs = pairs;
    this.model = model;
    this.preview = preview;
    batch = config.batch();
    rng = new Rng(seed);
    network = made.apply(rng);
    adam = new Adam(network, Adam.Config.of(config.learningRate(), 0.5));
    parts =
        new TrainingState()
            .network("generator", network)
            .examples(examples)
            .optimizer("adam", adam)
            .rng(rng);
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public String summary() {
    return network.parameterCount() + " parameters";
  }

  @Override
  public StepReport step() {
    try (var _ = Scope.open()) {
      Pair pair = pairs.apply(examples.next(), rng);
      network.zeroGrad();
      Tensor loss = Functional.mse(network.block().forward(pair.input()), pair.target());
      loss.backward();
      boolean finite = Double.isFinite(loss.item()) && network.gradsAreFinite();
      if (finite) {
        adam.step();
      }
      return new StepReport(Map.of("loss/g", loss.item()), finite);
    }
  }

  @Override
  public Model drawing() {
    return model.apply(network.state());
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
    try (Model drawing = drawing()) {
      return preview.apply(drawing);
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

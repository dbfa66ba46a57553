package dev.limn.thirdparty;

import dev.limn.data.Fit;
import dev.limn.image.Filter;
import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Feed;
import dev.limn.model.Model;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.model.Translator;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.MaskedBatch;
import dev.limn.train.PairedBatch;
import dev.limn.train.UnpairedBatch;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A family of somebody else's that makes pictures of pictures: of pairs, of two domains or of
/// pictures with masks.
public final class TinyTranslatorFamily implements ModelFamily<TinyConfig> {
  /// Found by the service loader.
  public TinyTranslatorFamily() {}

  @Override
  public String name() {
    return "tiny-translator";
  }

  @Override
  public String description() {
    return "two convolutions from picture to picture";
  }

  @Override
  public Class<TinyConfig> configType() {
    return TinyConfig.class;
  }

  @Override
  public Map<String, TinyConfig> presets() {
    return Map.of("small", TinyConfig.small());
  }

  @Override
  public DataNeeds.Pictures needs(TinyConfig config) {
    int side = config.resolution();
    return new DataNeeds.Pictures(
        config.arrangement(),
        Condition.NOTHING,
        new Feed(config.batch(), side + 2, side, 0, Fit.STRETCH, Filter.BICUBIC, true));
  }

  private static int channels(TinyConfig config) {
    return config.arrangement() == DataNeeds.Arrangement.MASKED ? 4 : 3;
  }

  @Override
  public ModelLearner learner(Training<TinyConfig> training) {
    training.requireWholeBatch(name());
    return switch (training.config().arrangement()) {
      case PAIRED, SINGLE ->
          learner(
              training,
              PairedBatch.class,
              batch -> new TinyLearner.Pair(batch.first(), batch.second()));
      case UNPAIRED ->
          learner(
              training,
              UnpairedBatch.class,
              batch -> new TinyLearner.Pair(batch.first(), batch.second()));
      case MASKED -> learner(training, MaskedBatch.class, TinyTranslatorFamily::holes);
    };
  }

  /// The picture without what the mask covers, and the whole.
  private static TinyLearner.Pair holes(MaskedBatch batch) {
    Tensor kept = batch.pictures().times(batch.masks().times(-1).plus(1)); // [B, 3, S, S]
    return new TinyLearner.Pair(Tensors.cat(1, kept, batch.masks()), batch.pictures());
  }

  private <B> ModelLearner learner(
      Training<TinyConfig> training, Class<B> type, Function<B, TinyLearner.Pair> pairs) {
    TinyConfig config = training.config();
    return new TinyLearner<>(
        training.examples(type),
        config,
        training.seed(),
        rng ->
            new Network<>(
                new TinyNetwork(rng, channels(config), config.width()), training.device()),
        (batch, _) -> pairs.apply(batch),
        state -> open(config, 0, state, training.device()),
        training.preview());
  }

  @Override
  public Model open(
      TinyConfig config, int conditionWidth, Map<String, Tensor> weights, Device device) {
    try (var rng = new Rng(0)) {
      var block = new TinyNetwork(rng, channels(config), config.width());
      return new Translating(config, Network.loaded(block, weights, device));
    }
  }

  private record Translating(TinyConfig config, Network<TinyNetwork> network)
      implements Translator {
    @Override
    public Map<String, Tensor> state() {
      return network.state();
    }

    @Override
    public int resolution() {
      return config.resolution();
    }

    @Override
    public int noise() {
      return 0;
    }

    @Override
    public int channels() {
      return TinyTranslatorFamily.channels(config);
    }

    @Override
    public List<String> directions() {
      return List.of("A to B");
    }

    @Override
    public Tensor translate(Tensor pictures, Tensor z, int direction) {
      try (var scope = Scope.open();
          var _ = NoGrad.on()) {
        return scope.keep(network.block().forward(pictures));
      }
    }

    @Override
    public void close() {
      network.close();
    }
  }
}

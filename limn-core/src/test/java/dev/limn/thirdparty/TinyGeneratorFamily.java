package dev.limn.thirdparty;

import dev.limn.model.Condition;
import dev.limn.model.DataNeeds;
import dev.limn.model.Feed;
import dev.limn.model.Generator;
import dev.limn.model.Model;
import dev.limn.model.ModelFamily;
import dev.limn.model.ModelLearner;
import dev.limn.model.Training;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// A family of somebody else's that draws pictures from noise.
public final class TinyGeneratorFamily implements ModelFamily<TinyConfig> {
  /// Found by the service loader.
  public TinyGeneratorFamily() {}

  @Override
  public String name() {
    return "tiny-generator";
  }

  @Override
  public String description() {
    return "two convolutions from a picture of noise";
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
    return new DataNeeds.Pictures(Condition.NOTHING, new Feed(config.batch(), side, side, 0));
  }

  private static int noise(TinyConfig config) {
    return config.resolution() * config.resolution();
  }

  @Override
  public ModelLearner learner(Training<TinyConfig> training) {
    TinyConfig config = training.config();
    return new TinyLearner<>(
        training.pictures(),
        config,
        training.seed(),
        rng -> new Network<>(new TinyNetwork(rng, 1, config.width()), training.device()),
        (batch, rng) ->
            new TinyLearner.Pair(
                Tensors.randn(rng, config.batch(), noise(config))
                    .reshape(-1, 1, config.resolution(), config.resolution()),
                batch.pictures()),
        state -> open(config, 0, state, training.device()),
        training.preview());
  }

  @Override
  public Model open(
      TinyConfig config, int conditionWidth, Map<String, Tensor> weights, Device device) {
    try (var rng = new Rng(0)) {
      var block = new TinyNetwork(rng, 1, config.width());
      return new Drawing(config, Network.loaded(block, weights, device));
    }
  }

  private record Drawing(TinyConfig config, Network<TinyNetwork> network) implements Generator {
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
      return TinyGeneratorFamily.noise(config);
    }

    @Override
    public int conditionWidth() {
      return 0;
    }

    @Override
    public Tensor draw(Tensor z, Tensor condition) {
      try (var scope = Scope.open();
          var _ = NoGrad.on()) {
        long side = config.resolution();
        return scope.keep(network.block().forward(z.reshape(-1, 1, side, side)));
      }
    }

    @Override
    public void close() {
      network.close();
    }
  }
}

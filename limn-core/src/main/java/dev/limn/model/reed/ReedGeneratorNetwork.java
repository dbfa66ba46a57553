package dev.limn.model.reed;

import dev.limn.model.GeneratorNetwork;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// A [ReedGenerator] that is only drawn with.
public final class ReedGeneratorNetwork extends GeneratorNetwork<ReedGenerator> {
  private static final int BATCH = 64;

  private final ReedConfig config;

  /// Takes over the network.
  ReedGeneratorNetwork(ReedConfig config, int conditionWidth, Network<ReedGenerator> network) {
    super(network, config.resolution(), config.noise(), conditionWidth);
    this.config = config;
  }

  /// A generator with stored weights.
  ///
  /// @param state by PyTorch's names
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static ReedGeneratorNetwork of(
      ReedConfig config, int conditionWidth, Map<String, Tensor> state, Device device) {
    try (var rng = new Rng(0)) {
      var network = Network.loaded(new ReedGenerator(config, conditionWidth, rng), state, device);
      return new ReedGeneratorNetwork(config, conditionWidth, network);
    }
  }

  public ReedConfig config() {
    return config;
  }

  /// Replaces the running statistics by those of drawings for `text` `[N, W]` with these very
  /// weights.
  public void measureStatistics(Tensor text) {
    measureStatistics(
        block(), text, BATCH, rng -> Tensors.randn(rng, BATCH, config.noise())); // [b, Z]
  }

  @Override
  protected Tensor forward(Tensor z, Tensor text) {
    return block().forward(z, text); // [N, 3, R, R]
  }
}

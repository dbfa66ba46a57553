package dev.limn.model.dfgan;

import dev.limn.model.GeneratorNetwork;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// A [DfGanGenerator] that is only drawn with: its weights must not change any more.
public final class DfGanGeneratorNetwork extends GeneratorNetwork<DfGanGenerator> {
  private final DfGanConfig config;
  private final FrozenGenerator frozen;

  /// Takes over the network.
  DfGanGeneratorNetwork(DfGanConfig config, int conditionWidth, Network<DfGanGenerator> network) {
    super(network, config.resolution(), config.noise(), conditionWidth);
    this.config = config;
    frozen = new FrozenGenerator(network.block());
  }

  /// A generator with stored weights.
  ///
  /// @param state by PyTorch's names
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static DfGanGeneratorNetwork of(
      DfGanConfig config, int conditionWidth, Map<String, Tensor> state, Device device) {
    try (var rng = new Rng(0)) { // what it draws is overwritten at once
      var network = Network.loaded(new DfGanGenerator(config, conditionWidth, rng), state, device);
      return new DfGanGeneratorNetwork(config, conditionWidth, network);
    }
  }

  public DfGanConfig config() {
    return config;
  }

  @Override
  protected Tensor forward(Tensor z, Tensor text) {
    return frozen.forward(z, block().read(text)); // [N, 3, R, R]
  }

  @Override
  public void close() {
    frozen.close();
    super.close();
  }
}

package dev.limn.model.onestage;

import dev.limn.model.Family;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// A [OneStageGenerator] that is only drawn with: its weights must not change any more.
public final class OneStageGeneratorNetwork implements Family.StoredGenerator {
  private final OneStageConfig config;
  private final int textWidth;
  private final Network<OneStageGenerator> network;
  private final FrozenGenerator frozen;

  /// Takes over the network.
  OneStageGeneratorNetwork(
      OneStageConfig config, int textWidth, Network<OneStageGenerator> network) {
    this.config = config;
    this.textWidth = textWidth;
    this.network = network;
    network.requiresGrad(false);
    network.block().training(false);
    frozen = new FrozenGenerator(network.block());
  }

  /// A generator with stored weights.
  ///
  /// @param state by PyTorch's names
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static OneStageGeneratorNetwork of(
      OneStageConfig config, int textWidth, Map<String, Tensor> state, Device device) {
    try (var rng = new Rng(0)) { // what it draws is overwritten at once
      var network = new Network<>(new OneStageGenerator(config, textWidth, rng), device);
      try {
        network.load(state);
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
      return new OneStageGeneratorNetwork(config, textWidth, network);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return network.state();
  }

  public OneStageConfig config() {
    return config;
  }

  @Override
  public int resolution() {
    return config.resolution();
  }

  @Override
  public int noise() {
    return config.noise();
  }

  @Override
  public int textWidth() {
    return textWidth;
  }

  @Override
  public Tensor draw(Tensor z, Tensor text) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      return scope.keep(
          frozen
              .forward(z.to(network.device()), network.block().read(text.to(network.device())))
              .to(DType.FLOAT32)
              .to(Device.CPU));
    }
  }

  @Override
  public void close() {
    frozen.close();
    network.close();
  }
}

package dev.limn.model.reed;

import dev.limn.model.Family;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// A [ReedGenerator] that is only drawn with.
public final class ReedGeneratorNetwork implements Family.StoredGenerator {
  private static final int BATCH = 64;

  private final ReedConfig config;
  private final int textWidth;
  private final Network<ReedGenerator> network;

  /// Takes over the network.
  ReedGeneratorNetwork(ReedConfig config, int textWidth, Network<ReedGenerator> network) {
    this.config = config;
    this.textWidth = textWidth;
    this.network = network;
    network.requiresGrad(false);
    network.block().training(false);
  }

  /// A generator with stored weights.
  ///
  /// @param state by PyTorch's names
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static ReedGeneratorNetwork of(
      ReedConfig config, int textWidth, Map<String, Tensor> state, Device device) {
    try (var rng = new Rng(0)) {
      var network = new Network<>(new ReedGenerator(config, textWidth, rng), device);
      try {
        network.load(state);
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
      return new ReedGeneratorNetwork(config, textWidth, network);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return network.state();
  }

  public ReedConfig config() {
    return config;
  }

  /// Replaces the running statistics by those of drawings for `text` `[N, W]` with these very
  /// weights.
  public void measureStatistics(Tensor text) {
    network.block().training(true);
    try (var rng = new Rng(0);
        var _ = NoGrad.on()) {
      for (long start = 0; start + BATCH <= text.size(0); start += BATCH) {
        try (var _ = Scope.open()) {
          Tensor z = Tensors.randn(rng, BATCH, config.noise()).to(network.device());
          network.block().forward(z, text.narrow(0, start, BATCH).to(network.device()));
        }
      }
    }
    network.block().training(false);
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
          network
              .block()
              .forward(z.to(network.device()), text.to(network.device()))
              .to(DType.FLOAT32)
              .to(Device.CPU));
    }
  }

  @Override
  public void close() {
    network.close();
  }
}

package dev.limn.model.mlp;

import dev.limn.model.RowGenerator;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// A trained generator of vectors, ready to draw.
public final class MlpGenerator implements RowGenerator {
  private final MlpConfig config;
  private final Network<Mlp> network;

  /// Takes over the network.
  MlpGenerator(MlpConfig config, Network<Mlp> network) {
    this.config = config;
    this.network = network;
    network.requiresGrad(false);
  }

  /// A generator with stored weights.
  ///
  /// @param width numbers in a vector
  /// @param state by PyTorch's names
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static MlpGenerator of(
      MlpConfig config, int width, Map<String, Tensor> state, Device device) {
    try (var rng = new Rng(0)) { // what it draws is overwritten at once
      var network = Network.loaded(Mlp.generator(rng, config, width), state, device);
      return new MlpGenerator(config, network);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return network.state();
  }

  @Override
  public Tensor draw(int count, long seed) {
    return Scope.of(
        () -> {
          try (var rng = new Rng(seed);
              var _ = NoGrad.on()) {
            Tensor z = MlpLearner.noise(config, rng, count).to(network.device()); // [N, Z]
            return network.block().forward(z).to(Device.CPU); // [N, W]
          }
        });
  }

  @Override
  public void close() {
    network.close();
  }
}

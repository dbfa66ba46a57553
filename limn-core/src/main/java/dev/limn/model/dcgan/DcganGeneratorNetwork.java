package dev.limn.model.dcgan;

import dev.limn.model.GeneratorNetwork;
import dev.limn.torch.Device;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// A [DcganGenerator] that is only drawn with.
public final class DcganGeneratorNetwork extends GeneratorNetwork<DcganGenerator> {
  private static final int BATCH = 64;

  private final DcganConfig config;

  /// Takes over the network.
  DcganGeneratorNetwork(DcganConfig config, int classes, Network<DcganGenerator> network) {
    super(network, config.resolution(), config.noise(), classes);
    this.config = config;
  }

  /// A generator with stored weights.
  ///
  /// @param classes how many there are; 0 without
  /// @param state by PyTorch's names
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static DcganGeneratorNetwork of(
      DcganConfig config, int classes, Map<String, Tensor> state, Device device) {
    try (var rng = new Rng(0)) {
      var network = Network.loaded(new DcganGenerator(config, classes, rng), state, device);
      return new DcganGeneratorNetwork(config, classes, network);
    }
  }

  public DcganConfig config() {
    return config;
  }

  /// Replaces the running statistics by those of drawings for these classes `[N, classes]` with
  /// these very weights.
  void measureStatistics(Tensor oneHot) {
    if (config.batchNorm()) {
      measureStatistics(
          block(), oneHot, BATCH, rng -> config.prior().draw(rng, BATCH, config.noise()));
    }
  }

  @Override
  protected Tensor forward(Tensor z, Tensor oneHot) {
    return block().forward(z, oneHot); // [N, C, R, R]
  }

  /// As [dev.limn.model.Generator#draw]; grey pictures have three equal channels.
  ///
  /// @param z `[N, noise]`, N(0, 1) whatever the prior
  /// @param text classes, one-hot: `[N, classes]`; `[N, 0]` without
  @Override
  public Tensor draw(Tensor z, Tensor text) {
    try (var scope = Scope.open()) {
      Tensor pictures = super.draw(config.prior().of(z), text); // [N, C, R, R]
      long side = config.resolution();
      return scope.keep(pictures.expand(z.size(0), 3, side, side)); // [N, 3, R, R]
    }
  }
}

package dev.limn.model.dcgan;

import dev.limn.model.Family;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// A [DcganGenerator] that is only drawn with.
public final class DcganGeneratorNetwork implements Family.StoredGenerator {
  private static final int BATCH = 64;

  private final DcganConfig config;
  private final int classes;
  private final Network<DcganGenerator> network;

  /// Takes over the network.
  DcganGeneratorNetwork(DcganConfig config, int classes, Network<DcganGenerator> network) {
    this.config = config;
    this.classes = classes;
    this.network = network;
    network.requiresGrad(false);
    network.block().training(false);
  }

  /// A generator with stored weights.
  ///
  /// @param classes how many there are; 0 without
  /// @param state by PyTorch's names
  /// @throws dev.limn.torch.TorchException naming a tensor that does not fit
  public static DcganGeneratorNetwork of(
      DcganConfig config, int classes, Map<String, Tensor> state, Device device) {
    try (var rng = new Rng(0)) {
      var network = new Network<>(new DcganGenerator(config, classes, rng), device);
      try {
        network.load(state);
      } catch (RuntimeException e) {
        network.close();
        throw e;
      }
      return new DcganGeneratorNetwork(config, classes, network);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    return network.state();
  }

  public DcganConfig config() {
    return config;
  }

  /// Replaces the running statistics by those of drawings for these classes `[N, classes]` with
  /// these very weights.
  void measureStatistics(Tensor oneHot) {
    if (!config.batchNorm()) {
      return;
    }
    network.block().training(true);
    try (var rng = new Rng(0);
        var _ = NoGrad.on()) {
      for (long start = 0; start + BATCH <= oneHot.size(0); start += BATCH) {
        try (var _ = Scope.open()) {
          Tensor z = config.prior().draw(rng, BATCH, config.noise()).to(network.device());
          network.block().forward(z, oneHot.narrow(0, start, BATCH).to(network.device()));
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

  /// The number of classes; 0 without.
  @Override
  public int textWidth() {
    return classes;
  }

  /// As [dev.limn.model.Generator#draw]; grey pictures have three equal channels.
  ///
  /// @param z `[N, noise]`, N(0, 1) whatever the prior
  /// @param text classes, one-hot: `[N, classes]`; `[N, 0]` without
  @Override
  public Tensor draw(Tensor z, Tensor text) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      Tensor pictures =
          network
              .block()
              .forward(config.prior().of(z).to(network.device()), text.to(network.device()))
              .to(DType.FLOAT32)
              .to(Device.CPU); // [N, C, R, R]
      long side = config.resolution();
      return scope.keep(pictures.expand(z.size(0), 3, side, side)); // [N, 3, R, R]
    }
  }

  @Override
  public void close() {
    network.close();
  }
}

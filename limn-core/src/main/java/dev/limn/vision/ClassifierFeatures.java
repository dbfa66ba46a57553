package dev.limn.vision;

import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Precision;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.nn.Network;
import java.util.Map;

/// The picture features of a [PictureTower] that Limn trained itself, as a classifier of the data
/// set's own classes; so a text encoder needs nothing from outside.
public final class ClassifierFeatures implements RegionFeatures {
  private final Network<PictureTower> network;
  private final Precision precision;

  /// A tower whose weights are yet to be copied into [#state].
  ///
  /// @param precision arithmetic of the tower
  public ClassifierFeatures(Precision precision, Device device) {
    this.precision = precision;
    try (var rng = new Rng(0)) { // the weights are overwritten
      network = new Network<>(new PictureTower(rng), device);
    }
    network.block().training(false);
    network.requiresGrad(false);
  }

  @Override
  public int width() {
    return PictureTower.WIDTH;
  }

  /// The weights by name, live.
  public Map<String, Tensor> state() {
    return network.state();
  }

  @Override
  public int regionWidth() {
    return PictureTower.REGION_WIDTH;
  }

  @Override
  public ImageFeatures describe(Tensor pictures) {
    try (var scope = Scope.open();
        var _ = NoGrad.on();
        var _ = precision.on(network.device())) {
      var described = network.block().describe(pictures);
      return new ImageFeatures(scope.keep(described.whole()), scope.keep(described.regions()));
    }
  }

  @Override
  public Tensor features(Tensor pictures) {
    try (var scope = Scope.open();
        var _ = NoGrad.on();
        var _ = precision.on(network.device())) {
      return scope.keep(network.block().forward(pictures)); // [N, 1472]
    }
  }

  @Override
  public void close() {
    network.close();
  }
}

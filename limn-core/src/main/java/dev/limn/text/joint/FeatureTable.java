package dev.limn.text.joint;

import dev.limn.data.PackedCache;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.vision.PictureFeatures;
import dev.limn.vision.Pictures;
import java.util.Map;

/// The fixed features of some pictures and of their mirror images, standardised: mean 0 and
/// variance 1 over the training pictures.
final class FeatureTable implements AutoCloseable {
  private static final double EPS = 1e-5;

  private final PackedCache cache;
  private final int resolution;
  private final PictureFeatures network;
  private final Device device;
  private final Tensor mean;
  private final Tensor deviation;
  private final Tensor table;

  /// @param samples the training pictures, one row each
  FeatureTable(
      PackedCache cache, int[] samples, int resolution, PictureFeatures network, Device device) {
    this.cache = cache;
    this.resolution = resolution;
    this.network = network;
    this.device = device;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      table = Pictures.features(cache, samples, resolution, network, device).retain(); // [2, M, D]
      Tensor flat = table.view(-1, network.width()); // [2·M, D]
      mean = flat.mean(false, 0).retain(); // [D]
      deviation = flat.std(true, false, 0).plus(EPS).retain(); // [D]
      standardise(table);
    }
  }

  private Tensor standardise(Tensor features) {
    return features.addInPlace(mean, -1).divInPlace(deviation);
  }

  /// The rows of one view: `[B, D]`.
  Tensor rows(int[] places, boolean mirrored) {
    long[] wide = new long[places.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = places[i];
    }
    return table
        .select(0, mirrored ? 1 : 0)
        .indexSelect(0, Tensors.of(wide, wide.length).to(device)); // [B, D]
  }

  /// Features of other pictures, standardised alike: `[N, D]`.
  Tensor of(int[] samples) {
    return Scope.of(
        () ->
            standardise(
                Pictures.features(cache, samples, resolution, network, device)
                    .select(0, 0)
                    .copy())); // [N, D]
  }

  /// What is taken from each feature, `mean`, and what it is then divided by, `deviation`, each
  /// `[D]`; live.
  Map<String, Tensor> scale() {
    return Map.of("mean", mean, "deviation", deviation);
  }

  @Override
  public void close() {
    table.release();
    mean.release();
    deviation.release();
  }
}

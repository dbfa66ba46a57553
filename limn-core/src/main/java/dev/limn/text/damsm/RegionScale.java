package dev.limn.text.damsm;

import dev.limn.data.Loader;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Pixels;
import dev.limn.vision.ImageFeatures;
import dev.limn.vision.RegionFeatures;
import java.util.LinkedHashMap;
import java.util.Map;

/// Standardises fixed picture features: mean 0 and variance 1 over training pictures, up to 1,024
/// of them, for whole pictures and for regions.
final class RegionScale implements AutoCloseable {
  private static final double EPS = 1e-5;
  private static final int MOST = 1024;
  private static final int PIECE = 64;

  private final Map<String, Tensor> values = new LinkedHashMap<>();

  private RegionScale() {}

  /// Measures the features of some of the pictures, evenly chosen.
  static RegionScale of(
      PackedCache cache, int[] samples, int resolution, RegionFeatures features, Device device) {
    int count = Math.min(MOST, samples.length);
    int[] some = new int[count];
    for (int i = 0; i < count; i++) {
      some[i] = samples[(int) ((long) i * samples.length / count)];
    }
    var plain =
        LoaderConfig.plain(resolution, PIECE).withLayout(LoaderConfig.Layout.NHWC).withCaptions(0);
    var scale = new RegionScale();
    try (var _ = Scope.open();
        var _ = NoGrad.on();
        var loader = new Loader(cache, some, plain, 0)) {
      var whole = new Sums(features.width(), device);
      var regions = new Sums(features.regionWidth(), device);
      for (int start = 0; start < count; start += PIECE) {
        int wanted = Math.min(PIECE, count - start);
        try (var _ = Scope.open()) {
          Tensor x = Pixels.of(loader.next(), device).narrow(0, 0, wanted); // [n, 3, S, S]
          var described = features.describe(x);
          whole.add(described.whole());
          regions.add(described.regions().reshape(-1, features.regionWidth()));
        }
      }
      scale.take("mean", whole.mean());
      scale.take("deviation", whole.deviation());
      scale.take("region-mean", regions.mean());
      scale.take("region-deviation", regions.deviation());
    }
    return scale;
  }

  private void take(String name, Tensor value) {
    values.put(name, value.retain());
  }

  /// Sums over rows.
  private static final class Sums {
    private final Tensor sum;
    private final Tensor squares;
    private long count;

    Sums(int width, Device device) {
      sum = Tensors.zeros(width).to(device);
      squares = Tensors.zeros(width).to(device);
    }

    void add(Tensor rows) {
      sum.addInPlace(rows.sum(false, 0));
      squares.addInPlace(rows.square().sum(false, 0));
      count += rows.size(0);
    }

    Tensor mean() {
      return sum.div((double) count); // [D]
    }

    Tensor deviation() {
      Tensor variance = squares.div((double) count).minus(mean().square()); // [D]
      return variance.clampMin(0).sqrt().plus(EPS); // [D]
    }
  }

  /// Means and deviations by name, live.
  Map<String, Tensor> state() {
    return values;
  }

  ImageFeatures apply(ImageFeatures raw) {
    return new ImageFeatures(
        raw.whole().minus(values.get("mean")).div(values.get("deviation")), // [N, D]
        raw.regions()
            .minus(values.get("region-mean"))
            .div(values.get("region-deviation"))); // [N, R, C]
  }

  @Override
  public void close() {
    values.values().forEach(Tensor::release);
    values.clear();
  }
}

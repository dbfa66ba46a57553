package dev.limn.vision;

import dev.limn.data.Loader;
import dev.limn.data.LoaderConfig;
import dev.limn.data.PackedCache;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.train.Pixels;
import java.util.BitSet;

/// Pictures of a cache, described.
public final class Pictures {
  private static final int PIECE = 128;

  private Pictures() {}

  /// The features of the middle of each picture and of its mirror image: `[2, M, D]`. A picture
  /// whose captions say left or right is not mirrored; it stands there twice.
  public static Tensor features(
      PackedCache cache, int[] samples, int resolution, PictureFeatures network, Device device) {
    var plain = LoaderConfig.plain(resolution, PIECE).withLayout(LoaderConfig.Layout.NHWC);
    try (var scope = Scope.open();
        var _ = NoGrad.on();
        var loader = new Loader(cache, samples, plain.withCaptions(0), 0)) {
      var upright = cache.sided();
      Tensor all = Tensors.empty(DType.FLOAT32, device, 2, samples.length, network.width());
      for (int start = 0; start < samples.length; start += PIECE) {
        int count = Math.min(PIECE, samples.length - start);
        try (var _ = Scope.open()) {
          Tensor x = Pixels.of(loader.next(), device).narrow(0, 0, count); // [n, 3, S, S]
          all.select(0, 0).narrow(0, start, count).copyInPlace(network.features(x));
          Tensor kept = kept(upright, samples, start, count).to(device); // [n, 1, 1, 1]
          Tensor mirrored = Tensors.where(kept, x, x.flip(3)); // [n, 3, S, S]
          all.select(0, 1).narrow(0, start, count).copyInPlace(network.features(mirrored));
        }
      }
      return scope.keep(all); // [2, M, D]
    }
  }

  /// True for those of some samples that are not mirrored: `[n, 1, 1, 1]`.
  private static Tensor kept(BitSet upright, int[] samples, int start, int count) {
    float[] kept = new float[count];
    for (int i = 0; i < count; i++) {
      kept[i] = upright.get(samples[start + i]) ? 1 : 0;
    }
    return Tensors.of(kept, count, 1, 1, 1).gt(0); // [n, 1, 1, 1]
  }
}

package dev.limn.vision;

import dev.limn.torch.DType;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.BatchNorm2d;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// A small convolutional network whose pooled activations describe a picture: `[N, 3, H, W] → [N,
/// 1472]`.
///
/// Five stages of 32 to 256 channels, each a 3×3 convolution, batch norm and leaky ReLU, all but
/// the first with stride 2. Each stage's output is averaged twice, over the whole picture and over
/// its central half, and all averages are put together: the early stages keep colours, the late
/// ones what the thing is, and the central half tells it from its background.
public final class PictureTower extends Layer {
  private static final int[] WIDTHS = {32, 64, 128, 256, 256};
  private static final double SLOPE = 0.2;

  private static final int REGION_STAGES = 4;

  /// Numbers a region becomes.
  public static final int REGION_WIDTH = 32 + 64 + 128 + 256;

  /// Numbers a picture becomes.
  public static final int WIDTH = 2 * (32 + 64 + 128 + 256 + 256);

  private final List<Conv2d> convs = new ArrayList<>();
  private final List<BatchNorm2d> norms = new ArrayList<>();

  /// Weights as PyTorch draws them.
  public PictureTower(Rng rng) {
    int before = 3;
    for (int width : WIDTHS) {
      convs.add(new Conv2d(rng, before, width, 3, convs.isEmpty() ? 1 : 2, 1, false));
      norms.add(new BatchNorm2d(width));
      before = width;
    }
    child("convs", new Sequential(convs));
    child("norms", new Sequential(norms));
  }

  @Override
  public Tensor forward(Tensor pictures) {
    return pooled(pictures, new ArrayList<>()); // [N, 1472]
  }

  /// The averages, and what the first four stages see in each place of the fourth: of the finer
  /// ones the means there. So a region of 8×8 pixels knows its colours as well as its forms.
  public ImageFeatures describe(Tensor pictures) {
    var maps = new ArrayList<Tensor>();
    Tensor whole = pooled(pictures, maps); // [N, 1472]
    Tensor last = maps.get(REGION_STAGES - 1);
    var seen = new ArrayList<Tensor>();
    for (Tensor map : maps.subList(0, REGION_STAGES)) {
      Tensor means =
          map.size(2) == last.size(2)
              ? map
              : Functional.adaptiveAvgPool2d(map, (int) last.size(2), (int) last.size(3));
      seen.add(means.to(DType.FLOAT32)); // [N, C, H / 8, W / 8]
    }
    return new ImageFeatures(whole, ImageFeatures.regions(Tensors.cat(1, seen))); // [N, R, 480]
  }

  /// @param maps takes the output of each stage
  private Tensor pooled(Tensor pictures, List<Tensor> maps) {
    pictures.requireShape("pictures", -1, 3, -1, -1);
    var pooled = new ArrayList<Tensor>();
    Tensor x = pictures;
    for (int stage = 0; stage < convs.size(); stage++) {
      x = norms.get(stage).forward(convs.get(stage).forward(x)); // [N, C, H / 2^stage, …]
      x = Functional.leakyReluInPlace(x, SLOPE);
      maps.add(x);
      long top = x.size(2) / 4;
      long left = x.size(3) / 4;
      Tensor centre = x.narrow(2, top, x.size(2) - 2 * top).narrow(3, left, x.size(3) - 2 * left);
      pooled.add(x.mean(false, 2, 3).to(DType.FLOAT32)); // [N, C]
      pooled.add(centre.mean(false, 2, 3).to(DType.FLOAT32)); // [N, C]
    }
    return Tensors.cat(1, pooled); // [N, 1472]
  }
}

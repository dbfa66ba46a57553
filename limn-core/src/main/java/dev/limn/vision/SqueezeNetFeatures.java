package dev.limn.vision;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The 512 pooled features of SqueezeNet 1.1 (Iandola et al. 2016), from weights that the user
/// gives.
///
/// Pictures become bytes, then 128×128 by the bicubic [dev.limn.image.Resampler], which equals
/// Pillow's: with it, and with no other enlargement that was tried, are the Fréchet distances of
/// other programs on these weights found again. Then 0 to 255, blue first, minus the mean colour of
/// ImageNet. `conv1` has stride 2 and no padding; 3×3 max-pools with stride 2 stand before fire
/// modules 2, 4 and 6; the features are the average of the ninth fire module's output.
public final class SqueezeNetFeatures implements RegionFeatures {
  private static final int SIDE = 128;
  private static final int FIRST_FIRE = 2;
  private static final int LAST_FIRE = 9;
  private static final int CHANNELS = 512;

  /// How pictures come to 128×128, in words, for reports.
  public static final String RESIZE =
      "bicubic to 128×128 as Pillow's: antialiased, rounded to bytes";

  private final Map<String, Tensor> weights;
  private final Tensor mean;
  private final Device device;

  /// Reads the weights from a safetensors file.
  ///
  /// @throws VisionException when the file cannot be read or is not SqueezeNet's
  public static SqueezeNetFeatures open(Path file, Device device) {
    try (var _ = Scope.open()) {
      return new SqueezeNetFeatures(Safetensors.readFinite(file), device);
    } catch (TorchException | VisionException e) {
      throw VisionException.of(file, e);
    }
  }

  /// Takes copies of the weights `conv1` and `fire2` to `fire9`.
  ///
  /// @throws VisionException naming a weight that is missing or of another shape
  public SqueezeNetFeatures(Map<String, Tensor> given, Device device) {
    this.device = device;
    weights = new LinkedHashMap<>();
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      mean = Tensors.of(new float[] {103.939f, 116.779f, 123.68f}, 1, 3, 1, 1).to(device).retain();
      conv(given, "conv1", 64, 3, 3);
      int in = 64;
      for (int fire = FIRST_FIRE; fire <= LAST_FIRE; fire++) {
        int squeeze = 16 * (fire / 2);
        int expand = 4 * squeeze;
        conv(given, "fire" + fire + ".squeeze1x1", squeeze, in, 1);
        conv(given, "fire" + fire + ".expand1x1", expand, squeeze, 1);
        conv(given, "fire" + fire + ".expand3x3", expand, squeeze, 3);
        in = 2 * expand;
      }
    } catch (VisionException e) {
      close();
      throw e;
    }
  }

  private void conv(Map<String, Tensor> given, String name, int out, int in, int kernel) {
    take(given, name + ".weight", out, in, kernel, kernel);
    take(given, name + ".bias", out);
  }

  private void take(Map<String, Tensor> given, String name, long... shape) {
    Tensor source = given.get(name);
    if (source == null) {
      throw new VisionException("no tensor '" + name + "'; expected SqueezeNet 1.1's weights");
    }
    try {
      source.requireShape("SqueezeNet's tensor '" + name + "'", shape);
    } catch (TorchException e) {
      throw new VisionException(e.getMessage(), e);
    }
    Tensor copy = Tensors.empty(DType.FLOAT32, device, shape).copyInPlace(source);
    weights.put(name, (shape.length == 4 ? copy.channelsLast() : copy).retain());
  }

  /// The weights by name, live.
  Map<String, Tensor> state() {
    return weights;
  }

  @Override
  public int width() {
    return CHANNELS;
  }

  @Override
  public int regionWidth() {
    return CHANNELS;
  }

  /// The averages, and the last fire module's output at each of 7×7 places.
  @Override
  public ImageFeatures describe(Tensor pictures) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      Tensor map = map(pictures); // [N, 512, 7, 7]
      return new ImageFeatures(
          scope.keep(map.mean(false, 2, 3)), // [N, 512]
          scope.keep(ImageFeatures.regions(map).contiguous())); // [N, 49, 512]
    }
  }

  @Override
  public Tensor features(Tensor pictures) {
    return Scope.of(
        () -> {
          try (var _ = NoGrad.on()) {
            return map(pictures).mean(false, 2, 3); // [N, 512]
          }
        });
  }

  /// The last fire module's output: `[N, 3, H, W] → [N, 512, 7, 7]`.
  private Tensor map(Tensor pictures) {
    pictures.requireShape("pictures", -1, 3, -1, -1);
    return layers(SquareBytes.of(pictures, SIDE, device), LAST_FIRE).getLast();
  }

  /// The activations inside, for pictures of the size that they have, with a graph back to them: of
  /// `conv1`, then of fire modules 3, 5, 7 and 9, as far as `last`.
  ///
  /// @param pictures `[N, 3, H, W]` in [−1, 1]; sides of at least 35
  /// @param last the last fire module, 3 to 9, odd
  /// @return `[N, 64, H/2, W/2]`, `[N, 128, H/4, W/4]`, `[N, 256, H/8, W/8]`, `[N, 384, H/16,
  ///   W/16]`, `[N, 512, H/16, W/16]`, sizes rounded down twice over
  public List<Tensor> maps(Tensor pictures, int last) {
    if (last <= FIRST_FIRE || last > LAST_FIRE || last % 2 == 0) {
      throw new VisionException("fire module " + last + "; expected 3, 5, 7 or 9");
    }
    pictures.requireShape("pictures", -1, 3, -1, -1);
    return layers(bytes(pictures), last);
  }

  private Tensor bytes(Tensor pictures) {
    return pictures.to(device).plus(1).times(127.5);
  }

  private List<Tensor> layers(Tensor bytes, int last) {
    var all = new ArrayList<Tensor>();
    Tensor x = conv(bytes.flip(1).minus(mean).channelsLast(), "conv1", 2, 0); // [N, 64, H/2, W/2]
    all.add(x);
    for (int fire = FIRST_FIRE; fire <= last; fire++) {
      if (fire == 2 || fire == 4 || fire == 6) {
        x = Functional.maxPool2d(x, 3, 2, 0, false); // [N, C, H/2, W/2]
      }
      Tensor squeezed = conv(x, "fire" + fire + ".squeeze1x1", 1, 0);
      x =
          Tensors.cat(
              1,
              conv(squeezed, "fire" + fire + ".expand1x1", 1, 0),
              conv(squeezed, "fire" + fire + ".expand3x3", 1, 1)); // [N, 128 to 512, H, W]
      if (fire % 2 == 1) {
        all.add(x);
      }
    }
    return all;
  }

  private Tensor conv(Tensor x, String name, int stride, int padding) {
    Tensor weight = weights.get(name + ".weight");
    Tensor bias = weights.get(name + ".bias");
    return Functional.reluInPlace(Functional.conv2d(x, weight, bias, stride, padding));
  }

  @Override
  public void close() {
    weights.values().forEach(Tensor::release);
    weights.clear();
    mean.release();
  }
}

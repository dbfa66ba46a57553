package dev.limn.vision;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Resampling;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.PthReader;
import dev.limn.torch.io.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The 2,048 pooled features of the Inception v3 that FID is defined on (Heusel et al. 2017): the
/// TensorFlow graph of 2015-12-05, from a file of its weights in PyTorch's layout
/// (`Conv2d_1a_3x3.conv.weight` to `Mixed_7c.branch_pool.bn.running_var`, and `fc.weight`).
///
/// The graph is not torchvision's network: its averaging pools leave the padding out of their mean,
/// the last block pools by the maximum, and it has 1,008 classes. Weights of torchvision's network
/// have the same names and all but the same shapes; they are told apart by the shape of
/// `fc.weight`.
public final class InceptionFeatures implements PictureFeatures {
  private static final int SIDE = 299;
  private static final int FEATURES = 2048;
  private static final int CLASSES = 1008;
  private static final double EPS = 1e-3;

  /// How pictures come into the network. Figures of different ones cannot be compared.
  public enum Input {
    /// The graph's own: TensorFlow 1's bilinear resize without half-pixel centres, (x − 128) / 128.
    TENSORFLOW("bilinear to 299×299 as TensorFlow 1's graph does, not antialiased"),
    /// That of the program pytorch-fid: bilinear between half-pixel centres, 2 x / 255 − 1.
    PYTORCH_FID("bilinear to 299×299, half-pixel centres, not antialiased, as pytorch-fid"),
    /// That of the program clean-fid: Pillow's bicubic on floats, cut to 0 to 255, then as the
    /// graph.
    CLEAN_FID("bicubic to 299×299, antialiased, not rounded, as clean-fid");

    private final String description;

    Input(String description) {
      this.description = description;
    }

    /// In words, for reports.
    public String description() {
      return description;
    }
  }

  private final Map<String, Tensor> weights = new HashMap<>();
  private final Map<String, InceptionLayers.Layer> layers = new HashMap<>();
  private final Input input;
  private final Device device;

  /// Reads the weights from a safetensors file, or from a state dictionary in a `.pth` file.
  ///
  /// @throws VisionException when the file cannot be read or holds another network
  public static InceptionFeatures open(Path file, Input input, Device device) {
    if (!Files.isRegularFile(file)) {
      throw new VisionException(file + ": no such file; expected Inception v3's weights");
    }
    var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    try (var _ = Scope.open()) {
      var pickled = name.endsWith(".pth") || name.endsWith(".pt");
      return new InceptionFeatures(
          pickled ? finite(file, PthReader.read(file).tensors()) : Safetensors.readFinite(file),
          input,
          device);
    } catch (TorchException e) {
      throw new VisionException(file + ": " + e.getMessage(), e);
    } catch (VisionException e) {
      throw new VisionException(file + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Tensor> finite(Path file, Map<String, Tensor> weights) {
    Safetensors.requireFinite(file, weights);
    return weights;
  }

  /// Takes what it needs of the weights; batch norms are folded into the convolutions.
  ///
  /// @throws VisionException naming a weight that is missing or of another shape
  public InceptionFeatures(Map<String, Tensor> given, Input input, Device device) {
    this.input = input;
    this.device = device;
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      Tensor classes = given.get("fc.weight");
      if (classes != null) {
        shaped(given, "fc.weight", CLASSES, FEATURES);
        weights.put("fc", copy(classes));
      }
      for (var layer : InceptionLayers.all()) {
        layers.put(layer.name(), layer);
        fold(given, layer);
      }
    } catch (VisionException e) {
      close();
      throw e;
    }
  }

  private void fold(Map<String, Tensor> given, InceptionLayers.Layer layer) {
    var name = layer.name();
    int out = layer.out();
    Tensor kernel =
        shaped(given, name + ".conv.weight", out, layer.in(), layer.height(), layer.width());
    Tensor gain = shaped(given, name + ".bn.weight", out);
    Tensor bias = shaped(given, name + ".bn.bias", out);
    Tensor mean = shaped(given, name + ".bn.running_mean", out);
    Tensor variance = shaped(given, name + ".bn.running_var", out);
    Tensor scale = gain.div(variance.plus(EPS).sqrt()); // [out]
    weights.put(name + ".weight", copy(kernel.times(scale.reshape(out, 1, 1, 1))));
    weights.put(name + ".bias", copy(bias.minus(mean.times(scale))));
  }

  private static Tensor shaped(Map<String, Tensor> given, String name, long... shape) {
    Tensor tensor = given.get(name);
    if (tensor == null) {
      throw new VisionException(
          "no tensor '" + name + "'; expected the weights of Inception v3 in PyTorch's layout");
    }
    try {
      tensor.requireShape("tensor '" + name + "' of Inception v3 (2015-12-05)", shape);
    } catch (TorchException e) {
      throw new VisionException(e.getMessage(), e);
    }
    return tensor.to(DType.FLOAT64);
  }

  private Tensor copy(Tensor source) {
    Tensor copy = Tensors.empty(DType.FLOAT32, device, source.shape().sizes()).copyInPlace(source);
    return copy.retain();
  }

  /// How pictures come into the network.
  public Input input() {
    return input;
  }

  @Override
  public int width() {
    return FEATURES;
  }

  @Override
  public Tensor features(Tensor pictures) {
    pictures.requireShape("pictures", -1, 3, -1, -1);
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      Tensor x = prepared(pictures.to(device).plus(1).times(127.5)); // [N, 3, 299, 299]
      x = conv(x, "Conv2d_1a_3x3"); // [N, 32, 149, 149]
      x = conv(conv(x, "Conv2d_2a_3x3"), "Conv2d_2b_3x3"); // [N, 64, 147, 147]
      x = Functional.maxPool2d(x, 3, 2, 0, false); // [N, 64, 73, 73]
      x = conv(conv(x, "Conv2d_3b_1x1"), "Conv2d_4a_3x3"); // [N, 192, 71, 71]
      x = Functional.maxPool2d(x, 3, 2, 0, false); // [N, 192, 35, 35]
      x = a(a(a(x, "Mixed_5b."), "Mixed_5c."), "Mixed_5d."); // [N, 288, 35, 35]
      x =
          Tensors.cat(
              1,
              conv(x, "Mixed_6a.branch3x3"),
              row(x, "Mixed_6a.branch3x3dbl_", 3),
              Functional.maxPool2d(x, 3, 2, 0, false)); // [N, 768, 17, 17]
      for (var block : new String[] {"Mixed_6b.", "Mixed_6c.", "Mixed_6d.", "Mixed_6e."}) {
        x = c(x, block); // [N, 768, 17, 17]
      }
      x =
          Tensors.cat(
              1,
              row(x, "Mixed_7a.branch3x3_", 2),
              row(x, "Mixed_7a.branch7x7x3_", 4),
              Functional.maxPool2d(x, 3, 2, 0, false)); // [N, 1280, 8, 8]
      x = e(x, "Mixed_7b.", averaged(x)); // [N, 2048, 8, 8]
      x = e(x, "Mixed_7c.", Functional.maxPool2d(x, 3, 1, 1, false)); // [N, 2048, 8, 8]
      return scope.keep(x.mean(false, 2, 3)); // [N, 2048]
    }
  }

  /// The same network as a classifier, for `dev.limn.metric.InceptionScore`: the probabilities of
  /// its 1,008 classes, without the last layer's bias, as the original has them. Closes nothing.
  ///
  /// @throws VisionException when the weights had no `fc.weight`
  public PictureFeatures classifier() {
    if (!weights.containsKey("fc")) {
      throw new VisionException("no tensor 'fc.weight'; expected it for the classes of pictures");
    }
    return new Probabilities();
  }

  /// The probabilities of its classes from its features: as [#classifier()], without looking at the
  /// pictures again.
  ///
  /// @param features `[N, 2048]` as [#features] gives them
  /// @return `[N, 1008]`, in the open scope
  /// @throws VisionException when the weights had no `fc.weight`, or the features are others
  public Tensor classes(Tensor features) {
    if (features.rank() != 2 || features.size(1) != FEATURES) {
      throw new VisionException(
          String.format(
              Locale.ROOT, "features of shape %s; expected [N, %d]", features.shape(), FEATURES));
    }
    try (var _ = classifier();
        var scope = Scope.open();
        var _ = NoGrad.on()) {
      return scope.keep(probabilities(features.to(device))); // [N, 1008]
    }
  }

  private Tensor probabilities(Tensor pooled) {
    return Functional.softmax(Functional.linear(pooled, weights.get("fc")), 1); // [N, 1008]
  }

  private final class Probabilities implements PictureFeatures {
    @Override
    public int width() {
      return CLASSES;
    }

    @Override
    public Tensor features(Tensor pictures) {
      try (var scope = Scope.open();
          var _ = NoGrad.on()) {
        return scope.keep(probabilities(InceptionFeatures.this.features(pictures)));
      }
    }

    @Override
    public void close() {}
  }

  private Tensor prepared(Tensor bytes) {
    boolean same = bytes.size(2) == SIDE && bytes.size(3) == SIDE;
    return switch (input) {
      case TENSORFLOW -> (same ? bytes : legacyBilinear(bytes)).minus(128).div(128);
      case PYTORCH_FID ->
          (same ? bytes : Functional.upsampleBilinear(bytes, SIDE, SIDE)).div(127.5).minus(1);
      case CLEAN_FID ->
          (same ? bytes : Resampling.bicubic(bytes, SIDE, SIDE).clamp(0, 255)).minus(128).div(128);
    };
  }

  /// Source place = new place · old size / new size, linear in between, the last pixel repeated.
  private Tensor legacyBilinear(Tensor x) {
    Tensor rows = weightsOf((int) x.size(2)).to(device); // [299, H]
    Tensor columns = weightsOf((int) x.size(3)).t().to(device); // [W, 299]
    return rows.matmul(x.matmul(columns)); // [N, 3, 299, 299]
  }

  static Tensor weightsOf(int from) {
    var matrix = new float[SIDE * from];
    float step = from / (float) SIDE;
    for (int i = 0; i < SIDE; i++) {
      float place = i * step;
      int low = (int) place;
      int high = Math.min(low + 1, from - 1);
      float share = place - low;
      matrix[i * from + low] += 1 - share;
      matrix[i * from + high] += share;
    }
    return Tensors.of(matrix, SIDE, from);
  }

  private Tensor a(Tensor x, String block) {
    return Tensors.cat(
        1,
        conv(x, block + "branch1x1"),
        row(x, block + "branch5x5_", 2),
        row(x, block + "branch3x3dbl_", 3),
        conv(averaged(x), block + "branch_pool")); // [N, C, 35, 35]
  }

  private Tensor c(Tensor x, String block) {
    return Tensors.cat(
        1,
        conv(x, block + "branch1x1"),
        row(x, block + "branch7x7_", 3),
        row(x, block + "branch7x7dbl_", 5),
        conv(averaged(x), block + "branch_pool")); // [N, 768, 17, 17]
  }

  private Tensor e(Tensor x, String block, Tensor pooled) {
    Tensor three = conv(x, block + "branch3x3_1");
    Tensor twice = row(x, block + "branch3x3dbl_", 2);
    return Tensors.cat(
        1,
        conv(x, block + "branch1x1"),
        conv(three, block + "branch3x3_2a"),
        conv(three, block + "branch3x3_2b"),
        conv(twice, block + "branch3x3dbl_3a"),
        conv(twice, block + "branch3x3dbl_3b"),
        conv(pooled, block + "branch_pool")); // [N, 2048, 8, 8]
  }

  /// Convolutions `name1` to `nameN`, one after the other.
  private Tensor row(Tensor x, String name, int count) {
    Tensor y = x;
    for (int i = 1; i <= count; i++) {
      y = conv(y, name + i);
    }
    return y;
  }

  private Tensor conv(Tensor x, String name) {
    var layer = layers.get(name);
    Tensor weight = weights.get(name + ".weight");
    Tensor bias = weights.get(name + ".bias");
    if (layer.above() == layer.aside()) {
      return Functional.reluInPlace(
          Functional.conv2d(x, weight, bias, layer.stride(), layer.above()));
    }
    int aside = layer.aside();
    int above = layer.above();
    Tensor padded = Functional.pad(x, aside, aside, above, above, 0);
    return Functional.reluInPlace(Functional.conv2d(padded, weight, bias, layer.stride(), 0));
  }

  /// The mean of 3×3 pixels, of those inside the picture at its edges.
  private static Tensor averaged(Tensor x) {
    Tensor inside = Tensors.ones(1, 1, x.size(2), x.size(3)).to(x.device());
    return box(x).div(box(inside)); // [N, C, H, W]
  }

  private static Tensor box(Tensor x) {
    return Functional.avgPool2d(Functional.pad(x, 1, 1, 1, 1, 0), 3, 1);
  }

  @Override
  public void close() {
    weights.values().forEach(Tensor::release);
    weights.clear();
  }
}

package dev.limn.vision;

import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Functional;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Precision;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.TorchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The picture side of a joint embedding, or of DAMSM: pictures become vectors of the space of a
/// [dev.limn.text.TextEncoder], where a picture has a large scalar product with its own captions.
///
/// It is learnt together with the text encoder and saved beside it. Generators never see it; it
/// judges their drawings: whether a drawing's own caption is the best of many, and how well they
/// match. Where the data has classes and their classifier was learnt on the way, it names them too.
///
/// Pictures of another size than those that it learnt from are resized, bicubically as Pillow does.
public final class PictureEncoder implements PictureFeatures {
  /// What it is made of.
  ///
  /// @param tower `classifier` for a network of Limn's own, `squeezenet` for [SqueezeNetFeatures]
  /// @param resolution side of the pictures that it learnt from
  /// @param width of a picture's vector
  /// @param classes that it can name; none where there was no classifier
  public record Config(String tower, int resolution, int width, List<String> classes) {
    /// A tower that Limn trained.
    public static final String OWN = "classifier";

    /// SqueezeNet's.
    public static final String SQUEEZENET = "squeezenet";

    public Config {
      if (!tower.equals(OWN) && !tower.equals(SQUEEZENET)) {
        throw new VisionException(
            String.format(
                Locale.ROOT,
                "tower of a picture encoder is %s; expected %s or %s",
                tower,
                OWN,
                SQUEEZENET));
      }
      if (resolution < 4 || width < 1) {
        throw new VisionException(
            String.format(
                Locale.ROOT,
                "a picture encoder of %d×%d pixels and width %d; expected at least 4×4 and 1",
                resolution,
                resolution,
                width));
      }
      classes = List.copyOf(classes);
    }
  }

  private static final String TOWER = "tower.";

  private final Config config;
  private final Device device;
  private final PictureFeatures tower;
  private final Map<String, Tensor> own = new LinkedHashMap<>();

  /// Takes copies of weights: the tower's under `tower.`, `mean` and `deviation` of its features,
  /// the linear layer `image.weight` and `image.bias`, `centre`, the mean of the vectors, and with
  /// classes `head.weight` and `head.bias`.
  ///
  /// @throws VisionException naming a weight that is missing or of another shape
  PictureEncoder(Config config, Map<String, Tensor> given, Device device) {
    this.config = config;
    this.device = device;
    var towers = new LinkedHashMap<String, Tensor>();
    given.forEach(
        (name, tensor) -> {
          if (name.startsWith(TOWER)) {
            towers.put(name.substring(TOWER.length()), tensor);
          }
        });
    tower = tower(config, towers, device);
    int features = tower.width();
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      take(given, "mean", features);
      take(given, "deviation", features);
      take(given, "image.weight", config.width(), features);
      take(given, "image.bias", config.width());
      take(given, "centre", config.width());
      if (!config.classes().isEmpty()) {
        take(given, "head.weight", config.classes().size(), features);
        take(given, "head.bias", config.classes().size());
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static PictureFeatures tower(Config config, Map<String, Tensor> weights, Device device) {
    if (config.tower().equals(Config.SQUEEZENET)) {
      return new SqueezeNetFeatures(weights, device);
    }
    var tower = new ClassifierFeatures(Precision.FLOAT32, device);
    try (var _ = Scope.open();
        var _ = NoGrad.on()) {
      tower.state().forEach((name, tensor) -> tensor.copyInPlace(found(weights, name)));
      return tower;
    } catch (TorchException e) {
      tower.close();
      throw new VisionException("the tower of a picture encoder: " + e.getMessage(), e);
    } catch (VisionException e) {
      tower.close();
      throw e;
    }
  }

  private static Tensor found(Map<String, Tensor> given, String name) {
    Tensor tensor = given.get(name);
    if (tensor == null) {
      throw new VisionException("a picture encoder without the tensor '" + name + "'");
    }
    return tensor;
  }

  private void take(Map<String, Tensor> given, String name, long... shape) {
    Tensor source = found(given, name);
    try {
      source.requireShape("tensor '" + name + "' of a picture encoder", shape);
    } catch (TorchException e) {
      throw new VisionException(e.getMessage(), e);
    }
    own.put(name, Tensors.empty(DType.FLOAT32, device, shape).copyInPlace(source).retain());
  }

  /// Whether a directory, or the run that it is, has one.
  public static boolean isIn(Path directory) {
    return Files.isRegularFile(
        PictureEncoderFiles.find(directory).resolve(PictureEncoderFiles.CONFIG));
  }

  /// The file of its weights.
  ///
  /// @param directory as for [#open]
  public static Path weights(Path directory) {
    return PictureEncoderFiles.find(directory).resolve(PictureEncoderFiles.WEIGHTS);
  }

  /// Opens the picture encoder beside a text encoder.
  ///
  /// @param directory that of the text encoder, or a run that has one
  /// @throws VisionException when there is none, or it cannot be read
  public static PictureEncoder open(Path directory, Device device) {
    return PictureEncoderFiles.open(directory, device);
  }

  /// Writes `picture-encoder.json` and `picture-encoder.safetensors` into a directory, each whole
  /// or not at all.
  ///
  /// @throws VisionException when they cannot be written
  public void save(Path directory) {
    PictureEncoderFiles.save(this, directory);
  }

  /// What it is made of.
  public Config config() {
    return config;
  }

  /// All weights by name, live.
  Map<String, Tensor> state() {
    var all = new LinkedHashMap<String, Tensor>();
    var towers =
        switch (tower) {
          case ClassifierFeatures trained -> trained.state();
          case SqueezeNetFeatures given -> given.state();
          default -> throw new IllegalStateException("a tower of " + tower.getClass());
        };
    towers.forEach((name, tensor) -> all.put(TOWER + name, tensor));
    all.putAll(own);
    return all;
  }

  @Override
  public int width() {
    return config.width();
  }

  /// The pictures' vectors, as their scalar product with those of captions was learnt.
  @Override
  public Tensor features(Tensor pictures) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      Tensor described = described(pictures).minus(own.get("mean")).div(own.get("deviation"));
      return scope.keep(
          Functional.linear(described, own.get("image.weight"), own.get("image.bias"))); // [N, W]
    }
  }

  private Tensor described(Tensor pictures) {
    pictures.requireShape("pictures", -1, 3, -1, -1);
    int side = config.resolution();
    boolean fits = tower instanceof SqueezeNetFeatures; // resizes by itself
    fits |= pictures.size(2) == side && pictures.size(3) == side;
    Tensor x =
        fits
            ? pictures.to(device)
            : SquareBytes.of(pictures, side, device).div(127.5).minus(1); // [N, 3, S, S]
    return tower.features(x); // [N, D]
  }

  /// The mean vector of training pictures, `[width]`; live.
  public Tensor centre() {
    return own.get("centre");
  }

  /// The same network as a classifier of the data's classes: their probabilities. Closes nothing;
  /// empty when no classifier was learnt.
  public Optional<PictureFeatures> classifier() {
    return config.classes().isEmpty() ? Optional.empty() : Optional.of(new Classes());
  }

  private final class Classes implements PictureFeatures {
    @Override
    public int width() {
      return config.classes().size();
    }

    @Override
    public Tensor features(Tensor pictures) {
      try (var scope = Scope.open();
          var _ = NoGrad.on()) {
        Tensor logits =
            Functional.linear(
                described(pictures), own.get("head.weight"), own.get("head.bias")); // [N, C]
        return scope.keep(Functional.softmax(logits, 1));
      }
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    tower.close();
    own.values().forEach(Tensor::release);
    own.clear();
  }
}

package dev.limn.model.style;

import dev.limn.LimnException;
import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.console.ShellWords;
import dev.limn.image.Filter;
import dev.limn.image.Image;
import dev.limn.image.Resampler;
import dev.limn.io.AtomicFile;
import dev.limn.model.Generator;
import dev.limn.model.Inversion;
import dev.limn.model.ModelException;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.NoGrad;
import dev.limn.torch.Rng;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Safetensors;
import dev.limn.torch.nn.Network;
import dev.limn.train.Pixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A trained [StyleNetwork] that is only read with, and its files beside a model's:
/// `style-encoder.json` and `style-encoder.safetensors`.
///
/// It belongs to one generator: noise means something else to every other.
public final class StyleEncoder implements Inversion {
  /// The file that says that a model has a style encoder.
  public static final String CONFIG = "style-encoder.json";

  private static final String WEIGHTS = "style-encoder.safetensors";
  private static final int FORMAT = 1;

  private final Description description;
  private final Network<StyleNetwork> network;

  /// What `style-encoder.json` says.
  ///
  /// @param format version of the layout
  /// @param generator the model's hash, as pictures name it
  /// @param noise width of z
  /// @param resolution side of the pictures
  /// @param width channels of the first hidden layer
  /// @param training facts: pictures seen, figures
  public record Description(
      int format,
      String generator,
      int noise,
      int resolution,
      int width,
      Map<String, Object> training) {
    public Description {
      if (generator == null || generator.isBlank()) {
        throw new IllegalArgumentException("generator is missing; expected a model's hash");
      }
      if (noise < 1 || width < 1) {
        throw new IllegalArgumentException(
            "noise: " + noise + ", width: " + width + "; expected at least 1");
      }
      training =
          training == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(training));
    }

    /// Of this version's format.
    public static Description of(
        String generator, int noise, int resolution, int width, Map<String, Object> training) {
      return new Description(FORMAT, generator, noise, resolution, width, training);
    }
  }

  /// With stored weights.
  ///
  /// @param state by PyTorch's names
  /// @throws TorchException naming a tensor that does not fit
  public StyleEncoder(Description description, Map<String, Tensor> state, Device device) {
    this.description = description;
    try (var rng = new Rng(0)) { // what it draws is overwritten at once
      var block =
          new StyleNetwork(description.width(), description.resolution(), description.noise(), rng);
      network = Network.loaded(block, state, device);
    }
    network.requiresGrad(false);
    network.block().training(false);
  }

  /// Opens the style encoder of a model.
  ///
  /// @param directory the model's folder
  /// @param generator the model's own
  /// @param hash the model's
  /// @throws ModelException when there is none, or one of another generator
  public static StyleEncoder open(Path directory, Generator generator, String hash, Device device) {
    Path file = directory.resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          directory
              + ": this model has no style encoder; it is made by: "
              + ShellWords.of(
                  "limn",
                  "train",
                  "--family",
                  "style-encoder",
                  "--generator",
                  ShellWords.path(directory),
                  "--data",
                  "DIR"));
    }
    Description description;
    try {
      Map<String, Object> map = Settings.readJson(file);
      if (!Integer.valueOf(FORMAT).equals(map.get("format"))) {
        throw new ModelException(
            file + ": format " + map.get("format") + "; this version reads " + FORMAT);
      }
      description = Settings.of(map, Description.class);
    } catch (ConfigException e) {
      throw new ModelException(LimnException.about(file, e), e);
    }
    if (description.noise() != generator.noise()
        || description.resolution() != generator.resolution()) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: reads %d numbers off %d×%d pictures; expected %d off %d×%d, as its generator draws",
              file,
              description.noise(),
              description.resolution(),
              description.resolution(),
              generator.noise(),
              generator.resolution(),
              generator.resolution()));
    }
    if (!description.generator().equals(hash)) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: was trained for generator %s; the model's is %s",
              file,
              description.generator(),
              hash));
    }
    Path weights = directory.resolve(WEIGHTS);
    if (!Files.isRegularFile(weights)) {
      throw new ModelException(weights + " is missing");
    }
    try (var _ = Scope.open()) {
      var state = Safetensors.readFinite(weights);
      return fitting(description, state, weights, device);
    } catch (TorchException e) { // that names the file
      throw new ModelException(e.getMessage(), e);
    }
  }

  private static StyleEncoder fitting(
      Description description, Map<String, Tensor> state, Path weights, Device device) {
    try {
      return new StyleEncoder(description, state, device);
    } catch (LimnException | IllegalArgumentException e) {
      throw new ModelException(
          String.format(Locale.ROOT, "%s does not fit %s: %s", weights, CONFIG, e.getMessage()), e);
    }
  }

  /// Weights as bfloat16.
  @Override
  public void write(Path directory) {
    try {
      Safetensors.write(
          directory.resolve(WEIGHTS), network.state(), Map.of("format", "pt"), DType.BFLOAT16);
      AtomicFile.write(directory.resolve(CONFIG), Settings.json(Settings.toMap(description)));
    } catch (IOException e) {
      throw new ModelException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  public Description description() {
    return description;
  }

  /// The noise of pictures.
  ///
  /// @param pictures `[N, 3, R, R]` in [−1, 1]
  /// @return `[N, Z]`
  public Tensor encode(Tensor pictures) {
    try (var scope = Scope.open();
        var _ = NoGrad.on()) {
      return scope.keep(
          network
              .block()
              .forward(pictures.to(network.device()))
              .to(DType.FLOAT32)
              .to(Device.CPU)); // [N, Z]
    }
  }

  /// The noise of one picture of any size, which is stretched to the size of drawings, as those the
  /// generator learned from were. Computed alone, as [dev.limn.draw.Limn] draws, so that it does
  /// not depend on what else is read.
  ///
  /// It has the length that noise has, the root of its width. What the network reads is the mean of
  /// all noise that the picture could come of, which is far shorter: the generator has never seen
  /// such noise, and draws little for it.
  @Override
  public float[] encode(Image picture) {
    int side = description.resolution();
    try (var _ = Scope.open()) {
      var stretched = List.of(Resampler.resize(picture, side, side, Filter.BICUBIC));
      return lengthened(encode(Pixels.of(stretched, Device.CPU)).select(0, 0).toFloats());
    }
  }

  private static float[] lengthened(float[] noise) {
    double squares = 0;
    for (float number : noise) {
      squares += (double) number * number;
    }
    double factor = squares == 0 ? 1 : Math.sqrt(noise.length / squares);
    for (int i = 0; i < noise.length; i++) {
      noise[i] *= (float) factor;
    }
    return noise;
  }

  @Override
  public void close() {
    network.close();
  }
}

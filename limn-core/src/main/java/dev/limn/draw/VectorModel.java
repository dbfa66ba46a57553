package dev.limn.draw;

import dev.limn.LimnException;
import dev.limn.config.ConfigException;
import dev.limn.config.Settings;
import dev.limn.data.VectorFile;
import dev.limn.io.AtomicFile;
import dev.limn.model.Configured;
import dev.limn.model.DataNeeds;
import dev.limn.model.Family;
import dev.limn.model.ModelException;
import dev.limn.model.RowFamily;
import dev.limn.model.RowGenerator;
import dev.limn.model.VectorScale;
import dev.limn.torch.DType;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.torch.TorchException;
import dev.limn.torch.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// A model that draws rows of numbers, in a directory: `config.json` as of every model,
/// `columns.json` with the columns' names and scales, and the generator's weights.
///
/// ```java
/// try (var model = VectorModel.open(Path.of("runs/00000-mlp-points"), Device.CPU)) {
///   double[][] rows = model.draw(1000, 0);
/// }
/// ```
public final class VectorModel implements AutoCloseable {
  private static final String COLUMNS = "columns.json";
  private static final String GENERATOR = "generator.safetensors";

  private final ModelBundle.Description description;
  private final VectorScale scale;
  private final RowGenerator generator;

  private VectorModel(
      ModelBundle.Description description, VectorScale scale, RowGenerator generator) {
    this.description = description;
    this.scale = scale;
    this.generator = generator;
  }

  /// Whether a folder, or the training run that it is, holds a model of numbers rather than of
  /// pictures.
  ///
  /// @throws ModelException when there is no model
  public static boolean is(Path directory) {
    var description = ModelBundle.describe(ModelBundle.locate(directory));
    return description.configured().needs() instanceof DataNeeds.Rows;
  }

  /// Opens a model.
  ///
  /// @param directory a model's folder, or that of a training run
  /// @throws ModelException naming the file that is missing or does not fit
  public static VectorModel open(Path directory, Device device) {
    Path folder = ModelBundle.locate(directory);
    ModelBundle.Description description = ModelBundle.describe(folder);
    if (!is(folder)) {
      throw notOfRows(folder, Family.named(description.family()));
    }
    VectorScale scale = scale(folder.resolve(COLUMNS));
    Path weights = folder.resolve(GENERATOR);
    if (!Files.isRegularFile(weights)) {
      throw new ModelException(weights + " is missing");
    }
    try (var _ = Scope.open()) {
      var state = Safetensors.readFinite(weights);
      return new VectorModel(
          description, scale, fitting(description.configured(), scale, state, weights, device));
    } catch (TorchException e) { // that names the file
      throw new ModelException(e.getMessage(), e);
    }
  }

  private static <C extends Record> RowGenerator fitting(
      Configured<C> configured,
      VectorScale scale,
      Map<String, Tensor> state,
      Path weights,
      Device device) {
    if (!(configured.family() instanceof RowFamily<C> family)) {
      throw notOfRows(weights, configured.family());
    }
    try {
      return family.open(configured.config(), scale.columns().size(), state, device);
    } catch (TorchException e) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s does not fit %s and %s: %s",
              weights,
              ModelBundle.CONFIG,
              COLUMNS,
              e.getMessage()),
          e);
    }
  }

  private static ModelException notOfRows(Path folder, Family<?> family) {
    return new ModelException(
        String.format(
            Locale.ROOT,
            "%s: family %s draws pictures; expected a model that draws numbers",
            folder,
            family.name()));
  }

  private static VectorScale scale(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelException(file + " is missing");
    }
    try {
      return Settings.of(Settings.readJson(file), VectorScale.class);
    } catch (ConfigException e) {
      throw new ModelException(LimnException.about(file, e), e);
    }
  }

  /// Writes a model, each file whole or not at all.
  public static void write(
      Path directory,
      ModelBundle.Description description,
      VectorScale scale,
      RowGenerator generator) {
    try {
      Files.createDirectories(directory);
      Safetensors.write(
          directory.resolve(GENERATOR), generator.state(), Map.of("format", "pt"), DType.FLOAT32);
      AtomicFile.write(directory.resolve(COLUMNS), Settings.json(Settings.toMap(scale)));
      AtomicFile.write(
          directory.resolve(ModelBundle.CONFIG), Settings.json(Settings.toMap(description)));
    } catch (IOException e) {
      throw new ModelException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// What the model says about itself.
  public ModelBundle.Description description() {
    return description;
  }

  /// The columns that it draws.
  public VectorScale scale() {
    return scale;
  }

  /// Draws rows, in the table's own units; the same for the same seed.
  ///
  /// @param count at least 1
  /// @return `[count][columns]`
  public double[][] draw(int count, long seed) {
    if (count < 1) {
      throw new DrawException(count + " rows; expected at least 1");
    }
    try (var _ = Scope.open()) {
      return scale.out(generator.draw(count, seed).toFloats());
    }
  }

  /// Draws rows into a file, as [VectorFile] reads them.
  public void draw(int count, long seed, Path file) {
    VectorFile.write(file, scale.names(), draw(count, seed));
  }

  @Override
  public void close() {
    generator.close();
  }
}
